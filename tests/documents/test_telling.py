"""回覧 and comments reach people: on their home page, and by mail if they want and stay away."""

from contextlib import AsyncExitStack
from datetime import time, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from docs_app.actions.circulation import cancel, circulate, confirm, return_it
from docs_app.actions.comments import answer, assign, begin_thread, delete_comment, resolve
from docs_app.actions.documents import create_document
from docs_app.actions.logging import visit
from docs_app.actions.revisions import freeze_revision, keep_revision
from docs_app.actions.telling import AWAY_AFTER
from docs_app.models import Circulation, CommentThread, Document, DocumentAccess, Revision
from docs_app.roles import Role
from hub.mail.actions import save_preference
from hub.mail.keeping import keep_mails
from hub.organisations.models import Member
from hub.realtime.database import db
from hub.realtime.fanout import running_fanout
from tests.chat.factories import City, make_member, sign_in
from tests.conftest import SignedIn
from tests.realtime.tabs import InProcess, Tab


def wish(*members: Member, documents: bool = True) -> None:
    for member in members:
        member.user.email = f"{member.id.hex}@example.jp"
        member.user.save(update_fields=["email"])
        save_preference(
            member=member,
            mentions=True,
            digest="never",
            digest_at=time(8, 0),
            language="ja",
            documents=documents,
        )


def sent_after(wait: timedelta = AWAY_AFTER) -> list[EmailMessage]:
    with time_machine.travel(timezone.now() + wait, tick=False):
        keep_mails()
        keep_mails()
    return outbox.outbox


@pytest.fixture
def dave(town: City) -> Member:
    return make_member(town.alice.organisation, "出部")


@pytest.fixture
def draft(town: City, dave: Member) -> Document:
    """bob and dave may comment, charlie knows nothing of it."""
    document = create_document(author=town.alice, title="熱中症対策の通知")
    for reader in (town.bob, dave):
        DocumentAccess.objects.create(
            document=document, member=reader, role=Role.COMMENTER, granted_by=town.alice
        )
    return document


@pytest.fixture
def revision(town: City, draft: Document) -> Revision:
    return frozen(town, draft)


def frozen(town: City, draft: Document, name: str = "第1案") -> Revision:
    kept = keep_revision(member=town.alice, document_id=draft.pk, name=name)
    return freeze_revision(member=town.alice, revision_id=kept.pk)


def sent_round(town: City, revision: Revision, *people: Member) -> Circulation:
    ids = [person.pk for person in people]
    return circulate(
        member=town.alice, revision_id=revision.pk, people=ids, order="sequential", note="至急"
    )


def mentioned(draft: Document, by: Member, whom: Member, text: str = "根拠は") -> CommentThread:
    return begin_thread(member=by, document_id=draft.pk, body=f"@{whom.name} {text}")


def home_of(browse: SignedIn, member: Member) -> str:
    return browse(member).get(reverse("chat:waiting")).content.decode()


def test_who_is_asked_gets_one_mail_and_no_text_in_it(
    town: City, dave: Member, revision: Revision
) -> None:
    wish(town.bob, dave)
    circulation = sent_round(town, revision, town.bob, dave)
    (sent,) = sent_after()
    assert sent.to == [town.bob.user.email], "dave is not asked yet"
    assert f"/documents/circulations/{circulation.pk}/" in sent.body
    for secret in ("熱中症", "第1案", "至急", town.alice.name):
        assert secret not in f"{sent.subject}{sent.body}"
    confirm(member=town.bob, circulation_id=circulation.pk)
    assert [each.to for each in sent_after()[1:]] == [[dave.user.email]]


def test_the_organisation_may_allow_text(town: City, draft: Document, revision: Revision) -> None:
    wish(town.bob)
    town.bob.organisation.mails_carry_text = True
    town.bob.organisation.save(update_fields=["mails_carry_text"])
    sent_round(town, revision, town.bob)
    mentioned(draft, town.alice, town.bob, "根拠を書いてください")
    (sent,) = sent_after()
    for shown in ("熱中症対策の通知", "第1案", "根拠を書いてください", town.alice.name):
        assert shown in sent.body


def test_who_answers_in_time_or_is_asked_no_more_gets_none(
    town: City, dave: Member, revision: Revision
) -> None:
    wish(town.bob, dave)
    confirm(member=town.bob, circulation_id=sent_round(town, revision, town.bob).pk)
    cancel(member=town.alice, circulation_id=sent_round(town, revision, dave).pk)
    assert sent_after() == []


def test_who_began_it_hears_how_it_ended(town: City, dave: Member, revision: Revision) -> None:
    wish(town.alice)
    returned = sent_round(town, revision, town.bob, dave)
    return_it(member=town.bob, circulation_id=returned.pk, reason="電話番号が違います")
    done = sent_round(town, revision, town.bob)
    confirm(member=town.bob, circulation_id=done.pk)
    (sent,) = sent_after()
    assert "差し戻されました" in sent.body
    assert "終わりました" in sent.body
    assert "電話番号" not in sent.body


def test_a_mention_and_a_task_are_mailed_with_their_place(
    town: City, dave: Member, draft: Document
) -> None:
    wish(town.bob, dave)
    thread = mentioned(draft, town.alice, town.bob)
    assign(member=town.alice, thread_id=thread.pk, assignee=dave.pk, due_on=None)
    mails = sent_after()
    assert {each.to[0] for each in mails} == {town.bob.user.email, dave.user.email}
    for each in mails:
        assert f"/documents/{draft.pk}/#thread-{thread.pk}" in each.body
        assert "根拠は" not in each.body


def test_who_opened_the_document_was_told(town: City, draft: Document) -> None:
    wish(town.bob)
    mentioned(draft, town.alice, town.bob)
    visit(member=town.bob, document=draft)
    assert sent_after() == []


def test_what_is_settled_taken_back_or_out_of_reach_is_not_mailed(
    town: City, dave: Member, draft: Document
) -> None:
    wish(town.bob, dave)
    settled = mentioned(draft, town.alice, town.bob)
    resolve(member=town.alice, thread_id=settled.pk, resolved=True)
    gone = mentioned(draft, town.alice, town.bob).comments.get()
    delete_comment(member=town.alice, comment_id=gone.pk)
    mentioned(draft, town.alice, dave)
    DocumentAccess.objects.filter(member=dave).delete()
    assert sent_after() == []


def test_nobody_is_mailed_unasked_or_by_themselves(
    town: City, dave: Member, draft: Document, revision: Revision
) -> None:
    wish(town.bob, documents=False)
    wish(town.alice)
    sent_round(town, revision, town.bob, dave)
    mentioned(draft, town.alice, town.bob)
    own = mentioned(draft, town.alice, town.alice)
    assign(member=town.alice, thread_id=own.pk, assignee=town.alice.pk, due_on=None)
    answer(member=town.alice, thread_id=own.pk, body=f"@{dave.name} も")
    assert sent_after() == []


def test_the_home_page_shows_what_asks_me_and_nothing_of_others(
    town: City, dave: Member, draft: Document, revision: Revision, browse: SignedIn
) -> None:
    circulation = sent_round(town, revision, town.bob, dave)
    thread = mentioned(draft, town.alice, dave)
    bob, charlie = home_of(browse, town.bob), home_of(browse, town.charlie)
    assert f"/documents/circulations/{circulation.pk}/" in bob
    assert "至急" in bob
    assert f"#thread-{thread.pk}" not in bob
    assert "熱中症" not in charlie
    assert f"#thread-{thread.pk}" in home_of(browse, dave)
    assert "回覧" not in home_of(browse, dave), "not asked yet"


def test_what_is_done_leaves_the_home_page(
    town: City, dave: Member, draft: Document, revision: Revision, browse: SignedIn
) -> None:
    circulation = sent_round(town, revision, town.bob)
    thread = mentioned(draft, town.alice, town.bob)
    confirm(member=town.bob, circulation_id=circulation.pk)
    resolve(member=town.bob, thread_id=thread.pk, resolved=True)
    assert "熱中症" not in home_of(browse, town.bob)
    waiting = mentioned(draft, town.alice, dave, "<b>太字</b>")
    assert "&lt;b&gt;太字" in home_of(browse, dave)
    DocumentAccess.objects.filter(member=dave).delete()
    assert str(waiting.pk) not in home_of(browse, dave)


def test_the_home_page_asks_as_often_for_many_as_for_one(
    town: City, draft: Document, revision: Revision, browse: SignedIn
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            home_of(browse, town.bob)
        return len(asked)

    sent_round(town, revision, town.bob)
    mentioned(draft, town.alice, town.bob)
    first = count()
    for number in range(12):
        sent_round(town, frozen(town, draft, f"第{number + 2}案"), town.bob)
        mentioned(draft, town.alice, town.bob)
    assert count() == first
    assert "10+" in home_of(browse, town.bob)


def test_the_newest_comment_of_a_thread_is_shown(
    town: City, draft: Document, browse: SignedIn
) -> None:
    thread = mentioned(draft, town.alice, town.bob, "最初の問い")
    answer(member=town.alice, thread_id=thread.pk, body="急ぎます")
    home = home_of(browse, town.bob)
    assert "急ぎます" in home
    assert "最初の問い" not in home


async def test_an_open_home_page_hears_that_it_has_changed(city: City) -> None:
    document = await db(create_document, author=city.alice, title="通知")
    async with AsyncExitStack() as stack:
        tabs = []
        for member in (city.alice, city.charlie):
            carrier = InProcess(
                await db(sign_in, member), origin=settings.ORIGINS[0], language="ja"
            )
            await carrier.open()
            tabs.append(await (await stack.enter_async_context(Tab(carrier))).greeted())
        thread = await db(
            begin_thread, member=city.alice, document_id=document.pk, body=f"@{city.alice.name}"
        )
        await db(resolve, member=city.alice, thread_id=thread.pk, resolved=True)
        await tabs[0].event("home.changed")
        await tabs[1].do("session.ping")
        assert "home.changed" not in [event["type"] for event in tabs[1].events]
    if serving := running_fanout():
        await serving.stop()
