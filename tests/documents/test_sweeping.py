"""What no hint told: the sweep ends connections of who lost a document, and of nobody else."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from docs_app.actions.documents import create_document
from docs_app.models import Document, DocumentAccess
from docs_app.roles import Role
from docs_app.sweeping import check
from hub.organisations.models import Section
from hub.realtime.database import db
from hub.realtime.fanout import fanout
from tests.chat.factories import City
from tests.documents.conftest import OpenDesk


@pytest.fixture
def draft(city: City) -> Document:
    """A document of alice that the division bob's section belongs to may edit."""
    document = create_document(author=city.alice, title="台帳")
    organisation = city.bob.organisation
    division = Section.objects.create(organisation=organisation, name="部")
    city.bob.section = Section.objects.create(organisation=organisation, name="課", parent=division)
    city.bob.save()
    DocumentAccess.objects.create(
        document=document, section=division, role=Role.EDITOR, granted_by=city.alice
    )
    return document


def taken_away(city: City) -> None:
    DocumentAccess.objects.filter(section__name="部").delete()


def moved_to_another_section(city: City) -> None:
    city.bob.section = None
    city.bob.save()


def section_moved(city: City) -> None:
    Section.objects.filter(name="課").update(parent=None)


def no_member_any_more(city: City) -> None:
    city.bob.left_at = timezone.now()
    city.bob.save()


def in_the_trash_for_bob(city: City) -> None:
    Document.objects.update(trashed_at=timezone.now())


@pytest.mark.parametrize(
    "lose", [taken_away, moved_to_another_section, section_moved, no_member_any_more]
)
async def test_who_lost_it_is_cut_off_within_one_sweep(
    city: City, draft: Document, open_desk: OpenDesk, lose: Callable[[City], None]
) -> None:
    alice, bob = await open_desk(city.alice, draft), await open_desk(city.bob, draft)
    await check(fanout())
    await bob.write("一")  # still here
    await db(lose, city)
    await check(fanout())
    assert await bob.ended() == 4403
    await alice.write("二")


async def test_the_trash_ends_it_for_all(city: City, draft: Document, open_desk: OpenDesk) -> None:
    alice, bob = await open_desk(city.alice, draft), await open_desk(city.bob, draft)
    await db(in_the_trash_for_bob, city)
    await check(fanout())
    assert [await alice.ended(), await bob.ended()] == [4403, 4403]
