"""Obligations keep the steps of their ladders, watch that they are kept, and feed mails."""

from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "hub.obligations"
    label = "obligations"

    def ready(self) -> None:
        from hub import health, promises
        from hub.mail.ports import sources
        from hub.obligations.keeping import check_ladders, keep_steps
        from hub.obligations.mails import call_lines

        promises.keepers.insert(0, keep_steps)  # nothing else may make a ladder late
        health.CHECKS["ladders"] = check_ladders
        health.PROMISED.add("ladders")
        sources["calls"].append(call_lines)
