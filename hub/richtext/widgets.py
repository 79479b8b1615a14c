"""The editor in a form: django-ckeditor-5's widget without its script, its style, its view.

Only our own build is ever loaded: a controller of `app.ts` imports it where this widget stands.
"""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django_ckeditor_5.widgets import CKEditor5Widget


class RichTextWidget(CKEditor5Widget):  # type: ignore[misc]
    template_name = "hub/rich_text.html"

    class Media:
        extend = False  # nothing of the package's own bundle

    def __init__(self, config_name: str = "default", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(config_name, {"class": "input", "rows": 12, **(attrs or {})})

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # a browser cannot point at the hidden textarea; the server asks

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["toolbar"] = " ".join(self.config["toolbar"])
        context["picture_url"] = reverse("richtext:picture")
        context["people_url"] = reverse("richtext:people")
        return context

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        return render_to_string(self.template_name, self.get_context(name, value, attrs))
