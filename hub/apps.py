"""The hub itself: audit log, jobs, commands."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    name = "hub"
