"""What is known of a branch: who was asked, what they saw, answered, and said by phone."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.obligations.models.ladders import Rank
from hub.obligations.models.obligations import Branch
from hub.organisations.models import Member


class Answer(models.Model):
    """One answer, by whatever route. Answers are never changed, only withdrawn."""

    class Route(models.TextChoices):
        BROWSER = "browser", _("画面")
        CHAT = "chat", _("チャット")
        PHONE = "phone", _("電話")
        TABLET = "tablet", _("共用端末")
        SCREEN = "screen", _("掲示画面")
        PAPER = "paper", _("紙")

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="answers")
    client_id = models.UUIDField()
    choice = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=20, choices=Branch.State)
    words = models.TextField(max_length=2000, blank=True)
    route = models.CharField(max_length=20, choices=Route)
    # Who answered, when it is somebody with an account; `spoken_with` otherwise.
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="answers")
    spoken_with = models.CharField(max_length=100, blank=True)
    recorded_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    device = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField(default=timezone.now)  # said
    stored_at = models.DateTimeField(default=timezone.now)  # entered here
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["branch", "client_id"], name="answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.state}"

    @property
    def by(self) -> str:
        return self.member.name if self.member is not None else self.spoken_with


class Call(models.Model):
    """A person asked for the answer of a branch, and how far it demonstrably got.

    `times` is 0 for a colleague whom the ladder did not ring but who has seen it.
    """

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="calls")
    member = models.ForeignKey(Member, models.PROTECT, related_name="calls")
    rank = models.CharField(max_length=20, choices=Rank)
    called_at = models.DateTimeField(default=timezone.now)
    times = models.PositiveSmallIntegerField(default=1)
    last_at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField(null=True)
    displayed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["called_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["branch", "member"], name="call_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.member_id} {self.rank}"


class PhoneCall(models.Model):
    """The sender rang; `reached` alone is no answer."""

    class Result(models.TextChoices):
        REACHED = "reached", _("つながった")
        NO_ANSWER = "no_answer", _("応答なし")
        BUSY = "busy", _("話し中")
        MESSAGE = "message", _("伝言を残した")

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="phone_calls")
    client_id = models.UUIDField()
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    result = models.CharField(_("結果"), max_length=20, choices=Result)
    spoken_with = models.CharField(_("話した相手"), max_length=100, blank=True)
    note = models.CharField(_("メモ"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["branch", "client_id"], name="phone_call_once"),
        ]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.result}"
