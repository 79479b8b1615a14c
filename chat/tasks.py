"""Jobs of the chat."""

from uuid import UUID

from celery import shared_task

from chat.history import running


@shared_task  # type: ignore[untyped-decorator]
def run_history(import_id: str) -> None:
    running.run_history(UUID(import_id))
