"""The hub: identity, organisations, live delivery, and the wiring of all apps."""

from hub.celery import app as celery_app

__all__ = ["celery_app"]
