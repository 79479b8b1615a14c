"""The audit log: every administrative action adds one row, in its own transaction."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models import AuditEntry
from hub.organisations.models import Member, Organisation


class AuditAction(models.TextChoices):
    ORGANISATION_CREATED = "organisation.created", _("組織の登録")
    ORGANISATION_CHANGED = "organisation.changed", _("組織情報の変更")
    ORGANISATION_SUSPENDED = "organisation.suspended", _("組織の利用停止")
    ORGANISATION_RESUMED = "organisation.resumed", _("組織の利用再開")
    SECTION_CREATED = "section.created", _("部署の追加")
    SECTION_CHANGED = "section.changed", _("部署の変更")
    SECTION_DELETED = "section.deleted", _("部署の削除")
    MEMBER_CHANGED = "member.changed", _("メンバーの変更")
    MEMBER_LEFT = "member.left", _("離任の登録")
    MEMBER_REINSTATED = "member.reinstated", _("復帰の登録")
    DUTY_CHANGED = "duty.changed", _("役割の変更")
    DUTY_DELETED = "duty.deleted", _("役割の削除")
    INVITED = "invitation.created", _("招待の作成")
    INVITATION_REVOKED = "invitation.revoked", _("招待の取り消し")
    INVITATION_ACCEPTED = "invitation.accepted", _("招待による参加")
    PASSWORD_RENEWED = "password.renewed", _("パスワードの再設定")
    BOT_CREATED = "bot.created", _("ボットの作成")
    WEBHOOK_CREATED = "webhook.created", _("Webhookの作成")
    WEBHOOK_REVOKED = "webhook.revoked", _("Webhookの取り消し")
    TOKEN_CREATED = "token.created", _("アクセストークンの作成")
    TOKEN_REVOKED = "token.revoked", _("アクセストークンの取り消し")
    SECOND_FACTOR_REMOVED = "second_factor.removed", _("2段階認証の解除")
    IMPORTED = "import.applied", _("名簿の取り込み")
    EXPORTED = "export.made", _("名簿の書き出し")
    HISTORY_IMPORTED = "history.imported", _("過去ログの取り込み")
    MEMBER_ADDED = "member.added", _("取り込みによるメンバーの追加")
    DOCUMENT_TAKEN_OVER = "document.taken_over", _("文書の引き取り")
    CITY_CREATED = "city.created", _("初期設定")


def entry(
    action: AuditAction,
    *,
    by: Member | None,
    organisation: Organisation | None,
    **detail: Any,
) -> AuditEntry:
    """An entry that is not stored yet; see `record`."""
    return AuditEntry(
        action=action.value,
        member=by,
        organisation=organisation,
        detail={key: str(value) for key, value in detail.items()},
    )


def record(
    action: AuditAction,
    *,
    by: Member | None,
    organisation: Organisation | None,
    **detail: Any,
) -> AuditEntry:
    """Add an entry. `detail` holds names and ids, never passwords or tokens."""
    made = entry(action, by=by, organisation=organisation, **detail)
    made.save(force_insert=True)
    return made


def record_all(entries: Iterable[AuditEntry]) -> None:
    """Add many entries at once, as an import makes them."""
    AuditEntry.objects.bulk_create(entries, batch_size=500)
