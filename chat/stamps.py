"""The stamps: short business answers, drawn for this product."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

# Key: the file frontend/public/stamps/<key>.svg. Order: that of the picker.
STAMPS = {
    "ryokai": _lazy("了解しました"),
    "kakunin": _lazy("確認しました"),
    "arigato": _lazy("ありがとうございます"),
    "taiochu": _lazy("対応中"),
    "shikyu": _lazy("至急"),
}


def check_stamp(key: str) -> str:
    """The key itself. Raises ValidationError for a stamp that does not exist."""
    if key and key not in STAMPS:
        raise ValidationError({"stamp": _("このスタンプは使えません。")})
    return key
