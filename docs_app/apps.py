"""Documents plug into files: who may read a document may read its pictures."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "docs_app"
    verbose_name = "documents"

    def ready(self) -> None:
        from docs_app.images import files_in_documents
        from hub.files.ports import readers

        readers.append(files_in_documents)
