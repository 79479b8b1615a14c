"""The index is the database's own: it heals, follows every writer, and costs a post nothing."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from chat.models import Message
from hub.folding import refolding
from hub.organisations.models import Member
from hub.search.fields import SearchField, Wanted, index_name
from hub.search.indexing import Fts5, ensure_indexes
from tests.chat.factories import City, make_city, post

FIELD: SearchField = Message._meta.get_field("folded")


@pytest.fixture
def city(transactional_db: None) -> City:
    return make_city()


def found(*bigrams: str) -> list[str]:
    condition = {"folded__bigrams": Wanted([list(bigrams)])}
    rows = Message.objects.filter(**condition)
    return list(rows.order_by("pk").values_list("body", flat=True))


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_the_next_migrate_makes_what_was_lost(city: City) -> None:
    """Django makes SQLite's tables anew to change them, and leaves the triggers behind."""
    post(city.alice, city.room, "前の訓練")
    if connection.vendor == "sqlite":
        run(*(f"DROP TRIGGER {name}" for name in Fts5(FIELD).triggers()))
        post(city.alice, city.room, "間の訓練")
        assert found("訓練") == ["前の訓練"]
    else:
        run(f"DROP INDEX {index_name(FIELD)}")
        post(city.alice, city.room, "間の訓練")
    call_command("migrate", verbosity=0)
    post(city.alice, city.room, "後の訓練")
    assert found("訓練") == ["前の訓練", "間の訓練", "後の訓練"]


def test_a_migrate_with_nothing_to_do_builds_nothing(city: City) -> None:
    post(city.alice, city.room, "訓練")
    with connection.execute_wrapper(only_reading):
        ensure_indexes()


def only_reading(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
    assert sql.lstrip().startswith(("SELECT", "PRAGMA", "\n")), sql
    return execute(sql, params, many, context)


def test_other_programs_writes_are_followed(city: City) -> None:
    message = post(city.alice, city.room, "訓練")
    run(f"UPDATE chat_message SET folded = '接種' WHERE id = {message.pk}")
    assert found("訓練") == []
    assert found("接種") == ["訓練"]
    run(f"DELETE FROM chat_message WHERE id = {message.pk}")
    assert found("接種") == []


def test_a_letter_finds_every_pair_it_begins(city: City) -> None:
    post(city.alice, city.room, "薬")
    post(city.alice, city.room, "薬局")
    post(city.alice, city.room, "風邪薬")
    post(city.alice, city.room, "楽")
    assert found("薬") == ["薬", "薬局", "風邪薬"]


@pytest.mark.parametrize("letters", ["🤌🏽", "\U0001fae8!", "\ue000\ue001", "%_", "''", '"\\'])
def test_letters_of_every_kind_are_indexed(city: City, letters: str) -> None:
    """Also those that are younger than the database."""
    post(city.alice, city.room, f"あ{letters}い")
    post(city.alice, city.room, "ほか")
    assert found(letters[:2]) == [f"あ{letters}い"]


def test_stored_names_are_folded_anew(city: City) -> None:
    Member.objects.filter(pk=city.bob.pk).update(name="渡邉", folded="渡邉")
    assert not Member.objects.matching("渡辺").exists()
    refolding("organisations", "Member")(apps, None)
    refolding("chat", "Room", "Topic", "Message", "Attachment")(apps, None)
    assert Member.objects.matching("渡辺").get() == city.bob
