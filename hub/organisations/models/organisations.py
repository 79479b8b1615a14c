"""Organisations, their tree of sections, and their members."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.folding import FoldedField
from hub.organisations.querysets import MemberQuerySet, OrganisationQuerySet, SectionQuerySet
from hub.richtext.fields import RichTextField

COLOURS = 8


class Row(models.Model):
    """A row addressed from outside: a random id tells nothing about how many there are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("作成日時"), default=timezone.now, editable=False)

    class Meta:
        abstract = True


class Organisation(Row):
    class Kind(models.TextChoices):
        CITY_HALL = "city_hall", _("市役所")
        HOSPITAL = "hospital", _("病院")
        CLINIC = "clinic", _("診療所")
        PHARMACY = "pharmacy", _("薬局")
        WELFARE = "welfare", _("福祉事業所")
        CARE_FACILITY = "care_facility", _("介護施設")
        OTHER = "other", _("その他")

    name = models.CharField(_("組織名"), max_length=100)
    reading = models.CharField(_("ふりがな"), max_length=200, blank=True)
    kind = models.CharField(_("種別"), max_length=20, choices=Kind)
    phone = models.CharField(_("電話"), max_length=20, blank=True)
    fax = models.CharField(_("ファクス"), max_length=20, blank=True)
    address = models.CharField(_("所在地"), max_length=200, blank=True)
    guide = RichTextField(
        _("案内"),
        blank=True,
        default="",
        help_text=_("受付の手順や持ち物など、ほかの組織の人に知らせたいことを書きます。"),
    )
    requires_second_factor = models.BooleanField(_("2段階認証を必須にする"), default=False)
    mails_carry_text = models.BooleanField(
        _("メールにメッセージの内容を載せる"),
        default=False,
        help_text=_("オフのときは件数とリンクだけを送ります。"),
    )
    keeps_documents = models.BooleanField(
        _("開いた文書を端末にも保存する"),
        default=False,
        help_text=_(
            "オンにすると、接続がなくても文書を開いて続きを書けます。"
            "共用端末として設定した端末には、オンでも保存しません。"
        ),
    )
    suspended_at = models.DateTimeField(_("利用停止日時"), null=True, blank=True)
    folded = FoldedField(sources=("name", "reading"))

    objects: ClassVar[OrganisationQuerySet] = OrganisationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("組織")
        ordering: ClassVar = ["reading", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name"],
                name="organisation_name_unique",
                violation_error_message=_("同じ名前の組織がすでにあります。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def colour(self) -> int:
        """Index 0-7 of the stable colour that marks this organisation on screen."""
        return self.id.int % COLOURS


class OpeningHours(models.Model):
    """One span of one weekday; a lunch break makes two rows."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("月曜日")
        TUESDAY = 1, _("火曜日")
        WEDNESDAY = 2, _("水曜日")
        THURSDAY = 3, _("木曜日")
        FRIDAY = 4, _("金曜日")
        SATURDAY = 5, _("土曜日")
        SUNDAY = 6, _("日曜日")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="opening_hours", verbose_name=_("組織")
    )
    weekday = models.SmallIntegerField(_("曜日"), choices=Weekday)
    opens_at = models.TimeField(_("開始"))
    closes_at = models.TimeField(_("終了"))

    class Meta:
        verbose_name = _("開所時間")
        ordering: ClassVar = ["weekday", "opens_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="opening_hours_in_order",
                violation_error_message=_("終了は開始より後の時刻にしてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}-{self.closes_at:%H:%M}"


class Section(Row):
    """A node of an organisation's tree: 部, 課, 係."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="sections", verbose_name=_("組織")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上位の部署"),
    )
    name = models.CharField(_("部署名"), max_length=100)
    reading = models.CharField(_("ふりがな"), max_length=200, blank=True)
    phone = models.CharField(_("電話"), max_length=20, blank=True)
    fax = models.CharField(_("ファクス"), max_length=20, blank=True)
    position = models.PositiveIntegerField(_("並び順"), default=0)
    folded = FoldedField(sources=("name", "reading"))

    objects: ClassVar[SectionQuerySet] = SectionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("部署")
        ordering: ClassVar = ["position", "reading", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="section_name_unique",
                violation_error_message=_("同じ場所に同じ名前の部署があります。"),
            ),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(parent=None),
                name="section_root_name_unique",
                violation_error_message=_("同じ場所に同じ名前の部署があります。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def lineage(self) -> "list[Section]":
        """The section itself, then the sections above it up to the root."""
        upwards = [self]
        while (parent := upwards[-1].parent) is not None:
            upwards.append(parent)
        return upwards

    def staff(self) -> MemberQuerySet:
        """Active members of the section and of the sections below it."""
        below: set[uuid.UUID] = set()
        level = {self.pk}
        while level:
            below |= level
            level = set(Section.objects.filter(parent_id__in=level).values_list("id", flat=True))
        return Member.objects.active().filter(section_id__in=below).with_organisation()


class Member(Row):
    """A person inside an organisation. One user may be a member of several."""

    class Role(models.TextChoices):
        CITY_ADMINISTRATOR = "city_administrator", _("市の管理者")
        ORGANISATION_ADMINISTRATOR = "organisation_administrator", _("組織の管理者")
        MEMBER = "member", _("一般")
        AUDITOR = "auditor", _("監査担当")
        BOT = "bot", _("ボット")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="members", verbose_name=_("利用者")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="members", verbose_name=_("組織")
    )
    section = models.ForeignKey(
        Section,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("部署"),
    )
    name = models.CharField(_("氏名"), max_length=100)
    reading = models.CharField(_("ふりがな"), max_length=200, blank=True)
    title = models.CharField(_("役職・職種"), max_length=60, blank=True)
    phone = models.CharField(_("電話・内線"), max_length=20, blank=True)
    role = models.CharField(_("権限"), max_length=30, choices=Role, default=Role.MEMBER)
    left_at = models.DateTimeField(_("離任日時"), null=True, blank=True)
    folded = FoldedField(sources=("name", "reading"))

    objects: ClassVar[MemberQuerySet] = MemberQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("メンバー")
        ordering: ClassVar = ["reading", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                name="member_once_per_organisation",
                violation_error_message=_("この人はすでにこの組織のメンバーです。"),
            ),
        ]
        indexes: ClassVar = [
            # The directory and completion of one organisation in 五十音 order.
            models.Index(fields=["organisation", "reading"], name="member_organisation_reading"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_city_staff(self) -> bool:
        return self.organisation.kind == Organisation.Kind.CITY_HALL

    @property
    def is_administrator(self) -> bool:
        return self.role in {self.Role.CITY_ADMINISTRATOR, self.Role.ORGANISATION_ADMINISTRATOR}

    def met(self) -> MemberQuerySet:
        """Everyone this member meets: own organisation and shared spaces."""
        return Member.objects.met_by(self)

    def other_places(self) -> MemberQuerySet:
        """The same person's memberships of other organisations."""
        own = Member.objects.active().filter(user_id=self.user_id)
        return own.exclude(pk=self.pk).with_organisation()

    @property
    def may_chat(self) -> bool:
        """Auditors read the logs and nothing else."""
        return self.role != self.Role.AUDITOR
