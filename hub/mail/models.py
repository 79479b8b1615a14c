"""Which mails a person wants, and the mails promised to them."""

from datetime import time
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.organisations.models import Member
from hub.promises import Promise


class MailPreference(models.Model):
    """Without a row nothing is mailed."""

    class Digest(models.TextChoices):
        NEVER = "never", _("送らない")
        WEEKDAYS = "weekdays", _("平日のみ")
        DAILY = "daily", _("毎日")

    member = models.OneToOneField(
        Member, models.CASCADE, primary_key=True, related_name="mail_preference"
    )
    mentions = models.BooleanField(
        _("不在のときのメンションをメールで知らせる"),
        default=False,
        help_text=_("5分たっても読んでいないときだけ送ります。"),
    )
    calls = models.BooleanField(
        _("回答のお願いをメールで知らせる"),
        default=True,
        help_text=_("緊急は2分、その他は15分たっても誰も回答していないときに送ります。"),
    )
    documents = models.BooleanField(
        _("文書の回覧と自分宛のコメントをメールで知らせる"), default=False
    )
    digest = models.CharField(
        _("未読のまとめ"), max_length=20, choices=Digest, default=Digest.NEVER
    )
    digest_at = models.TimeField(_("まとめを送る時刻"), default=time(8, 0))
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="ja")

    def __str__(self) -> str:
        return f"{self.member_id} {self.digest}"


class Mail(Promise):
    """One mail to one person. What it says is looked up when it is sent."""

    class Kind(models.TextChoices):
        MENTIONS = "mentions", _("メンション")
        DIGEST = "digest", _("未読のまとめ")
        CALLS = "calls", _("回答のお願い")
        DOCUMENTS = "documents", _("文書の回覧とコメント")

    member = models.ForeignKey(Member, models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=20, choices=Kind)
    since = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)  # null and kept: there was nothing to say

    class Meta(Promise.Meta):
        constraints: ClassVar = [
            # Ten mentions in five minutes make one mail.
            models.UniqueConstraint(
                fields=["member", "kind"],
                condition=Q(kept_at=None, broken_at=None),
                name="mail_one_open_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.member_id} {self.due_at:%Y-%m-%d %H:%M}"
