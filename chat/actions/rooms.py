"""Rooms and who is in them."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chat.actions.locking import bump, hosted_room, in_room
from chat.actions.messages import append, publish_posted
from chat.event_protocol import MembershipGranted, MembershipRevoked, RoomChanged
from chat.models import Membership, Message, Room, Topic
from chat.timeline import Item
from hub.organisations.models import Duty, Member, Organisation, Section
from hub.realtime import publish
from hub.realtime.groups import member_group, room_group

DIRECT_MEMBERS = 10
ROOM_MEMBERS = 3_000


def check_may_chat(member: Member) -> None:
    if not member.may_chat:
        raise PermissionDenied(_("監査担当はチャットに参加できません。"))


def invitees(host: Member, member_ids: Iterable[UUID]) -> list[Member]:
    """The members named, if the host may address every one. Raises ValidationError."""
    wanted = set(member_ids)
    found = Member.objects.visible_to(host).filter(id__in=wanted).with_organisation()
    members = [member for member in found if member.may_chat]
    if len(members) != len(wanted):
        raise ValidationError({"members": _("選択できない人が含まれています。")})
    return members


def check_boundary(host: Member, members: Iterable[Member], duties: Iterable[Duty] = ()) -> None:
    """Only city staff may introduce outside organisations to each other.

    A duty stands for its organisation, whoever holds it today.
    """
    organisations = {member.organisation for member in members}
    organisations |= {duty.organisation for duty in duties}
    outside = {
        organisation.id
        for organisation in organisations
        if organisation.kind != Organisation.Kind.CITY_HALL
        and organisation.id != host.organisation_id
    }
    if not host.is_city_staff and len(outside) > 1:
        raise ValidationError(
            {"members": _("複数の外部組織を同じルームに入れられるのは市役所の職員だけです。")}
        )


@transaction.atomic
def create_room(
    *,
    creator: Member,
    kind: str,
    name: str,
    description: str = "",
    member_ids: Sequence[UUID] = (),
    section: Section | None = None,
) -> Room:
    """Make an open, closed or section room; the creator becomes its host.

    Raises ValidationError for the name, the members or a section of another organisation.
    """
    check_may_chat(creator)
    if kind not in {Room.Kind.OPEN, Room.Kind.CLOSED, Room.Kind.SECTION}:
        raise ValidationError({"kind": _("この種類のルームは作成できません。")})
    if not name.strip():
        raise ValidationError({"name": _("ルーム名を入力してください。")})
    members = invitees(creator, set(member_ids) - {creator.id})
    check_boundary(creator, members)
    room = Room(
        kind=kind,
        name=name.strip(),
        description=description.strip(),
        organisation=creator.organisation,
        section=section_of(creator, kind, section),
        created_by=creator,
    )
    room.full_clean()
    room.save(force_insert=True)
    place(room, creator, Membership.Role.HOST)
    for member in section_staff(room) if kind == Room.Kind.SECTION else members:
        if member.pk != creator.pk:
            place(room, member)
    post_event(room, creator, Message.Event.CREATED)
    return room


def section_of(creator: Member, kind: str, section: Section | None) -> Section | None:
    if kind != Room.Kind.SECTION:
        return None
    if section is None or section.organisation_id != creator.organisation_id:
        raise ValidationError({"section": _("自分の組織の部署を選んでください。")})
    return section


def section_staff(room: Room) -> list[Member]:
    """Who takes part in a section room: the section's staff without its auditors."""
    return [member for member in room.section.staff() if member.may_chat] if room.section else []


@transaction.atomic
def open_direct_room(*, creator: Member, member_ids: Sequence[UUID]) -> Room:
    """The one direct room of exactly these people, made when it does not exist yet."""
    check_may_chat(creator)
    members = invitees(creator, set(member_ids) - {creator.id})
    check_boundary(creator, members)
    if not 1 <= len(members) < DIRECT_MEMBERS:
        raise ValidationError(
            {
                "members": _("相手を1人から%(most)d人まで選んでください。")
                % {"most": DIRECT_MEMBERS - 1}
            }
        )
    ids = sorted(str(member.id) for member in [creator, *members])
    room, created = Room.objects.get_or_create(
        direct_key=sha256(",".join(ids).encode()).hexdigest(),
        defaults={
            "kind": Room.Kind.DIRECT,
            "organisation": creator.organisation,
            "created_by": creator,
        },
    )
    if not created:
        room = Room.objects.select_for_update().get(pk=room.pk)
    # Who left the hub and came back lost the place in it.
    placed = [place(room, member) for member in [creator, *members]]
    if not created and any(placed):
        bump(room)
        publish_changed(room)
    return room


def place(
    room: Room,
    member: Member,
    role: Membership.Role = Membership.Role.MEMBER,
    duty: Duty | None = None,
) -> Membership | None:
    """Put a member into the locked room; None when already there.

    With `duty` it is the duty that gives the place, else the member's own right.
    """
    by_duty = {"duty": duty, "own_right": duty is None}
    membership, created = Membership.objects.get_or_create(
        room=room, member=member, defaults={"role": role, "read_seq": room.last_seq, **by_duty}
    )
    if not created:
        if membership.left_at is None:
            return None if duty else gain_own_right(membership)
        membership.left_at, membership.role = None, role
        membership.duty, membership.own_right = duty, duty is None
        membership.joined_at = membership.changed_at = timezone.now()
        fields = ["left_at", "role", "duty", "own_right", "joined_at", "changed_at"]
        membership.save(update_fields=fields)
    publish(
        member_group(member.id), lambda: MembershipGranted(room=room.id), joins=room_group(room.id)
    )
    return membership


def gain_own_right(membership: Membership) -> Membership | None:
    """Who is here by a duty stays beyond it; None for who did so anyway."""
    if membership.own_right:
        return None
    membership.own_right = True
    membership.save(update_fields=["own_right"])
    return membership


def check_no_duty(membership: Membership) -> None:
    """The roster decides who is here in the name of a duty."""
    if membership.duty_id is not None:
        raise ValidationError(_("役割宛先の担当者としてこのルームにいる間は、外れられません。"))


def displace(room: Room, member_id: UUID) -> bool:
    """Take a member out of the room; delivery stops with this transaction's commit."""
    now = timezone.now()
    left = Membership.objects.active().filter(room=room, member_id=member_id)
    if not left.update(left_at=now, changed_at=now, draft=""):
        return False
    publish(
        member_group(member_id), lambda: MembershipRevoked(room=room.id), leaves=room_group(room.id)
    )
    return True


def post_event(
    room: Room,
    author: Member,
    event: Message.Event,
    body: str = "",
    topic: Topic | None = None,
) -> Message:
    """Say in the conversation what happened to the room; `body` names whom or what."""
    message = Message(author=author, client_id=uuid4(), event=event, body=body, topic=topic)
    append(room, message)
    publish_posted(room, Item(message))
    return message


def publish_changed(room: Room) -> None:
    publish(room_group(room.id), lambda: RoomChanged(room=room.id, version=room.version))


@transaction.atomic
def grant_membership(*, host: Member, room_id: UUID, member_ids: Sequence[UUID]) -> list[Member]:
    """Add people to a room. Only hosts; not into direct rooms or rooms that follow staff."""
    room = hosted_room(host, room_id)
    if room.archived_at or room.kind == Room.Kind.DIRECT or room.follows_staff:
        raise ValidationError(_("このルームには人を追加できません。"))
    members = invitees(host, member_ids)
    present = Member.objects.filter(
        id__in=Membership.objects.active().filter(room=room).values("member_id")
    ).with_organisation()
    placed = Duty.objects.filter(places__room=room).select_related("organisation")
    check_boundary(host, [*present, *members], placed)
    if len(present) + len(members) > ROOM_MEMBERS:
        raise ValidationError({"members": _("ルームの人数の上限を超えます。")})
    added = [member for member in members if place(room, member)]
    if added:
        names = "、".join(member.name for member in added)
        post_event(room, host, Message.Event.JOINED, names)
        publish_changed(room)
    return added


@transaction.atomic
def revoke_membership(*, host: Member, room_id: UUID, member_id: UUID) -> Room:
    """Remove somebody else. Raises DoesNotExist when that person is not in the room."""
    room = hosted_room(host, room_id)
    if room.kind == Room.Kind.DIRECT or room.follows_staff:
        raise ValidationError(_("このルームからは人を外せません。"))
    places = Membership.objects.active().select_related("member")
    leaving = places.filter(room=room, member_id=member_id).first()
    if leaving is None:
        raise Member.DoesNotExist
    check_no_duty(leaving)
    removed = leaving.member
    displace(room, removed.id)
    keep_a_host(room)
    post_event(room, host, Message.Event.LEFT, removed.name)
    publish_changed(room)
    return room


@transaction.atomic
def join_room(*, member: Member, room_id: UUID) -> Room:
    """Enter an open room of the own organisation. Raises Room.DoesNotExist otherwise."""
    room = Room.objects.joinable_by(member).select_for_update().get(pk=room_id)
    place(room, member)
    post_event(room, member, Message.Event.JOINED, member.name)
    publish_changed(room)
    return room


@transaction.atomic
def leave_room(*, member: Member, room_id: UUID) -> None:
    membership = in_room(member, room_id).get()
    room = membership.room
    check_no_duty(membership)
    if room.follows_staff or room.kind == Room.Kind.DIRECT:
        raise ValidationError(_("このルームからは退出できません。"))
    post_event(room, member, Message.Event.LEFT, member.name)
    displace(room, member.id)
    keep_a_host(room)
    publish_changed(room)


def keep_a_host(room: Room) -> None:
    """A room that lost its last host is run by whoever of its organisation is in it longest.

    Somebody from outside inherits it only when nobody of the organisation is left.
    """
    places = Membership.objects.active().filter(room=room).order_by("joined_at", "pk")
    if places.filter(role=Membership.Role.HOST).exists():
        return
    own = places.filter(member__organisation_id=room.organisation_id)
    if heir := own.first() or places.first():
        heir.role = Membership.Role.HOST
        heir.save(update_fields=["role"])


@transaction.atomic
def describe_room(*, host: Member, room_id: UUID, name: str, description: str) -> Room:
    """Change name and description. Raises ValidationError for an empty name."""
    room = hosted_room(host, room_id)
    if room.archived_at or room.kind == Room.Kind.DIRECT:
        raise ValidationError(_("このルームの名前は変更できません。"))
    renamed = room.name != name.strip()
    room.name, room.description = name.strip(), description.strip()
    room.full_clean()
    bump(room, "name", "description", "folded")
    if renamed:
        post_event(room, host, Message.Event.RENAMED, room.name)
    publish_changed(room)
    return room


@transaction.atomic
def archive_room(*, host: Member, room_id: UUID, on: bool) -> Room:
    """Close a room for writing, or open it again. It stays readable and searchable."""
    room = hosted_room(host, room_id)
    if room.kind == Room.Kind.DIRECT or (room.archived_at is not None) == on:
        return room
    post_event(room, host, Message.Event.ARCHIVED if on else Message.Event.REOPENED)
    room.archived_at = timezone.now() if on else None
    bump(room, "archived_at")
    publish_changed(room)
    return room


@transaction.atomic
def set_host(*, host: Member, room_id: UUID, member_id: UUID, on: bool) -> Membership:
    """Make somebody in the room a host, or take that back; one host always remains."""
    room = hosted_room(host, room_id)
    membership = Membership.objects.active().get(room=room, member_id=member_id)
    membership.role = Membership.Role.HOST if on else Membership.Role.MEMBER
    membership.save(update_fields=["role"])
    if not Membership.objects.active().filter(room=room, role=Membership.Role.HOST).exists():
        raise ValidationError(_("ルーム管理者が1人もいなくなります。"))
    bump(room)
    publish_changed(room)
    return membership
