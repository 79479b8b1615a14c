"""Obligations keep the steps of their ladders, and give mails their lines."""

from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "hub.obligations"
    label = "obligations"

    def ready(self) -> None:
        from hub import promises
        from hub.mail.ports import sources
        from hub.obligations.keeping import keep_steps
        from hub.obligations.mails import call_lines

        promises.keepers.insert(0, keep_steps)  # nothing else may make a ladder late
        sources["calls"].append(call_lines)
