"""The stamps: short business answers, drawn for this product."""

from django.core.exceptions import ValidationError
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

# Key: the file frontend/public/stamps/<key>.svg. Order: that of the picker.
STAMPS = {
    "ryokai": _lazy("了解しました"),
    "kakunin": _lazy("確認しました"),
    "arigato": _lazy("ありがとうございます"),
    "otsukare": _lazy("お疲れさまです"),
    "yoroshiku": _lazy("よろしくお願いします"),
    "taiochu": _lazy("対応中"),
    "shosho": _lazy("少々お待ちください"),
    "kanryo": _lazy("完了しました"),
    "shikyu": _lazy("至急"),
    "shochi": _lazy("承知しました"),
    "onegai": _lazy("お願いします"),
    "tasukaru": _lazy("助かります"),
    "moushiwake": _lazy("申し訳ありません"),
    "ouen": _lazy("応援求む"),
    "ijounashi": _lazy("異常なし"),
    "shonin": _lazy("承認"),
    "sashimodoshi": _lazy("差し戻し"),
    "denwa": _lazy("電話ください"),
    "orikaeshi": _lazy("折り返します"),
    "kaigi": _lazy("会議中"),
    "shuppatsu": _lazy("出発します"),
    "touchaku": _lazy("到着しました"),
    "yasumi": _lazy("休みです"),
    "ohayo": _lazy("おはようございます"),
}


def check_stamp(key: str) -> str:
    """The key itself. Raises ValidationError for a stamp that does not exist."""
    if key and key not in STAMPS:
        raise ValidationError({"stamp": _("このスタンプは使えません。")})
    return key


def stamp_url(key: str) -> str:
    return static(f"stamps/{key}.svg")


def stamp_choices() -> list[tuple[str, str, str]]:
    """(key, label, address of the picture) in the order of the picker."""
    return [(key, str(label), stamp_url(key)) for key, label in STAMPS.items()]
