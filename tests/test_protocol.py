"""The wire's TypeScript is generated, and up to date."""

from pathlib import Path

from django.conf import settings

from chat.management.commands.export_protocol import render


def test_protocol_is_exported() -> None:
    """When this fails: manage.py export_protocol."""
    path = Path(settings.BASE_DIR) / "frontend" / "src" / "hub" / "protocol.ts"
    assert path.read_text(encoding="utf-8") == render()
