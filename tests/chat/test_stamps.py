"""Stamps: each is a harmless picture with words for those who cannot see it."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation

from chat.models import Message
from chat.stamps import STAMPS
from chat.timeline import item_of, render_item
from tests.chat.factories import City, post

FOLDER = Path(settings.BASE_DIR) / "frontend" / "public" / "stamps"
HARMLESS = {"svg", "title", "g", "path", "circle", "ellipse", "rect"}
OUTSIDE = re.compile(r"(?:href|src|url\(|on\w+=|style=)", re.IGNORECASE)


@pytest.mark.parametrize("key", STAMPS)
def test_each_stamp_is_a_drawing_and_nothing_else(key: str) -> None:
    text = (FOLDER / f"{key}.svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= HARMLESS
    assert not OUTSIDE.search(text)
    assert root.get("viewBox") == "0 0 160 160"
    assert root[0].text == str(STAMPS[key])


def test_every_drawing_is_in_the_list() -> None:
    assert {path.stem for path in FOLDER.glob("*.svg")} == set(STAMPS)


def test_each_has_words_in_both_languages() -> None:
    for label in STAMPS.values():
        with translation.override("ja"):
            japanese = str(label)
        with translation.override("en"):
            english = str(label)
        assert japanese
        assert english.isascii()
        assert english != japanese


def test_a_stamp_is_a_message_with_words_for_readers(town: City) -> None:
    message = post(town.bob, town.room, "", stamp="ryokai")
    html = render_item(item_of(Message.objects.for_timeline().get(pk=message.pk)))
    assert 'src="/static/stamps/ryokai.svg"' in html
    assert 'alt="了解しました"' in html
    assert message.excerpt == "スタンプ: 了解しました"


@pytest.mark.parametrize("stamp", ["unknown", "../../logo", ""])
def test_an_unknown_stamp_is_no_message(town: City, stamp: str) -> None:
    before = Message.objects.count()
    with pytest.raises(ValidationError) as raised:
        post(town.bob, town.room, "", stamp=stamp)
    assert list(raised.value.message_dict) == ["stamp" if stamp else "body"]
    assert Message.objects.count() == before
