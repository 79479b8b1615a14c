"""Periodic jobs of files."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from hub.files.actions import delete_unused, scan_waiting
from hub.files.upload_views import UNUSED_FOR


@shared_task  # type: ignore[untyped-decorator]
def clean_unused_files() -> None:
    delete_unused(before=timezone.now() - UNUSED_FOR)


@shared_task  # type: ignore[untyped-decorator]
def scan_waiting_files() -> None:
    if settings.CLAMAV:
        scan_waiting()
