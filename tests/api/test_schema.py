"""The OpenAPI document and what is really answered agree, whoever calls and whatever they send."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api import access
from api.actions.bots import create_bot
from api.actions.tokens import create_token
from chat.actions.rooms import grant_membership
from hub.organisations.models import Member
from hub.realtime.limits import Buckets
from tests.api.calling import ALL, Program
from tests.chat.factories import City, make_member, post

# TSUNAGU_FUZZ=200 makes the long run.
EXAMPLES = int(os.environ.get("TSUNAGU_FUZZ", "3"))
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
ROLES = [
    "city administrator",
    "clinic administrator",
    "member",
    "outsider",
    "bot",
    "reader",
    "nobody",
]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Requests share the connection of the test, whose transaction they must see."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture(params=ROLES)
def program(request: pytest.FixtureRequest, town: City, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setattr(access, "calls", Buckets(rate=1e6, burst=1e6))
    post(town.bob, town.room, "枠は10名です")
    administrator = make_member(
        town.bob.organisation, "事務長", Member.Role.ORGANISATION_ADMINISTRATOR
    )
    callers = {
        "city administrator": town.alice,
        "clinic administrator": administrator,
        "member": town.bob,
        "outsider": town.charlie,
    }
    if request.param == "nobody":
        return Program(town.bob, token="tsu_nobody")
    if request.param == "bot":
        return bot_of(town)
    if request.param == "reader":
        return Program(town.bob, "rooms:read", "messages:read")
    return Program(callers[request.param])


def bot_of(town: City) -> Program:
    """A bot of the city hall that is in the room."""
    bot = create_bot(by=town.alice, organisation_id=town.alice.organisation_id, name="枠ボット")
    grant_membership(host=town.alice, room_id=town.room.id, member_ids=[bot.id])
    _row, token = create_token(by=town.alice, member=bot, name="試験", scopes=ALL, days=1)
    return Program(bot, token=token)


def known_ids(town: City, case: Any) -> None:
    """Half of the guessing would end at 404: let ids be those of the town."""
    ids = {"room_id": str(town.room.id), "member_id": str(town.bob.id), "seq": 2}
    for name in case.path_parameters or {}:
        if name in ids:
            case.path_parameters[name] = ids[name]


def test_every_operation_keeps_to_its_schema(town: City, program: Program) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    operations: list[Any] = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]
    assert len(operations) > 30
    for operation in operations:
        check_operation(town, program, operation)


def check_operation(town: City, program: Program, operation: Any) -> None:
    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    def once(case: Any) -> None:
        known_ids(town, case)
        headers = {"Authorization": f"Bearer {program.token}"}
        case.call_and_validate(headers=headers, checks=CHECKS)

    once()
