"""The audience of a notice as people, and as those who owe an answer for them."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from hub.notices.addressees import SILENT, Addressee, people_of
from hub.notices.models import Board, BoardGrant, Notice
from hub.obligations.actions.opening import Holder
from hub.obligations.models import Obligation
from hub.organisations.models import Member
from hub.organisations.querysets import MemberQuerySet


def readers_of(board: Board) -> Q:
    """Members who may read the board."""
    if board.scope == Board.Scope.CITY:
        return Q(pk__isnull=False)
    if board.section is not None:
        own = Q(pk__in=board.section.staff().values("pk"))
    else:
        own = Q(organisation_id=board.organisation_id)
    managers = Q(
        organisation_id=board.organisation_id,
        role__in=[
            Member.Role.CITY_ADMINISTRATOR,
            Member.Role.ORGANISATION_ADMINISTRATOR,
        ],
    )
    return own | managers | people_of(board.grants.all())


def audience_of(board: Board, addressees: Sequence[Addressee]) -> MemberQuerySet:
    """Active members who are addressed and may read the board; without addressees its readers."""
    people = Member.objects.active().exclude(role__in=SILENT).filter(readers_of(board))
    return people.filter(people_of(addressees)) if addressees else people


def audience_of_notice(notice: Notice) -> MemberQuerySet:
    return audience_of(notice.board, list(notice.audience.all()))


def refuse_foreign(author: Member, board: Board, addressees: Sequence[Addressee]) -> None:
    """Only the city may address organisations other than one's own. Raises PermissionDenied."""
    if author.is_city_staff:
        return
    if any(is_foreign(row, author) for row in addressees):
        raise PermissionDenied(_("ほかの組織へお知らせを出せるのは市の職員だけです。"))
    if not addressees and any(is_foreign(row, author) for row in reader_rows(board)):
        text = _("この掲示板はほかの組織も読みます。自分の組織の中から宛先を選んでください。")
        raise PermissionDenied(text)


def is_foreign(row: Addressee, author: Member) -> bool:
    if row.room_id is not None:
        return not author.memberships.filter(room_id=row.room_id, left_at=None).exists()
    holder = row.section or row.duty or row.member
    houses = {row.organisation_id, getattr(holder, "organisation_id", None)}
    return author.organisation_id not in houses


def reader_rows(board: Board) -> list[Addressee]:
    """All readers of the board as addressees: whom a notice without any is for."""
    if board.scope == Board.Scope.CITY:
        return [BoardGrant(everyone=True)]
    own = BoardGrant(organisation_id=board.organisation_id)
    return [own, *board.grants.select_related("section", "duty", "member")]


def left_out(board: Board, addressees: Sequence[Addressee]) -> int:
    """How many of those addressed may not read the board, and will not see the notice."""
    meant = Member.objects.active().exclude(role__in=SILENT).filter(people_of(addressees))
    return meant.exclude(readers_of(board)).count() if addressees else 0


def holders_of(
    holding: str, board: Board, addressees: Sequence[Addressee], author: Member
) -> list[Holder]:
    """Who owes the answer: each person, or each duty addressed and each organisation.

    The author owes none to oneself, and an organisation is asked once: a duty that was
    addressed answers for its own only when the organisation is not addressed otherwise.
    """
    people = audience_of(board, addressees)
    if holding == Obligation.Holding.PERSON:
        rows = people.exclude(pk=author.pk).values_list("organisation_id", "pk")
        return [Holder(organisation_id, member_id) for organisation_id, member_id in rows]
    duties = [row.duty for row in addressees if row.duty is not None]
    others = [row for row in addressees if row.duty is None]
    houses: Iterable[object] = ()
    if others or not duties:
        found = audience_of(board, others).order_by().values_list("organisation_id", flat=True)
        houses = sorted(set(found), key=str)
    asked = [Holder(duty.organisation_id, duty_id=duty.pk) for duty in duties]
    return asked + [Holder(key) for key in houses]  # type: ignore[arg-type]
