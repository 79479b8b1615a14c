"""Make and revoke access tokens."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from api.models import AccessToken
from api.scopes import Scope
from api.tokens import HINT, hash_of, new_token
from hub.audit import AuditAction, record
from hub.organisations.models import Member

LONGEST = timedelta(days=366)
TOKENS_OF_MEMBER = 20


def may_hold_tokens_of(by: Member, member: Member) -> bool:
    """One's own; and bots' tokens are held by the administrators of their organisation."""
    if by.pk == member.pk:
        return by.may_chat and member.role != Member.Role.BOT
    is_bot = member.role == Member.Role.BOT
    own = by.organisation_id == member.organisation_id
    return is_bot and by.is_administrator and (own or by.role == Member.Role.CITY_ADMINISTRATOR)


@transaction.atomic
def create_token(
    *, by: Member, member: Member, name: str, scopes: Iterable[str], days: int
) -> tuple[AccessToken, str]:
    """The row and the token itself, which nobody can see again.

    Raises PermissionDenied, ValidationError naming the field.
    """
    if not may_hold_tokens_of(by, member):
        raise PermissionDenied(_("このメンバーのトークンは作れません。"))
    chosen = sorted(set(scopes))
    if not chosen or set(chosen) - set(Scope.values):
        raise ValidationError({"scopes": _("権限を選んでください。")})
    if not name.strip():
        raise ValidationError({"name": _("名前を入力してください。")})
    if not timedelta(0) < timedelta(days=days) <= LONGEST:
        raise ValidationError({"days": _("有効期限は1年以内にしてください。")})
    if AccessToken.objects.usable().filter(member=member).count() >= TOKENS_OF_MEMBER:
        raise ValidationError(_("トークンが多すぎます。使わないものを取り消してください。"))
    token = new_token()
    row = AccessToken(
        member=member,
        name=name.strip(),
        scopes=chosen,
        hint=token[:HINT],
        token_hash=hash_of(token),
        created_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
    row.full_clean()
    row.save(force_insert=True)
    record(
        AuditAction.TOKEN_CREATED,
        by=by,
        organisation=member.organisation,
        member=member.name,
        name=row.name,
        scopes=", ".join(chosen),
    )
    return row, token


@transaction.atomic
def revoke_token(*, by: Member, token_id: UUID) -> AccessToken:
    """It stops working at once. Raises AccessToken.DoesNotExist for what is not one's own."""
    row = AccessToken.objects.select_related("member__organisation").get(pk=token_id)
    if not may_hold_tokens_of(by, row.member):
        raise AccessToken.DoesNotExist
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        record(
            AuditAction.TOKEN_REVOKED,
            by=by,
            organisation=row.member.organisation,
            member=row.member.name,
            name=row.name,
        )
    return row
