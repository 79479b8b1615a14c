"""The one rule of who may reach a document, as querysets. Default deny."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from docs_app.roles import Role

if TYPE_CHECKING:
    from docs_app.models import (  # noqa: F401  ruff skips the quoted parameters
        Circulation,
        CommentThread,
        Document,
        DocumentAccess,
        Folder,
    )
    from hub.organisations.models import Member
    from hub.organisations.querysets import MemberQuerySet


def linked_for(member: "Member") -> Q:
    """Documents whose link, if they have one, is for `member`.

    Only the city may bring outside organisations together: a link to a document of theirs
    reaches their own people and the city, a link to one of the city's everybody.
    """
    organisations = apps.get_model("organisations", "Organisation")
    if member.is_city_staff:
        return Q(pk__isnull=False)
    return Q(organisation_id=member.organisation_id) | Q(
        organisation__kind=organisations.Kind.CITY_HALL
    )


def own_places(member: "Member") -> Q:
    """The places that stand for `member`: sections with all above, organisation, rooms."""
    sections = [each.pk for each in member.section.lineage()] if member.section else []
    rooms = member.memberships.filter(left_at=None).values("room_id")
    return (
        Q(organisation_id=member.organisation_id)
        | Q(section_id__in=sections)
        | Q(room_id__in=rooms)
    )


class FolderQuerySet(models.QuerySet["Folder"]):
    def visible_to(self, member: "Member | None") -> Self:
        if member is None or not member.may_chat:
            return self.none()
        return self.filter(own_places(member))


class AccessQuerySet(models.QuerySet["DocumentAccess"]):
    def current(self) -> Self:
        """Roles that have not run out; on its last day a role still holds."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=timezone.localdate()))

    def of_member(self, member: "Member") -> Self:
        """Every way by which `member` has a role now."""
        return self.current().filter(Q(member_id=member.pk) | own_places(member))


def held_by(member: "Member", role: Role) -> Exists:
    """Whether a role was granted for the document of the outer query."""
    accesses = apps.get_model("docs_app", "DocumentAccess").objects
    return Exists(accesses.of_member(member).filter(document=OuterRef("pk"), role__gte=role))


class DocumentQuerySet(models.QuerySet["Document"]):
    def standing(self) -> Self:
        """Not in the trash."""
        return self.filter(trashed_at=None)

    def granted_to(self, member: "Member | None", role: Role = Role.READER) -> Self:
        """Documents a role was granted for, trash included: what lists and search start from."""
        if member is None or not member.may_chat:
            return self.none()
        return self.filter(held_by(member, role))

    def readable_by(self, member: "Member | None", role: Role = Role.READER) -> Self:
        """Documents `member` may open with at least `role`; a link counts, the trash does not.

        Only for a document whose id is known: lists start from `granted_to`.
        """
        if member is None or not member.may_chat:
            return self.none()
        linked = Q(linked_for(member), link_role__gte=role)
        return self.standing().filter(Q(held_by(member, role)) | linked)

    def ownerless_for(self, member: "Member | None") -> Self:
        """Documents of the organisation `member` administers whose owners have all left."""
        if member is None or not member.may_chat or not member.is_administrator:
            return self.none()
        active = apps.get_model("organisations", "Member").objects.active()
        accesses = apps.get_model("docs_app", "DocumentAccess").objects
        owned = accesses.filter(document=OuterRef("pk"), role=Role.OWNER, member__in=active)
        return self.filter(~Exists(owned), organisation_id=member.organisation_id)

    def shared_with(self, member: "Member") -> Self:
        """What others passed on: to the member in person, or from another organisation."""
        accesses = apps.get_model("docs_app", "DocumentAccess").objects.current()
        in_person = accesses.filter(document=OuterRef("pk"), member_id=member.pk)
        theirs = self.exclude(created_by_id=member.pk)
        return theirs.filter(Exists(in_person) | ~Q(organisation_id=member.organisation_id))

    def with_role(self, member: "Member") -> Self:
        """With `role`: the highest role of `member`, 0 for none."""
        accesses = apps.get_model("docs_app", "DocumentAccess").objects
        held = accesses.of_member(member).filter(document=OuterRef("pk")).order_by()
        highest = held.values("document").annotate(top=Max("role")).values("top")
        granted = Coalesce(Subquery(highest), 0, output_field=IntegerField())
        by_link = Case(When(linked_for(member), then=F("link_role")))
        linked = Coalesce(by_link, 0, output_field=IntegerField())
        return self.annotate(role=Greatest(granted, linked, output_field=IntegerField()))


def readers_of(document: "Document") -> "MemberQuerySet":
    """Everybody who was granted a role, by name or by belonging somewhere."""
    accesses = apps.get_model("docs_app", "DocumentAccess").objects.current()
    held = accesses.filter(document=document)
    sections = [access.section for access in held.exclude(section=None).select_related("section")]
    staff = [member.pk for section in sections for member in section.staff()]
    members: MemberQuerySet = apps.get_model("organisations", "Member").objects.active()
    return (
        members.exclude(role__in=("auditor", "bot"))
        .filter(
            Q(pk__in=held.values("member"))
            | Q(organisation__in=held.values("organisation"))
            | Q(pk__in=staff)
            | Q(memberships__left_at=None, memberships__room__in=held.values("room"))
        )
        .distinct()
    )


def was_granted(member: "Member", document: "Document") -> bool:
    """Whether `member` has a role; who has none came by a link and meets nobody through it."""
    documents = apps.get_model("docs_app", "Document").objects
    return bool(documents.granted_to(member).filter(pk=document.pk).exists())


def readers_known_to(member: "Member", document: "Document") -> "MemberQuerySet":
    """Of the readers, whom `member` may learn of: a link tells nobody's name."""
    readers = readers_of(document)
    if was_granted(member, document):
        return readers
    known = apps.get_model("organisations", "Member").objects.visible_to(member)
    return readers.filter(pk__in=known.values("pk"))


def readable_around(column: str, member: "Member") -> Exists:
    """Whether `member` may read the document that `column` of the outer query names.

    Asked for each row: a list of all readable documents would walk every document there is.
    """
    documents = apps.get_model("docs_app", "Document").objects.readable_by(member)
    return Exists(documents.filter(pk=OuterRef(column)))


class CirculationQuerySet(models.QuerySet["Circulation"]):
    def visible_to(self, member: "Member | None") -> Self:
        """Whom it was sent to and who began it, as long as they may read the document."""
        if member is None:
            return self.none()
        mine = Q(created_by_id=member.pk) | Q(
            pk__in=apps.get_model("docs_app", "CirculationStep")
            .objects.filter(member_id=member.pk)
            .exclude(state="waiting")
            .values("circulation_id")
        )
        return self.filter(mine, readable_around("revision__document_id", member))

    def returned_to(self, member: "Member") -> Self:
        """Those of `member` that came back, until the document goes round again."""
        newer = self.model.objects.filter(
            revision__document=OuterRef("revision__document"),
            created_at__gt=OuterRef("created_at"),
        )
        returned = self.filter(created_by_id=member.pk, steps__state="returned")
        return returned.filter(~Exists(newer)).visible_to(member)

    def waiting_for(self, member: "Member") -> Self:
        """Those that ask `member` now."""
        asked = self.filter(steps__member_id=member.pk, steps__state="asked")
        return asked.filter(finished_at=None, cancelled_at=None).visible_to(member)


class ThreadQuerySet(models.QuerySet["CommentThread"]):
    def waiting_for(self, member: "Member") -> Self:
        """Open threads that `member` has to see to or is named in, in documents they may read."""
        named = Q(assignee_id=member.pk) | Q(comments__mentions=member)
        open_ones = self.filter(named, resolved_at=None).distinct()
        found = open_ones.filter(readable_around("document_id", member))
        return found.order_by(F("due_on").asc(nulls_last=True), "created_at")
