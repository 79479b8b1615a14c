"""The demo city holds together: what the hub's own actions would have left behind."""

import hashlib
from collections import Counter
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import models, transaction
from django.db.models import Count, F, Max, Q

from chat.models import (
    Attachment,
    Display,
    Membership,
    Mention,
    Message,
    MessageEdit,
    MessageObligation,
    Reaction,
    Recall,
    Room,
    ScheduledMessage,
    Task,
    Topic,
)
from chat.stamps import STAMPS
from demo.sign_ins import PASSWORD, SIGN_INS
from docs_app.models import (
    Document,
    DocumentAccess,
    DocumentEvent,
    DocumentUpdate,
    Folder,
    Star,
)
from docs_app.querysets import own_places
from hub.files.models import StoredFile
from hub.identity.models import User
from hub.notices.models import (
    Audience,
    Board,
    BoardGrant,
    Category,
    Notice,
    NoticeComment,
    NoticeFile,
    NoticeReading,
    NoticeRevision,
    NoticeText,
    Turn,
)
from hub.obligations.models import (
    Answer,
    Branch,
    Call,
    Contact,
    LadderPreset,
    Obligation,
    PhoneCall,
    Step,
    Wave,
)
from hub.organisations.models import Duty, Member, OpeningHours, Organisation, Section, Shift

TODAY = "2026-11-20"
TABLES: list[type[models.Model]] = [
    Organisation, Section, OpeningHours, User, Member, Duty, Room, Membership, Topic, Message,
    StoredFile, Attachment, Mention, Reaction, MessageEdit, Recall, Display, Shift, Task,
    ScheduledMessage,
]  # fmt: skip
# What documents are made of has ids of chance; their own stand in a message.
DOCUMENTS: list[type[models.Model]] = [
    Folder, Document, DocumentAccess, DocumentUpdate, DocumentEvent, Star,
]  # fmt: skip
# So have notices and what they ask for.
NOTICES: list[type[models.Model]] = [
    Obligation, Wave, Step, Branch, Answer, Call, PhoneCall, Contact, LadderPreset,
    MessageObligation, Board, BoardGrant, Category, Notice, NoticeText, Audience, NoticeFile,
    NoticeReading, NoticeRevision, NoticeComment, Turn,
]  # fmt: skip
# Counters of the database go on counting after a rollback.
UNSTABLE: dict[type[models.Model], set[str]] = {
    model: {"id"}
    for model in (OpeningHours, Attachment, Mention, Reaction, MessageEdit, Recall, Display)
}
# Names in the store are the storage's own.
UNSTABLE[StoredFile] = {"content", "preview"}


def seed() -> None:
    call_command("seed_demo", today=TODAY, stdout=StringIO())


def fingerprint() -> str:
    digest = hashlib.sha256()
    for table in TABLES:
        fields = [field.attname for field in table._meta.concrete_fields]
        fields = [each for each in fields if each not in UNSTABLE.get(table, ())]
        rows = table._default_manager.order_by("pk").values_list(*fields)
        digest.update(repr([table.__name__, sorted(map(repr, rows))]).encode())
    return digest.hexdigest()


@pytest.fixture(scope="module")
def city(django_db_setup: Any, django_db_blocker: Any) -> Any:
    """The seeded city, once for this module, rolled back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed()
        yield Organisation.objects.get(kind="city_hall")
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _database(city: Organisation, db: None) -> None:
    """Every test sees the city."""


def test_the_city_has_what_the_story_needs(city: Organisation) -> None:
    kinds = Counter(Organisation.objects.values_list("kind", flat=True))
    assert (kinds["hospital"], kinds["clinic"], kinds["care_facility"]) == (3, 20, 12)
    assert city.sections.count() >= 12
    assert sum(kinds.values()) > 38
    assert 250 <= Member.objects.count() <= 350
    assert Room.objects.count() >= 40
    assert Room.objects.filter(kind__in=["open", "closed"]).count() >= 15
    assert set(Room.objects.values_list("kind", flat=True)) == set(Room.Kind.values)
    assert 18_000 < Message.objects.count() < 24_000


def test_every_listed_person_can_sign_in() -> None:
    for username, _about in SIGN_INS:
        assert User.objects.get(username=username).check_password(PASSWORD)
    assert not User.objects.get(username=SIGN_INS[0][0]).check_password("wrong-password")
    assert len(set(User.objects.values_list("password", flat=True))) == 1


def test_one_person_belongs_to_two_organisations() -> None:
    places = User.objects.annotate(places=Count("members")).filter(places__gt=1)
    assert [user.username for user in places] == ["aoba.renkei"]


def test_messages_count_without_gaps_in_order_of_time() -> None:
    for room in Room.objects.all():
        rows = list(room.messages.order_by("seq").values_list("seq", "created_at"))
        assert [seq for seq, _at in rows] == list(range(1, room.last_seq + 1)), room
        assert all(before <= after for (_, before), (_, after) in pairwise(rows)), room
        if rows:
            assert room.last_posted_at == rows[-1][1]


def test_versions_are_unique_and_below_the_rooms() -> None:
    assert not Message.objects.filter(version__gt=F("room__version")).exists()
    rows = Message.objects.values("room", "version").annotate(n=Count("pk")).filter(n__gt=1)
    assert not rows.exists()
    for room in Room.objects.exclude(last_seq=0):
        assert room.messages.aggregate(newest=Max("version"))["newest"] == room.version


def test_nobody_speaks_or_is_named_outside_the_room() -> None:
    places = set(Membership.objects.filter(left_at=None).values_list("room_id", "member_id"))
    assert set(Message.objects.values_list("room_id", "author_id")) <= places
    named = Mention.objects.exclude(member=None).values_list("message__room_id", "member_id")
    assert set(named) <= places
    assert set(Reaction.objects.values_list("message__room_id", "member_id")) <= places


def test_auditors_are_in_no_room() -> None:
    assert not Membership.objects.filter(member__role=Member.Role.AUDITOR).exists()


def test_markers_stay_within_the_room_and_in_order() -> None:
    wrong = Q(delivered_seq__gt=F("room__last_seq")) | Q(read_seq__gt=F("delivered_seq"))
    assert not Membership.objects.filter(wrong | Q(displayed_seq__gt=F("read_seq"))).exists()
    assert not Display.objects.filter(seq__gt=F("membership__displayed_seq")).exists()
    unread = Membership.objects.filter(read_seq__lt=F("room__last_seq"))
    assert unread.exists()


def test_each_mark_in_a_text_is_a_mention_and_the_other_way_round() -> None:
    bodies: dict[int, str] = dict(Message.objects.values_list("id", "body"))
    named: Counter[int] = Counter()
    for mention in Mention.objects.all():
        assert f"@{mention.label}" in bodies[mention.message_id]
        named[mention.message_id] += 1
    assert all(body.count("@") == named[key] for key, body in bodies.items())
    assert named.total() > 500


def test_recalled_messages_keep_the_original_for_auditors() -> None:
    recalled = Message.objects.exclude(deleted_at=None)
    assert recalled.count() == Recall.objects.count() > 0
    for message in recalled:
        assert message.body == ""
        assert message.edits.get().body
        assert message.recall.receipts
    assert not Reaction.objects.filter(message__in=recalled).exists()
    assert not Mention.objects.filter(message__in=recalled).exists()


def test_texts_are_filled_and_mostly_different() -> None:
    said = Message.objects.filter(event="", deleted_at=None, stamp="")
    written = said.values_list("body", flat=True)
    assert all(body.strip() for body in written)
    assert not [body for body in written if set(body) & set("{}[]<|")]
    assert len(set(written)) > 0.6 * len(written)


def test_stamps_and_topics_are_used_as_people_would() -> None:
    stamped = Message.objects.exclude(stamp="")
    assert {message.stamp for message in stamped} <= set(STAMPS)
    assert stamped.count() > 3
    assert not Message.objects.exclude(topic=None).exclude(room_id=F("topic__room_id")).exists()
    assert Topic.objects.exclude(resolved_at=None).count() > 1
    late = Topic.objects.annotate(newest=Max("messages__created_at"))
    assert not late.exclude(last_posted_at=F("newest")).exists()


def test_files_are_real_and_readable_in_their_rooms() -> None:
    attachments = Attachment.objects.all()
    assert {each.file.content_type for each in attachments} == {
        "text/plain",
        "image/png",
        "application/pdf",
    }
    for each in attachments:
        content = each.file.content.read()
        assert hashlib.sha256(content).hexdigest() == each.file.sha256
        assert each.file in StoredFile.objects.visible_to(each.message.author)


def test_duties_change_hands_and_desks_are_not_empty() -> None:
    doctor = Duty.objects.get(name="休日当番医 受付")
    assert doctor.shifts.count() > 5
    assert doctor.shifts.values("member").distinct().count() > 2
    tasks = Task.objects.all()
    assert tasks.filter(assignee__user__username="tanaka.yobou").count() > 1
    for task in tasks:
        assert task in Task.objects.visible_to(task.assignee)
    assert ScheduledMessage.objects.get().due_at > Message.objects.latest("created_at").created_at


def test_answers_come_later_in_the_same_room() -> None:
    answers = Message.objects.exclude(reply_to=None)
    assert answers.count() > 3000
    assert not answers.exclude(room_id=F("reply_to__room_id")).exists()
    assert not answers.filter(seq__lte=F("reply_to__seq")).exists()


def test_a_hub_in_use_is_left_alone() -> None:
    before = Message.objects.count()
    with pytest.raises(CommandError):
        seed()
    call_command("seed_demo", unless_filled=True)
    assert Message.objects.count() == before


def test_two_runs_tell_the_same_story() -> None:
    told = fingerprint()
    with transaction.atomic():
        for table in reversed([*TABLES, *DOCUMENTS, *NOTICES]):
            table._default_manager.all()._raw_delete(using="default")
        Duty.holders.through._default_manager.all().delete()
        seed()
        assert fingerprint() == told
        transaction.set_rollback(True)


def test_documents_stand_in_their_places_and_one_in_a_conversation() -> None:
    documents = Document.objects.all()
    assert len(documents) == 4
    for document in documents:
        assert document.folder is not None
        assert document.seq == 1
        place = DocumentAccess.objects.filter(own_places(document.created_by), document=document)
        assert place.exists()
    assert Message.objects.filter(body__contains="/documents/").count() == 1


def test_notices_stand_on_their_boards_and_reach_whom_they_are_for(city: Organisation) -> None:
    assert set(Board.objects.values_list("scope", flat=True)) == set(Board.Scope.values)
    assert set(Notice.objects.values_list("state", flat=True)) == {
        "draft",
        "scheduled",
        "published",
    }
    doctor = Member.objects.get(user__username="midori.nurse")
    carer = Member.objects.get(user__username="hidamari.care")
    slots = Notice.objects.get(obligation__title__contains="受入枠")
    assert slots in Notice.objects.visible_to(doctor)
    assert slots not in Notice.objects.visible_to(carer)
    own = Notice.objects.filter(board__scope="organisation", board__organisation=city)
    assert own.exists()
    assert not Notice.objects.visible_to(doctor).filter(pk__in=own.values("pk")).exists()
    ended = Notice.objects.published().filter(published_at__lt=F("ends_at"), turns=None)
    assert ended.exclude(ends_at=None).count() == 2
    for row in NoticeFile.objects.all():
        assert row.file in StoredFile.objects.visible_to(doctor)


def test_half_of_forty_facilities_answered_and_the_others_are_to_be_rung() -> None:
    alert: Any = Obligation.objects.with_counts().get(urgent=True)
    assert (alert.n_all, alert.n_open, alert.n_help, alert.n_ring) == (40, 19, 2, 19)
    routes = set(alert.branches.values_list("answer__route", flat=True))
    assert routes == {"browser", "phone", None}
    silent = PhoneCall.objects.filter(branch__obligation=alert, branch__state="open")
    assert set(silent.values_list("result", flat=True)) == {"no_answer"}


def test_what_is_asked_for_goes_on_in_the_time_of_the_story() -> None:
    for obligation in Obligation.objects.all():
        steps = Step.objects.filter(wave__obligation=obligation)
        newest = steps.exclude(reached=None).aggregate(newest=Max("due_at"))["newest"]
        assert not steps.filter(reached=None, due_at__lt=newest).exists()
        for answer in Answer.objects.filter(branch__obligation=obligation):
            assert obligation.opened_at is not None
            assert obligation.opened_at < answer.at == answer.stored_at
            assert answer.branch.answer == answer
            if answer.member is not None:
                assert answer.branch in Branch.objects.asked_of(answer.member)


def test_a_message_asks_the_clinics_of_its_room() -> None:
    asking = MessageObligation.objects.get()
    assert asking.obligation.author == asking.message.author
    inside = asking.message.room.memberships.filter(left_at=None)
    places = set(inside.values_list("member__organisation_id", flat=True))
    branches = asking.obligation.branches.all()
    assert 0 < branches.exclude(state="open").count() < branches.count()
    assert set(branches.values_list("organisation_id", flat=True)) <= places
    assert set(Answer.objects.filter(branch__in=branches).values_list("route")) == {("chat",)}


def test_most_facilities_say_whom_to_ring() -> None:
    ranks = Contact.objects.exclude(organisation__kind="city_hall")
    assert 25 < ranks.values("organisation").distinct().count() < 40
    assert not ranks.exclude(member__organisation_id=F("organisation_id")).exists()
    assert LadderPreset.objects.count() == 2
