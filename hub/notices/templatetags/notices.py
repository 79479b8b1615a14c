"""Words of addressees in templates."""

from django import template

from hub.notices.addressees import FAMILIES

register = template.Library()


@register.filter
def family_word(family: str) -> str:
    """部署 for `section`."""
    return str(FAMILIES[family])
