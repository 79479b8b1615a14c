"""Identity: who signs in, and how."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "hub.identity"
    label = "identity"
