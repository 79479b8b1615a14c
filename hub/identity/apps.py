"""Identity: who signs in, and how."""

from django.apps import AppConfig
from django.db.models.signals import post_delete


class IdentityConfig(AppConfig):
    name = "hub.identity"
    label = "identity"

    def ready(self) -> None:
        from allauth.account import signals
        from django.contrib.sessions.models import Session

        from hub.identity.receivers import password_changed, session_deleted

        post_delete.connect(session_deleted, sender=Session)
        signals.password_changed.connect(password_changed)
        signals.password_set.connect(password_changed)
