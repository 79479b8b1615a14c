"""Boards are set up by the administrators of an organisation."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.notices.models import Board, BoardGrant, Category
from hub.organisations.models import Member, Section
from hub.organisations.models.organisations import COLOURS
from hub.rows import put

MOST_CATEGORIES = 20


@transaction.atomic
def save_board(
    *,
    by: Member,
    name: str,
    scope: str,
    description: str = "",
    section: Section | None = None,
    comments_allowed: bool = True,
    board: Board | None = None,
) -> Board:
    """A new board of the own organisation, or a changed one.

    Boards of the whole city are city hall's. Raises PermissionDenied, ValidationError.
    """
    if board is None and not by.is_administrator:
        raise PermissionDenied(_("掲示板を作れるのは組織の管理者だけです。"))
    if board is not None:
        managed(by, board.pk)
    if scope == Board.Scope.CITY and by.role != Member.Role.CITY_ADMINISTRATOR:
        raise PermissionDenied(_("市全体の掲示板を作れるのは市の管理者だけです。"))
    kept = board or Board(organisation=by.organisation)
    if section is not None and section.organisation_id != kept.organisation_id:
        raise ValidationError({"section": _("自分の組織の部署を選んでください。")})
    kept.name, kept.description = " ".join(name.split()), description.strip()
    kept.scope, kept.comments_allowed = scope, comments_allowed
    kept.section = section if scope == Board.Scope.SECTION else None
    kept.full_clean()
    put(kept, "name", "description", "scope", "comments_allowed", "section")
    return kept


def managed(by: Member, board_id: UUID) -> Board:
    """The locked board. Raises Board.DoesNotExist, PermissionDenied for who only reads it."""
    Board.objects.readable_by(by).get(pk=board_id)
    found = Board.objects.manageable_by(by).filter(pk=board_id)
    if not found.exists():
        raise PermissionDenied(_("この掲示板を変えられるのは管理者だけです。"))
    return Board.objects.select_for_update(of=("self",)).get(pk=board_id)


@transaction.atomic
def save_grants(*, by: Member, board_id: UUID, grants: Sequence[BoardGrant]) -> None:
    """Replace the rights on a board by these unsaved rows."""
    board = managed(by, board_id)
    for grant in grants:
        grant.board = board
        grant.full_clean()
        holder = grant.organisation or grant.section or grant.duty or grant.member
        foreign = getattr(holder, "organisation_id", grant.organisation_id) != by.organisation_id
        if foreign and not by.is_city_staff:
            text = _("ほかの組織へ掲示板の権限を渡せるのは市の職員だけです。")
            raise PermissionDenied(text)
    board.grants.all().delete()
    BoardGrant.objects.bulk_create(grants)


@transaction.atomic
def save_categories(*, by: Member, board_id: UUID, names: Sequence[str]) -> list[Category]:
    """The categories of a board are these, in this order; those that stay keep their notices."""
    board = managed(by, board_id)
    wanted = list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
    if len(wanted) > MOST_CATEGORIES or any(len(name) > 30 for name in wanted):
        text = _("分類は%(n)d個まで、それぞれ30文字以内で入力してください。")
        raise ValidationError({"categories": text % {"n": MOST_CATEGORIES}})
    board.categories.exclude(name__in=wanted).delete()
    return [
        Category.objects.update_or_create(
            board=board, name=name, defaults={"position": place, "colour": place % COLOURS}
        )[0]
        for place, name in enumerate(wanted)
    ]


@transaction.atomic
def archive_board(*, by: Member, board_id: UUID, on: bool = True) -> Board:
    """No new notices on it; what is there stays readable."""
    board = managed(by, board_id)
    board.archived_at = timezone.now() if on else None
    board.save(update_fields=["archived_at"])
    return board
