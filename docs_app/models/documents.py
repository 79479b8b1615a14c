"""A document, who may do what with it, and the log of its updates."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from docs_app.models.places import Folder, exactly_one
from docs_app.querysets import AccessQuerySet, DocumentQuerySet
from docs_app.roles import Role
from hub.files.models import StoredFile
from hub.folding import FoldedField
from hub.organisations.models import Member, Organisation, Row, Section
from hub.search.fields import Searchable, SearchableQuerySet, SearchField

TITLE_LIMIT = 200  # characters
SCHEMA = 1  # of the Yjs document; older clients are asked to reload


class Document(Row):
    class Retention(models.TextChoices):
        """How long the file must be kept, as the rules on administrative documents say."""

        NONE = "", _("指定なし")
        UNDER_ONE = "under_1", _("1年未満")
        ONE = "1", _("1年")
        THREE = "3", _("3年")
        FIVE = "5", _("5年")
        TEN = "10", _("10年")
        THIRTY = "30", _("30年")
        PERMANENT = "permanent", _("常用")

    title = models.CharField(_("表題"), max_length=TITLE_LIMIT)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="documents", verbose_name=_("所管する組織")
    )
    folder = models.ForeignKey(
        Folder, models.SET_NULL, null=True, blank=True, related_name="documents"
    )
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    number = models.CharField(_("文書番号"), max_length=60, blank=True)
    retention = models.CharField(_("保存期間"), max_length=20, choices=Retention, blank=True)
    # A new generation begins when the log is begun anew; copies of another one are stale.
    generation = models.PositiveIntegerField(default=1)
    schema = models.PositiveIntegerField(default=SCHEMA)
    seq = models.PositiveBigIntegerField(default=0)  # of the newest update
    snapshot = models.BinaryField(default=bytes)  # the merge of all updates up to snapshot_seq
    snapshot_seq = models.PositiveBigIntegerField(default=0)
    # Made by a worker from the updates up to `rendered_seq`.
    html = models.TextField(blank=True)
    characters = models.PositiveIntegerField(default=0)
    rendered_seq = models.PositiveBigIntegerField(default=0)
    edited_at = models.DateTimeField(_("最終更新"), default=timezone.now)
    edited_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    # Anybody of the hub who has the address, with this role; null: only who is named.
    link_role = models.PositiveSmallIntegerField(_("リンク共有"), choices=Role, null=True)
    trashed_at = models.DateTimeField(null=True)
    trashed_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    folded = FoldedField(sources=("title", "number"))

    objects: ClassVar[DocumentQuerySet] = DocumentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("文書")
        ordering: ClassVar = ["-edited_at"]
        indexes: ClassVar = [
            models.Index(fields=["folder", "-edited_at"], name="document_of_folder"),
            models.Index(
                fields=["trashed_at"], condition=Q(trashed_at__isnull=False), name="document_trash"
            ),
            # What a worker has to render or compact.
            models.Index(fields=["edited_at"], name="document_edited_at"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def unrendered(self) -> int:
        return self.seq - self.rendered_seq


class DocumentAccess(Row):
    """A role for a person, or for everybody of a section, an organisation or a room."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="accesses")
    role = models.PositiveSmallIntegerField(_("権限"), choices=Role)
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+")
    section = models.ForeignKey(Section, models.CASCADE, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    room = models.ForeignKey("chat.Room", models.CASCADE, null=True, related_name="+")
    expires_on = models.DateField(_("期限"), null=True, blank=True)  # the last day of the role
    granted_by = models.ForeignKey(Member, models.PROTECT, related_name="+")

    objects: ClassVar[AccessQuerySet] = AccessQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("文書の権限")
        ordering: ClassVar = ["-role", "created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=exactly_one("member", "section", "organisation", "room"),
                name="access_to_one",
            ),
            *(
                models.UniqueConstraint(
                    fields=["document", name],
                    name=f"access_{name}_once",
                    violation_error_message=_("この相手にはすでに権限があります。"),
                )
                for name in ("member", "section", "organisation", "room")
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.OWNER) | Q(member__isnull=False, expires_on=None),
                name="access_owner_is_a_person",
                violation_error_message=_("所有者にできるのは、期限のない個人だけです。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.get_role_display()}"

    @property
    def target(self) -> models.Model:
        """The person, section, organisation or room that has the role."""
        found = self.member or self.section or self.organisation or self.room
        assert found is not None  # noqa: S101  kept by the constraint
        return found

    @property
    def is_over(self) -> bool:
        return self.expires_on is not None and self.expires_on < timezone.localdate()


class DocumentUpdate(models.Model):
    """Bytes describing one or more changes (a Yjs update, v1); they merge in any order."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="updates")
    seq = models.PositiveBigIntegerField()
    data = models.BinaryField()
    author = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    # Folded into the snapshot; kept for a while as evidence of who wrote what.
    folded_in = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("文書の更新")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "seq"], name="update_seq_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}#{self.seq}"


class DocumentPart(Searchable):
    """A piece of a document's text, as search knows it."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="parts")
    position = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    folded = SearchField(sources=("text",))

    objects: ClassVar[SearchableQuerySet["DocumentPart"]] = SearchableQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("文書の一部")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "position"], name="part_position_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.position}"


class DocumentImage(models.Model):
    """A picture in a document: whoever may read the document may read the file."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="images")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    # When it was last looked for, and since when nothing shows it any more (null: something does).
    checked_at = models.DateTimeField(null=True)
    unused_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("文書の画像")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "file"], name="image_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["checked_at"], name="image_checked_at")]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.file_id}"
