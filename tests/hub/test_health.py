"""`/healthz` and `/readyz`."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from hub.health import CHECKS, jobs_stand_still
from hub.models import Pulse
from hub.obligations.actions.opening import close_obligation
from hub.tasks import tick
from tests.chat.factories import City
from tests.obligations.asking import ask

pytestmark = pytest.mark.django_db


def test_alive(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_when_jobs_ran_lately(client: Client) -> None:
    tick()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    parts = {"database": "ok", "layer": "ok", "jobs": "ok", "ladders": "ok"}
    assert answer.json() == {"status": "ok", **parts}


def test_not_ready_when_no_job_ran_lately(client: Client) -> None:
    Pulse.objects.create(name="jobs", at=timezone.now() - timedelta(seconds=36))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["jobs"] == "down"
    assert answer.json()["database"] == "ok"


def test_not_ready_when_a_step_of_a_ladder_is_late(town: City, client: Client) -> None:
    """The worker lives, and yet nobody is rung."""
    tick()
    obligation = ask(town.alice, town.bob.organisation)
    answered = ask(town.alice, town.charlie.organisation)
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=34), tick=False):
        tick()
        assert client.get("/readyz").json()["ladders"] == "ok"
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=37), tick=False):
        tick()
        assert client.get("/readyz").json()["ladders"] == "down"
        assert jobs_stand_still()
        for each in (obligation, answered):
            close_obligation(by=town.alice, obligation_id=each.pk)
        assert not jobs_stand_still()


@pytest.mark.parametrize("part", ["database", "layer"])
def test_a_part_that_fails_is_named_without_its_reason(
    part: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OSError("redis://:secret@10.0.0.1 refused")

    monkeypatch.setitem(CHECKS, part, fail)
    tick()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert [name for name, word in answer.json().items() if word == "down"] == ["status", part]
    assert "secret" not in answer.text
