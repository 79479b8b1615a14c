"""The HTTP API: what the browser can do with rooms, messages, files and people, for programs."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"
