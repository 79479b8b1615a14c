"""An organisation that requires a second factor lets nobody act without one."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from hub.identity.second_factor import second_factor_missing
from hub.realtime.listener import Closed
from hub.realtime.protocol import CloseCode
from hub.realtime.session import identify
from tests.chat.factories import City, sign_in
from tests.conftest import SignedIn


@pytest.fixture
def strict(town: City) -> City:
    organisation = town.bob.organisation
    organisation.requires_second_factor = True
    organisation.save(update_fields=["requires_second_factor"])
    return town


def test_without_one_every_page_leads_to_the_set_up(strict: City, browse: SignedIn) -> None:
    client = browse(strict.bob)
    for path in ("/rooms/", "/people/", "/account/", f"/rooms/{strict.room.id}/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"] == "/accounts/2fa/"
    assert client.get("/accounts/2fa/").status_code == 200


def test_without_one_no_live_connection(strict: City) -> None:
    with pytest.raises(Closed) as closed:
        identify(f"session={sign_in(strict.bob)}")
    assert closed.value.code == CloseCode.FORBIDDEN


def test_with_one_the_hub_is_open(strict: City, browse: SignedIn) -> None:
    TOTP.activate(strict.bob.user, generate_totp_secret())
    assert not second_factor_missing(strict.bob.user, strict.bob)
    assert browse(strict.bob).get("/rooms/").status_code == 200
    assert identify(f"session={sign_in(strict.bob)}")[0] == strict.bob


def test_other_organisations_are_not_asked(strict: City, browse: SignedIn) -> None:
    assert browse(strict.alice).get("/rooms/").status_code == 200
