"""Set up an empty hub: the city and its first administrator."""

import getpass
import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from hub.organisations.actions.organisations import create_city
from hub.organisations.models import Organisation

QUESTIONS = {
    "city_name": ("TSUNAGU_CITY_NAME", "Name of the city hall: "),
    "username": ("TSUNAGU_ADMIN_NAME", "Sign-in name of the first administrator: "),
    "name": ("TSUNAGU_ADMIN_FULL_NAME", "Full name of the administrator: "),
    "password": ("TSUNAGU_ADMIN_PASSWORD", "Password, 13 characters or more: "),
}


def answer(variable: str, question: str) -> str:
    """From the environment, else asked on the terminal."""
    if variable in os.environ:
        return os.environ[variable]
    try:
        return getpass.getpass(question) if "PASSWORD" in variable else input(question)
    except EOFError:
        raise CommandError(f"Set {variable}, or run on a terminal.") from None


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        if Organisation.objects.exists():
            return
        given = {key: answer(*question) for key, question in QUESTIONS.items()}
        try:
            validate_password(given["password"])
            create_city(reading="", **given)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"Created {given['city_name']} with {given['username']}.")
