"""Reads of the chat, all starting from what one member may see."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from hub.search.fields import SearchableQuerySet

if TYPE_CHECKING:
    from uuid import UUID

    from chat.models import (  # noqa: F401  ruff skips the quoted parameters
        Attachment,
        Membership,
        Message,
        Room,
        ScheduledMessage,
        Task,
        Topic,
    )
    from hub.organisations.models import Member

HISTORY_PAGE = 50  # messages


class RoomQuerySet(models.QuerySet["Room"]):
    def for_member(self, member: "Member | None") -> Self:
        """Rooms the member is in now."""
        if member is None:
            return self.none()
        return self.filter(memberships__member_id=member.pk, memberships__left_at=None)

    def joinable_by(self, member: "Member | None") -> Self:
        """Open rooms of the own organisation that the member is not in yet."""
        if member is None or not member.may_chat:
            return self.none()
        return self.filter(
            kind="open", organisation_id=member.organisation_id, archived_at=None
        ).exclude(memberships__in=member.memberships.filter(left_at=None))


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> Self:
        return self.filter(left_at=None)

    def of_member(self, member: "Member") -> Self:
        """The member's rooms for the sidebar, newest conversation first."""
        return (
            self.active()
            .filter(member_id=member.pk)
            .select_related("room", "room__organisation")
            .with_muted_unread()
            .order_by("-room__last_posted_at")
        )

    def with_muted_unread(self) -> Self:
        """With `muted_unread`, so that muted topics do not count as unread."""
        muted = apps.get_model("chat", "TopicInvolvement").objects.filter(
            member=OuterRef("member"),
            involvement="muted",
            topic__room=OuterRef("room"),
            topic__messages__seq__gt=OuterRef("read_seq"),
        )
        counted = muted.values("member").annotate(n=Count("topic__messages")).values("n")
        return self.annotate(muted_unread=Coalesce(Subquery(counted), 0))

    def with_members(self) -> Self:
        return self.select_related("member", "member__organisation", "member__section")


class AttachmentManager(models.Manager["Attachment"]):
    """Always with the file: an attachment alone says nothing."""

    def get_queryset(self) -> models.QuerySet["Attachment"]:
        return super().get_queryset().select_related("file")


class MessageQuerySet(SearchableQuerySet["Message"]):
    def in_room(self, room: "Room") -> Self:
        return self.filter(room_id=room.pk)

    def under(self, topic: "Topic | None") -> Self:
        """Messages of one topic; all when there is none."""
        return self if topic is None else self.filter(topic_id=topic.pk)

    def unread_by(self, member: "Member") -> Self:
        """Above the member's marker, in rooms they are in now; what they muted as well."""
        return self.filter(
            room__memberships__member_id=member.pk,
            room__memberships__left_at=None,
            seq__gt=F("room__memberships__read_seq"),
        )

    def present(self) -> Self:
        """What somebody wrote and did not take away."""
        return self.filter(event="", deleted_at=None, moved_to=None)

    def not_muted_by(self, member_id: "UUID") -> Self:
        wishes = apps.get_model("chat", "TopicInvolvement").objects
        muted = wishes.filter(member_id=member_id, involvement="muted")
        return self.exclude(topic_id__in=muted.values("topic_id"))

    def for_timeline(self) -> Self:
        """With all that one rendered message needs, in a fixed number of queries."""
        return self.select_related(
            "author",
            "author__organisation",
            "author__section",
            "reply_to",
            "reply_to__author",
            "deleted_by",
            "topic",
            "asking",
        ).prefetch_related("mentions", "reactions__member", "attachments", "tasks")

    def before(self, seq: int, size: int = HISTORY_PAGE) -> "list[Message]":
        """The `size` messages that precede `seq`, oldest first."""
        return list(self.filter(seq__lt=seq).order_by("-seq")[:size])[::-1]

    def after(self, seq: int, size: int = HISTORY_PAGE) -> "list[Message]":
        return list(self.filter(seq__gt=seq).order_by("seq")[:size])


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, member: "Member | None") -> Self:
        """Topics of the rooms the member is in now."""
        if member is None:
            return self.none()
        rooms = member.memberships.filter(left_at=None).values("room_id")
        return self.filter(room_id__in=rooms)


class TaskManager(models.Manager["Task"]):
    """Always with who does it: every place that names a task names them."""

    def get_queryset(self) -> models.QuerySet["Task"]:
        return super().get_queryset().select_related("assignee")


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, member: "Member | None") -> Self:
        """Tasks of the rooms the member is in now."""
        if member is None:
            return self.none()
        rooms = member.memberships.filter(left_at=None).values("room_id")
        return self.filter(message__room_id__in=rooms)

    def open(self) -> Self:
        return self.filter(done_at=None, cancelled_at=None)

    def with_people(self) -> Self:
        return self.select_related(
            "assignee", "assignee__organisation", "created_by", "done_by", "message__room"
        )

    def soonest(self) -> Self:
        """What is due first; what has no day comes last."""
        return self.order_by(models.F("due_on").asc(nulls_last=True), "created_at")


class ScheduledMessageQuerySet(models.QuerySet["ScheduledMessage"]):
    def with_room(self) -> Self:
        return self.select_related("room", "room__organisation").prefetch_related("files")

    def waiting_of(self, member: "Member") -> Self:
        """Own ones that are not sent yet, the failed ones among them."""
        own = self.filter(author_id=member.pk, cancelled_at=None, kept_at=None)
        return own.with_room().order_by("due_at")

    def sent_of(self, member: "Member") -> Self:
        """Own ones that were sent, newest first, in rooms the member is still in."""
        rooms = member.memberships.filter(left_at=None).values("room_id")
        sent = self.filter(author_id=member.pk, message__isnull=False, room_id__in=rooms)
        return sent.with_room().select_related("message").order_by("-kept_at")
