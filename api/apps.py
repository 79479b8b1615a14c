"""The HTTP API: what the browser can do with rooms, messages, files and people, for programs."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"

    def ready(self) -> None:
        from api.sending import keep_deliveries
        from hub import promises

        promises.keepers.append(keep_deliveries)
