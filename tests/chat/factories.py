"""A small city with two clinics, its people and a room they share."""

from dataclasses import dataclass
from importlib import import_module
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from chat.actions.messages import post_message
from chat.actions.rooms import create_room
from chat.models import Message, Room
from hub.identity.models import User
from hub.organisations.models import Member, Organisation


def make_organisation(name: str, kind: str) -> Organisation:
    return Organisation.objects.create(name=name, reading=name, kind=kind)


def make_member(
    organisation: Organisation, name: str, role: str = Member.Role.MEMBER, reading: str = ""
) -> Member:
    """A member who can sign in; `sign_in` needs no password."""
    user = User.objects.create_user(username=f"{name}-{uuid4().hex[:8]}", password=None)
    return Member.objects.create(
        user=user, organisation=organisation, name=name, reading=reading or name, role=role
    )


def make_room(host: Member, *members: Member, name: str = "夜間当番", kind: str = "closed") -> Room:
    ids = [member.id for member in members]
    return create_room(creator=host, kind=kind, name=name, member_ids=ids)


def post(author: Member, room: Room, body: str = "了解しました", **fields: object) -> Message:
    return post_message(
        author=author,
        room_id=room.id,
        client_id=uuid4(),
        body=body,
        **fields,  # type: ignore[arg-type]
    )


def sign_in(member: Member) -> str:
    """The session key of a new browser that `member` signed in with."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(member.user_id)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


@dataclass(frozen=True)
class City:
    """alice (city hall) and bob (clinic A) share `room`; charlie (clinic B) is outside."""

    alice: Member
    bob: Member
    charlie: Member
    room: Room


def make_city() -> City:
    hall = make_organisation("青葉市役所", Organisation.Kind.CITY_HALL)
    clinic_a = make_organisation("みどり診療所", Organisation.Kind.CLINIC)
    clinic_b = make_organisation("さくら診療所", Organisation.Kind.CLINIC)
    alice = make_member(hall, "有栖", Member.Role.CITY_ADMINISTRATOR, "ありす")
    bob = make_member(clinic_a, "棒", reading="ぼぶ")
    charlie = make_member(clinic_b, "茶織", reading="ちゃおり")
    return City(alice, bob, charlie, make_room(alice, bob))
