"""How long a browser may keep what the build made."""

from django.conf import settings
from django.test import Client


def test_hashed_files_are_kept_and_the_others_asked_for_again(client: Client) -> None:
    script = next((settings.FRONTEND_DIST / "assets").glob("app-*.js"))
    assert "immutable" in client.get(f"/static/assets/{script.name}").headers["Cache-Control"]
    assert "immutable" not in client.get("/static/icons.svg").headers["Cache-Control"]
