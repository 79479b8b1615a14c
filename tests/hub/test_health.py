"""`/healthz` and `/readyz`."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

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


def test_tells_nothing_else(client: Client) -> None:
    assert set(client.get("/readyz").json()) == {"status", "database", "layer", "jobs"}
