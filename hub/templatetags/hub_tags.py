"""Tags every template has: built assets, icons, dates as officials write them."""

from datetime import date, datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from hub import assets, client_strings, eras
from hub.identity.devices import device_of
from hub.richtext.cleaning import clean_html, without_inline_styles

register = template.Library()


@register.simple_tag
def vite_tags(entry: str) -> SafeString:
    """The script and style sheets of one Vite entry."""
    built = assets.entry(entry)
    styles = format_html_join("", '<link rel="stylesheet" href="{}">', ((s,) for s in built.styles))
    return styles + format_html('<script type="module" src="{}"></script>', built.script)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon from the sprite; the text beside it carries the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("icons.svg"),
        name,
    )


@register.simple_tag
def all_client_strings() -> dict[str, str]:
    return client_strings.translated()


@register.filter
def rich_text(html: str) -> SafeString:
    """Stored HTML of a `RichTextField`, for a place with the controller `rich-text`."""
    return mark_safe(without_inline_styles(clean_html(html)))  # noqa: S308  cleaned by nh3


@register.filter
def era_date(value: date | datetime | None) -> str:
    """令和8年11月23日 in Japanese, 23 Nov 2026 otherwise."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return eras.era_date(value) if value else ""


@register.filter
def device(user_agent: str) -> str:
    return device_of(user_agent)


@register.filter
def iso_time(value: str) -> str:
    """A stored ISO 8601 time as a short local one; empty stays empty."""
    return f"{timezone.localtime(datetime.fromisoformat(value)):%m/%d %H:%M}" if value else ""


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key)
