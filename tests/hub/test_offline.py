"""The app's own addresses, and the tag under which a device keeps a person's data."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client

from tests.chat.factories import City
from tests.conftest import SignedIn


def owner_of(client: Client, path: str = "/rooms/") -> str:
    return str(client.get(path).headers["Device-Owner"])


@pytest.mark.django_db
def test_the_manifest_speaks_the_persons_language(client: Client) -> None:
    response = client.get("/manifest.webmanifest")
    assert response.headers["Content-Type"] == "application/manifest+json"
    manifest = json.loads(response.content)
    assert (manifest["name"], manifest["lang"]) == ("つなぐ", "ja")
    assert (manifest["start_url"], manifest["scope"]) == ("/rooms/", "/")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    english = client.get("/manifest.webmanifest", headers={"Accept-Language": "en"})
    assert json.loads(english.content)["lang"] == "en"


def test_every_icon_of_the_manifest_exists(client: Client) -> None:
    manifest = json.loads(client.get("/manifest.webmanifest").content)
    for icon in manifest["icons"]:
        assert (settings.FRONTEND_DIST / icon["src"].removeprefix("/static/")).exists()


@pytest.mark.django_db
def test_the_worker_knows_this_builds_files_and_is_never_kept(client: Client) -> None:
    response = client.get("/sw.js")
    assert response.headers["Service-Worker-Allowed"] == "/"
    assert "no-cache" in response.headers["Cache-Control"]
    first = response.content.decode().split("\n")[0]
    shell = json.loads(first.removeprefix("self.SHELL = ").removesuffix(";"))
    kinds = {path.rsplit(".", 1)[1] for path in shell}
    assert {"js", "css", "svg"} <= kinds
    assert "woff2" not in kinds
    page = client.get("/accounts/login/").content.decode()
    asked = re.findall(r'(?:src|href)="(/static/assets/[^"]+)"', page)
    assert set(asked) <= set(shell)


def test_the_offline_page_knows_nobody(town: City, browse: SignedIn) -> None:
    page = browse(town.alice).get("/offline/").content.decode()
    assert "オフラインです" in page
    assert town.alice.name not in page
    assert "device-owner" not in page


def test_the_tag_names_one_sign_in_of_one_member(town: City, browse: SignedIn) -> None:
    alice, elsewhere, bob = browse(town.alice), browse(town.alice), browse(town.bob)
    assert owner_of(alice) == owner_of(alice, "/people/")
    assert len({owner_of(alice), owner_of(elsewhere), owner_of(bob), ""}) == 4
    page = alice.get("/rooms/").content.decode()
    assert f'<meta name="device-owner" content="{owner_of(alice)}">' in page
    assert str(town.alice.id) not in owner_of(alice)


def test_acting_for_another_organisation_is_another_owner(town: City, browse: SignedIn) -> None:
    client = browse(town.alice)
    before = owner_of(client)
    client.post("/account/switch/", {"member": str(town.alice.id)})
    assert owner_of(client) != before


@pytest.mark.django_db
def test_a_page_for_nobody_says_so(client: Client) -> None:
    assert owner_of(client, "/accounts/login/") == ""


def test_a_sign_out_clears_the_device(town: City, browse: SignedIn) -> None:
    client = browse(town.alice)
    assert "Clear-Site-Data" not in client.get("/rooms/").headers
    response = client.post("/accounts/logout/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert owner_of(client, "/accounts/login/") == ""
