"""`/healthz` and `/readyz`."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hub.health import CHECKS
from hub.models import Pulse
from hub.tasks import tick

pytestmark = pytest.mark.django_db


def test_alive(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_when_jobs_ran_lately(client: Client) -> None:
    tick()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "layer": "ok", "jobs": "ok"}


def test_not_ready_when_no_job_ran_for_a_minute(client: Client) -> None:
    Pulse.objects.create(name="jobs", at=timezone.now() - timedelta(seconds=61))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["jobs"] == "down"
    assert answer.json()["database"] == "ok"


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
