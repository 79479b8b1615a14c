"""Theme and text size, kept in two cookies so that the server draws them without a flash."""

from django.http import HttpRequest

THEMES = {"light", "dark"}
TEXT_SIZES = {"large"}


def appearance(request: HttpRequest) -> dict[str, str]:
    """Context: `theme` and `text_size`, each empty for the default."""
    theme, size = request.COOKIES.get("theme", ""), request.COOKIES.get("text_size", "")
    return {
        "theme": theme if theme in THEMES else "",
        "text_size": size if size in TEXT_SIZES else "",
    }
