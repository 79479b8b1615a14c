"""The wire's TypeScript is generated, and up to date."""

from pathlib import Path

from django.conf import settings

from chat.management.commands.export_protocol import render
from docs_app.management.commands import export_document_schema


def test_protocol_is_exported() -> None:
    """When this fails: manage.py export_protocol."""
    path = Path(settings.BASE_DIR) / "frontend" / "src" / "hub" / "protocol.ts"
    assert path.read_text(encoding="utf-8") == render()


def test_what_may_stand_in_a_document_is_exported() -> None:
    """When this fails: manage.py export_document_schema."""
    path = export_document_schema.PATH
    assert path.read_text(encoding="utf-8") == export_document_schema.render()
