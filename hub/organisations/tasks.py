"""Jobs of organisations."""

from uuid import UUID

from celery import shared_task

from hub.organisations.actions import imports


@shared_task  # type: ignore[untyped-decorator]
def run_import(import_id: str) -> None:
    imports.run_import(UUID(import_id))
