"""Send a promised mail. Outside any transaction: a slow mail server must not hold a lock."""

from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hub.mail.models import Mail, MailPreference
from hub.mail.ports import Line, sources
from hub.organisations.models import Member
from hub.promises import Broken


def send(mail: Mail) -> None:
    """Send a due mail, if there is anything to say and somebody to say it to.

    Raises Broken when the address is refused for good; other failures are tried again.
    """
    preference = MailPreference.objects.filter(member_id=mail.member_id).first()
    address = mail.member.user.email
    active = Member.objects.active().filter(pk=mail.member_id).exists()
    if preference is None or not address or not active or not wants(preference, mail):
        return
    with translation.override(preference.language):
        lines = [line for source in sources[mail.kind] for line in source(mail.member, mail.since)]
        if not lines:
            return
        message = compose(mail, address, lines)
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        raise Broken(f"SMTP {next(iter(error.recipients.values()))[0]}") from None
    Mail.objects.filter(pk=mail.pk).update(sent_at=timezone.now())


def wants(preference: MailPreference, mail: Mail) -> bool:
    if mail.kind == Mail.Kind.MENTIONS:
        return preference.mentions
    if mail.kind == Mail.Kind.CALLS:
        return preference.calls
    if mail.kind == Mail.Kind.DOCUMENTS:
        return preference.documents
    return preference.digest != MailPreference.Digest.NEVER


def compose(mail: Mail, address: str, lines: list[Line]) -> EmailMessage:
    """Only numbers and links, unless the reader's organisation lets mails carry text."""
    subjects = {
        Mail.Kind.MENTIONS: _("つなぐ: あなた宛のメッセージがあります"),
        Mail.Kind.DIGEST: _("つなぐ: 未読のまとめ"),
        Mail.Kind.CALLS: _("つなぐ: 回答をお願いします"),
        Mail.Kind.DOCUMENTS: _("つなぐ: 文書の回覧とコメント"),
    }
    origin = settings.ORIGINS[0]
    context = {
        "mail": mail,
        "lines": lines,
        "full": mail.member.organisation.mails_carry_text,
        "origin": origin,
    }
    return EmailMessage(
        subject=subjects[Mail.Kind(mail.kind)],
        body=render_to_string("mail/mail.txt", context),
        to=[address],
        headers={
            # RFC 3834: nobody's absence notice answers this. A repeat keeps its id.
            "Auto-Submitted": "auto-generated",
            "Message-ID": f"<mail-{mail.pk}@{origin.rpartition('/')[2].partition(':')[0]}>",
        },
    )
