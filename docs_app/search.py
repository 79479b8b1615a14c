"""Documents a member finds: by title, number or words, and nothing of anybody else's.

Everything starts from the roles granted; a link nobody passed on finds nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from docs_app.models import Document, DocumentPart
from docs_app.querysets import DocumentQuerySet
from docs_app.shelves import granted
from hub.organisations.models import Member
from hub.search.excerpts import Piece, marked
from hub.search.ports import Tab
from hub.search.terms import Term, containing, indexed


@dataclass(frozen=True)
class Hit:
    document: Document
    title: list[Piece]
    pieces: list[Piece]


def find_documents(
    member: Member,
    terms: Sequence[Term],
    *,
    since: date | None = None,
    until: date | None = None,
) -> DocumentQuerySet:
    """Documents whose title, number or text has every term, and none of the excluded ones.

    `since` and `until` are the first and last day of the last change, in the city's time zone;
    with one of them every document of those days is found even without a term.
    """
    documents = changed_between(granted(member), since, until)
    wanted = [term for term in terms if not term.excluded]
    if wanted:
        documents = documents.filter(having(member, wanted))
    elif since is None and until is None:
        return documents.none()
    for term in terms:
        if term.excluded:
            unwanted = containing(DocumentPart.objects.all(), "folded", [Term(term.text)])
            documents = containing(documents, "folded", [term])
            documents = documents.exclude(Exists(unwanted.filter(document=OuterRef("pk"))))
    return documents.order_by("-edited_at", "pk")


def changed_between(
    documents: DocumentQuerySet, since: date | None, until: date | None
) -> DocumentQuerySet:
    if since is not None:
        documents = documents.filter(edited_at__gte=midnight(since))
    if until is not None:
        documents = documents.filter(edited_at__lt=midnight(until + timedelta(days=1)))
    return documents


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def having(member: Member, wanted: Sequence[Term]) -> Q:
    """With every term in title and number, or in one part of the text."""
    named = containing(granted(member), "folded", wanted).values("pk")
    parts = DocumentPart.objects.filter(document__in=granted(member).values("pk"))
    worded = indexed(parts, "folded", wanted).values("document_id")
    return Q(pk__in=named) | Q(pk__in=worded)


def search_tab(member: Member, terms: Sequence[Term]) -> Tab:
    """Documents among the tabs of the search page."""
    count = find_documents(member, terms).count()
    return Tab(_("文書"), count, reverse("documents:search"))


def hits_of(documents: Sequence[Document], terms: Sequence[Term]) -> list[Hit]:
    """Each document with the words around the first place that has them."""
    wanted = [term for term in terms if not term.excluded]
    if not wanted:
        return [Hit(each, marked(each.title, []), []) for each in documents]
    parts = indexed(DocumentPart.objects.filter(document__in=documents), "folded", wanted)
    first: dict[object, str] = {}
    for part in parts.order_by("position").only("document_id", "text"):
        first.setdefault(part.document_id, part.text)
    return [
        Hit(each, marked(each.title, wanted), marked(first[each.pk], wanted))
        if each.pk in first
        else Hit(each, marked(each.title, wanted), [])
        for each in documents
    ]
