"""Topics: subjects kept apart inside one room."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.rooms import Room
from chat.querysets import TopicQuerySet
from hub.folding import FoldedField
from hub.organisations.models import Member, Row


class Topic(Row):
    NAME_LIMIT = 80  # characters

    room = models.ForeignKey(Room, models.CASCADE, related_name="topics")
    name = models.CharField(_("話題"), max_length=NAME_LIMIT)
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    last_posted_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    folded = FoldedField(sources=("name",))

    objects: ClassVar[TopicQuerySet] = TopicQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("話題")
        ordering: ClassVar = ["-last_posted_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "name"],
                name="topic_name_unique",
                violation_error_message=_("同じ名前の話題がすでにあります。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TopicInvolvement(models.Model):
    """A member's wish about one topic; without a row the room's own setting counts."""

    class Involvement(models.TextChoices):
        FOLLOWED = "followed", _("フォロー中")
        MUTED = "muted", _("ミュート中")

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="involvements")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    involvement = models.CharField(_("通知"), max_length=20, choices=Involvement)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "member"], name="topic_involvement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.member_id} {self.involvement}"
