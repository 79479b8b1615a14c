"""The hub itself: audit log, jobs, commands, search indexes."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HubConfig(AppConfig):
    name = "hub"

    def ready(self) -> None:
        from hub.search.indexing import ensure_indexes

        post_migrate.connect(ensure_indexes, sender=self)
