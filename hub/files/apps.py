"""Files: stored once, read only through one access rule."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "hub.files"
    label = "files"
