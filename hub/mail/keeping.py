"""Mails that are due. Called by the job runner every few seconds."""

from hub.mail.actions import is_configured, plan_missing_digests
from hub.mail.models import Mail
from hub.mail.sending import send
from hub.promises import keep_due


def keep_mails() -> None:
    if is_configured():
        keep_due(Mail.objects.select_related("member__user", "member__organisation"), send)
        plan_missing_digests()
