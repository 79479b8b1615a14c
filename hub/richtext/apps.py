"""Rich text: who may read a text may read its pictures."""

from django.apps import AppConfig


class RichTextConfig(AppConfig):
    name = "hub.richtext"
    label = "richtext"

    def ready(self) -> None:
        from hub.files.ports import readers
        from hub.richtext.pictures import files_in_texts

        readers.append(files_in_texts)
