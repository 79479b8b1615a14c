"""The field for written HTML: django-ckeditor-5's, cleaned on every way into the database."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import Field as FormField
from django.utils.translation import gettext as _
from django_ckeditor_5.fields import CKEditor5Field

from hub.richtext.cleaning import Unacceptable, clean_html, is_empty
from hub.richtext.widgets import RichTextWidget

if TYPE_CHECKING:
    BaseField = models.TextField[str, str]  # the package has no types
else:
    BaseField = CKEditor5Field


class RichTextField(BaseField):
    """HTML of the shared allow-list; an editor nobody wrote in is stored as "".

    Raises ValidationError in forms, and `Unacceptable` where code stores without asking.
    """

    config_name: str  # of settings.CKEDITOR_5_CONFIGS

    def formfield(self, *args: Any, **options: Any) -> FormField | None:
        widget = RichTextWidget(config_name=self.config_name)
        return super().formfield(*args, **{"widget": widget, **options})

    def clean(self, value: str | None, model_instance: Any) -> str:
        try:
            cleaned = stored(value or "")
        except Unacceptable:
            raise ValidationError(_("文章が長すぎるか、入れ子が深すぎます。")) from None
        text: str = super().clean(cleaned, model_instance)
        return text

    def pre_save(self, model_instance: Any, add: bool) -> str:
        cleaned = stored(getattr(model_instance, self.attname) or "")
        setattr(model_instance, self.attname, cleaned)
        return cleaned

    def get_prep_value(self, value: Any) -> Any:
        return stored(value) if isinstance(value, str) else super().get_prep_value(value)


def stored(html: str) -> str:
    cleaned = clean_html(html).strip()
    return "" if is_empty(cleaned) else cleaned
