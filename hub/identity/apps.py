"""Identity: who signs in, and how."""

from django.apps import AppConfig
from django.db.models.signals import post_delete


class IdentityConfig(AppConfig):
    name = "hub.identity"
    label = "identity"

    def ready(self) -> None:
        from django.contrib.sessions.models import Session

        from hub.identity.actions import session_deleted

        post_delete.connect(session_deleted, sender=Session)
