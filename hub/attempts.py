"""How a page carries out an action: what is wrong goes to the field, else into a flash."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages as flashes
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest


def attempt(form: BaseForm, act: Callable[[], Any]) -> Any:
    """Carry out an action; its ValidationError goes to the field or above the form."""
    try:
        return act()
    except ValidationError as error:
        for field, texts in getattr(error, "message_dict", {"": error.messages}).items():
            form.add_error(field if field in form.fields else None, texts)
        return None


def flash_errors(request: HttpRequest, act: Callable[[], Any], done: str) -> None:
    try:
        act()
    except ValidationError as error:
        flashes.error(request, error.messages[0])
    except PermissionDenied as error:
        flashes.error(request, str(error))
    else:
        flashes.success(request, done)
