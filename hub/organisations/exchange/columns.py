"""The columns of the three lists, and how files tend to name them."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.folding import fold
from hub.organisations.models import Import


class Column(NamedTuple):
    key: str
    label: Promise
    names: str  # other headers, separated by spaces
    required: bool = False


ORGANISATION = Column(
    "organisation",
    _("組織名"),
    "組織 所属 所属組織 事業所 事業所名 施設名 医療機関名 organisation organization",
    True,
)
READING = Column(
    "reading",
    _("ふりがな"),
    "フリガナ カナ かな 読み よみ 読み仮名 氏名カナ 氏名かな 名称カナ reading kana",
)
PHONE = Column(
    "phone",
    _("電話"),
    "電話 電話番号 TEL 内線 電話・内線 連絡先 代表電話 phone telephone extension",
)
FAX = Column("fax", _("ファクス"), "FAX FAX番号 ファックス ファクシミリ")

ORGANISATIONS = [
    ORGANISATION._replace(names=f"{ORGANISATION.names} 名称 name"),
    READING,
    Column("kind", _("種別"), "種類 区分 組織種別 施設種別 kind type category"),
    PHONE,
    FAX,
    Column("address", _("所在地"), "住所 address"),
    Column(
        "requires_second_factor",
        _("2段階認証を必須にする"),
        "2段階認証 二段階認証 2段階認証必須 2FA",
    ),
]
SECTIONS = [
    ORGANISATION,
    Column("parent", _("上位の部署"), "上位部署 親部署 上位 所属部 parent"),
    Column("name", _("部署名"), "部署 名称 課名 係名 section department name", True),
    READING,
    PHONE,
    FAX,
    Column("position", _("並び順"), "順番 表示順 順 No 番号 order position sort"),
]
PEOPLE = [
    ORGANISATION,
    Column("section", _("部署"), "部署名 所属部署 課 係 課係 section department"),
    Column("name", _("氏名"), "名前 職員名 担当者名 姓名 name fullname", True),
    READING,
    Column("title", _("役職・職種"), "役職 職種 職名 肩書 職位 title position job"),
    PHONE._replace(label=_("電話・内線")),
    Column("role", _("権限"), "役割 ロール role permission"),
    Column(
        "username",
        _("サインイン名"),
        "ログイン名 ログインID ユーザー名 ユーザーID ID 職員番号 アカウント login user account",
    ),
    Column("email", _("メールアドレス"), "メール Eメール mail email"),
]
COLUMNS: dict[str, list[Column]] = {
    Import.Kind.ORGANISATIONS: ORGANISATIONS,
    Import.Kind.SECTIONS: SECTIONS,
    Import.Kind.PEOPLE: PEOPLE,
}


def plain(header: str) -> str:
    return "".join(letter for letter in fold(header) if letter.isalnum())


def guessed(kind: str, headers: list[str]) -> list[str]:
    """For each header the key of the column it probably names, each key once, or ""."""
    keys: dict[str, str] = {}
    for column in COLUMNS[kind]:
        for name in (column.key, str(column.label), *column.names.split(" ")):
            keys.setdefault(plain(name), column.key)
    found: list[str] = []
    for header in headers:
        key = keys.get(plain(header), "")
        found.append("" if key in found else key)
    return found


def missing(kind: str, mapping: list[str], *, own: bool) -> list[str]:
    """Labels of required columns that no column fills; `own`: the organisation is known."""
    optional = {"organisation"} if own else set()
    return [
        str(column.label)
        for column in COLUMNS[kind]
        if column.required and column.key not in mapping and column.key not in optional
    ]
