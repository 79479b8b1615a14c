"""Every address of the product, opened by an outsider: nothing of clinic A shows anywhere."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from api.actions.tokens import create_token
from api.actions.webhooks import create_incoming
from chat.actions.scheduling import schedule_message
from chat.actions.tasks import create_task
from chat.models import Message
from docs_app.actions.circulation import circulate
from docs_app.actions.comments import begin_thread
from docs_app.actions.documents import create_document
from docs_app.actions.folders import create_folder
from docs_app.actions.revisions import freeze_revision, keep_revision
from docs_app.copying import save_template
from hub.notices.actions.boards import save_board
from hub.notices.actions.reading import comment_on
from hub.notices.models import Audience
from hub.obligations.models import LadderPreset
from hub.organisations.actions.imports import begin_import
from hub.organisations.actions.invitations import invite
from hub.organisations.models import Duty, Member, Section, Shift
from tests.chat.factories import City, make_member, post, sign_in
from tests.conftest import SignedIn
from tests.files.uploading import upload
from tests.notices.writing import city_board, put_up
from tests.obligations.asking import ask, branch_of, confirm

# Addresses of allauth and Django take no ids of ours.
FOREIGN: tuple[str, ...] = (
    "account_",
    "mfa_",
    "usersessions_",
    "set_language",
    "healthz",
    "readyz",
    "home",
)
# The app itself is for everybody, and knows nobody.
FOREIGN += ("manifest", "worker", "offline")
PUBLIC = {"integrations/docs/"}  # says how the API works, and nothing of anybody
KEYED = {"integrations/hooks/<str:token>/"}  # another system's, with a key in the address
CARRIERS = "/live/"  # of a document: they answer with the code that ends a session
TOGETHER = 20  # routes in one test
SECRETS: tuple[str, ...] = ("みどり診療所", "夜間当番", "内輪の話", "みどり受付", "みどり病棟")
SECRETS += ("みどり手順書", "みどり書庫", "みどりの型")


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str]]:
    """(full name, route) of every address."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        elif isinstance(entry, URLPattern):
            yield entry.name or "", route


def ours() -> list[str]:
    """The API looks at no session; tests/api walks it with tokens."""
    found = patterns(get_resolver())
    return sorted(
        {
            route
            for name, route in found
            if not name.startswith(FOREIGN) and not route.startswith("api/v1/")
        }
    )


def fill(route: str, ids: dict[str, str]) -> str:
    path = "/" + route
    for name, value in ids.items():
        for kind in ("uuid", "int", "str"):
            path = path.replace(f"<{kind}:{name}>", value)
    assert "<" not in path, f"{path}: say here how to fill this address"
    return path


@pytest.fixture
def ids(town: City, browse: SignedIn) -> dict[str, str]:
    """Of clinic A and its room."""
    section = Section.objects.create(organisation=town.bob.organisation, name="みどり病棟")
    people = "組織名,氏名\nみどり診療所,棒".encode()
    job = begin_import(by=town.alice, kind="people", name="名簿.csv", content=people)
    invitation, _token = invite(
        by=town.alice, organisation_id=town.bob.organisation_id, role="member", section=section
    )
    return {
        "room_id": str(town.room.id),
        "organisation_id": str(town.bob.organisation_id),
        "member_id": str(town.bob.id),
        "section_id": str(section.id),
        "import_id": str(job.id),
        "invitation_id": str(invitation.id),
        "token": "not-a-token",
        **duty_ids(town),
        **message_ids(town, browse(town.bob)),
        **program_ids(town),
        **document_ids(town),
        **obligation_ids(town),
        **notice_ids(town),
    }


def obligation_ids(town: City) -> dict[str, str]:
    """Asked of clinic A by city hall, and answered."""
    asked = ask(town.alice, town.bob.organisation, title="内輪の話")
    branch = branch_of(asked, town.bob.organisation)
    given = confirm(town.bob, branch)
    steps = [["holder", 0]]
    preset = LadderPreset.objects.create(
        organisation=town.bob.organisation, name="みどりの型", steps=steps
    )
    return {
        "obligation_id": str(asked.id),
        "branch_id": str(branch.pk),
        "answer_id": str(given.pk),
        "preset_id": str(preset.id),
    }


def notice_ids(town: City) -> dict[str, str]:
    """On a board of clinic A alone, and one of the city's for clinic A, with a comment."""
    administrator = make_member(
        town.bob.organisation, "管理者", Member.Role.ORGANISATION_ADMINISTRATOR
    )
    own = save_board(by=administrator, name="みどり書庫", scope="organisation")
    put_up(administrator, own, title="内輪の話")
    addressed = Audience(organisation=town.bob.organisation)
    notice = put_up(town.alice, city_board(town.alice), addressed, title="内輪の話")
    remark = comment_on(by=town.bob, notice_id=notice.pk, body="内輪の話")
    return {"board_id": str(own.pk), "notice_id": str(notice.pk), "remark_id": str(remark.pk)}


def document_ids(town: City) -> dict[str, str]:
    """A document in a folder of the room, and a template of clinic A."""
    place = f"room:{town.room.id}"
    folder = create_folder(by=town.bob, name="みどり書庫", place=place)
    document = create_document(author=town.bob, title="みどり手順書", folder=folder)
    template = save_template(by=town.bob, document_id=document.id, name="みどりの型")
    kept = keep_revision(member=town.bob, document_id=document.id, name="みどり案")
    revision = freeze_revision(member=town.bob, revision_id=kept.id)
    circulation = circulate(
        member=town.bob, revision_id=revision.id, people=[town.bob.id], order="parallel"
    )
    thread = begin_thread(member=town.bob, document_id=document.id, body="内輪の話")
    return {
        "revision_id": str(revision.id),
        "circulation_id": str(circulation.id),
        "thread_id": str(thread.id),
        "comment_id": str(thread.comments.get().id),
        "format_name": "docx",
        "folder_id": str(folder.id),
        "document_id": str(document.id),
        "access_id": str(document.accesses.get(room=town.room).id),
        "template_id": str(template.id),
        "kind": "room",
        "place_id": str(town.room.id),
    }


def duty_ids(town: City) -> dict[str, str]:
    duty = Duty.objects.create(organisation=town.bob.organisation, name="みどり受付")
    duty.holders.add(town.bob)
    now = timezone.now()
    shift = Shift.objects.create(
        duty=duty, member=town.bob, starts_at=now, ends_at=now + timedelta(hours=1)
    )
    return {"duty_id": str(duty.id), "shift_id": str(shift.id)}


def message_ids(town: City, bob: Client) -> dict[str, str]:
    file = upload(bob, "内輪の話.txt", b"secret")
    message = post(town.bob, town.room, "内輪の話", files=[file])
    task = create_task(
        member=town.bob,
        room_id=town.room.id,
        seq=message.seq,
        title="内輪の話",
        assignee_id=town.bob.id,
    )
    later = schedule_message(
        author=town.bob,
        room_id=town.room.id,
        client_id=uuid4(),
        body="内輪の話",
        due_at=timezone.now() + timedelta(hours=1),
    )
    return {
        "seq": str(message.seq),
        "file_id": str(file),
        "task_id": str(task.id),
        "scheduled_id": str(later.id),
    }


def program_ids(town: City) -> dict[str, str]:
    webhook, _address = create_incoming(host=town.alice, room_id=town.room.id, name="みどり受付")
    scopes = ["rooms:read"]
    token, _secret = create_token(
        by=town.bob, member=town.bob, name="みどり受付", scopes=scopes, days=1
    )
    return {
        "webhook_id": str(webhook.id),
        "delivery_id": str(uuid4()),
        "token_id": str(token.id),
    }


def unknown(ids: dict[str, str]) -> dict[str, str]:
    same = {name: ids[name] for name in ("token", "seq", "kind", "format_name")}
    numbers = {"branch_id": "999999", "answer_id": "999999", "remark_id": "999999"}
    return {name: str(uuid4()) for name in ids} | same | numbers


def body(client: Client, path: str, method: str) -> tuple[int, bytes]:
    answer = getattr(client, method)(path)
    if getattr(answer, "streaming", False):
        return answer.status_code, b""
    return answer.status_code, answer.content


def together(routes: list[str]) -> list[list[str]]:
    """Some routes in one test: making the town takes longer than asking for a page."""
    return [routes[start : start + TOGETHER] for start in range(0, len(routes), TOGETHER)]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("routes", together(ours()))
def test_an_outsider_learns_nothing(
    town: City, ids: dict[str, str], browse: SignedIn, routes: list[str], method: str
) -> None:
    client = browse(town.charlie)
    for route in routes:
        status, content = body(client, fill(route, ids), method)
        text = content.decode(errors="replace")
        assert status < 500, route
        assert [secret for secret in SECRETS if secret in text] == [], route
        if "<uuid:" in route:
            if CARRIERS not in route:
                assert status in {404, 405}, route
            other_status, other = body(client, fill(route, unknown(ids)), method)
            assert (status, strip(content)) == (other_status, strip(other)), route


def strip(content: bytes) -> bytes:
    """Without what differs in any two answers: tokens and the address itself."""
    return b"\n".join(
        line for line in content.splitlines() if b"csrf" not in line and b"next" not in line
    )


@pytest.mark.parametrize("routes", together([each for each in ours() if each not in PUBLIC]))
def test_a_stranger_is_sent_to_the_entrance(
    town: City, ids: dict[str, str], client: Client, routes: list[str]
) -> None:
    for route in routes:
        status, content = body(client, fill(route, ids), "get")
        sent_away = status in {302, 404, 405} or b"session.closing" in content or content == b""
        assert sent_away, route


@pytest.mark.parametrize("routes", together([each for each in ours() if each not in KEYED]))
def test_nothing_is_posted_without_a_token(
    town: City, ids: dict[str, str], routes: list[str]
) -> None:
    """Another site can make a browser post, but not with the token of our pages."""
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = sign_in(town.bob)
    for route in routes:
        assert client.post(fill(route, ids)).status_code == 403, route


def test_the_member_does_see_it(town: City, ids: dict[str, str], browse: SignedIn) -> None:
    """Otherwise the tests above would prove nothing."""
    text = browse(town.bob).get(f"/rooms/{town.room.id}/").content.decode()
    assert "夜間当番" in text
    assert "内輪の話" in text
    listed = browse(town.alice).get("/people/").content.decode()
    assert "みどり診療所" in listed
    assert "みどり手順書" in browse(town.bob).get("/documents/all/").content.decode()


def test_sharing_a_room_makes_visible_and_leaving_hides_again(town: City, browse: SignedIn) -> None:
    from chat.actions.rooms import grant_membership, leave_room  # noqa: PLC0415

    grant_membership(host=town.alice, room_id=town.room.id, member_ids=[town.charlie.id])
    assert Member.objects.visible_to(town.charlie).filter(pk=town.bob.pk).exists()
    assert "みどり診療所" in browse(town.charlie).get("/people/").content.decode()
    leave_room(member=town.charlie, room_id=town.room.id)
    assert not Member.objects.visible_to(town.charlie).filter(pk=town.bob.pk).exists()
    assert "みどり診療所" not in browse(town.charlie).get("/people/").content.decode()
    assert Message.objects.filter(room=town.room, event="left").exists()
