"""回覧: a frozen revision goes round, in order or to all at once; each confirms or returns it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from docs_app.actions.logging import log
from docs_app.actions.revisions import editable
from docs_app.actions.telling import refresh_homes, tell_people
from docs_app.models import Circulation, CirculationStep, Document, DocumentEvent, Revision
from docs_app.querysets import readers_known_to
from hub.organisations.models import Member

State = CirculationStep.State
PEOPLE_LIMIT = 100
TEXT_LIMIT = 1000  # characters of a note or a reason


def clean_text(text: str, field: str) -> str:
    cleaned = text.replace("\x00", "").strip()
    if len(cleaned) > TEXT_LIMIT:
        message = _("%(limit)d文字以内で入力してください。") % {"limit": TEXT_LIMIT}
        raise ValidationError({field: message})
    return cleaned


@transaction.atomic
def circulate(
    *,
    member: Member,
    revision_id: UUID,
    people: Sequence[UUID],
    order: str,
    note: str = "",
    due_on: date | None = None,
) -> Circulation:
    """Send a frozen revision round, to people who may read the document, in this order.

    Raises DoesNotExist for who may not edit the document, ValidationError naming the field.
    """
    revision = Revision.objects.select_related("document").get(pk=revision_id)
    document = editable(member, revision.document_id)
    if revision.frozen_at is None:
        raise ValidationError({"revision": _("確定した版だけを回覧できます。")})
    if order not in Circulation.Order.values:
        raise ValidationError({"order": _("回し方を選んでください。")})
    if due_on is not None and due_on < timezone.localdate():
        raise ValidationError({"due_on": _("期限には今日以降の日付を入力してください。")})
    asked = chosen(member, document, revision, people)
    circulation = Circulation.objects.create(
        revision=revision,
        order=order,
        note=clean_text(note, "note"),
        due_on=due_on,
        created_by=member,
    )
    steps = [
        CirculationStep(circulation=circulation, member=person, position=position)
        for position, person in enumerate(asked, start=1)
    ]
    CirculationStep.objects.bulk_create(steps)
    ask_next(circulation)
    log(document, DocumentEvent.Kind.CIRCULATED, by=member, detail=str(revision))
    return circulation


def chosen(
    by: Member, document: Document, revision: Revision, people: Sequence[UUID]
) -> list[Member]:
    """The people in the order given.

    Raises ValidationError for who may not read the locked document, or whom `by` may not know to
    read it, and for whom the revision goes round already: who presses twice begins one circulation.
    """
    wanted = list(dict.fromkeys(people))
    if not wanted or len(wanted) > PEOPLE_LIMIT:
        message = _("回覧先を1人以上%(limit)d人以内で選んでください。")
        raise ValidationError({"people": message % {"limit": PEOPLE_LIMIT}})
    found = readers_known_to(by, document).in_bulk(wanted)
    if len(found) != len(wanted):
        raise ValidationError({"people": _("この文書を閲覧できる人だけを選べます。")})
    around = Circulation.objects.filter(revision=revision, finished_at=None, cancelled_at=None)
    if around.filter(steps__member__in=wanted).exists():
        raise ValidationError({"people": _("この版は、選んだ人にすでに回覧しています。")})
    return [found[each] for each in wanted]


def ask_next(circulation: Circulation) -> None:
    """In order the first who waits is asked, else all; when nobody is left it is finished."""
    waiting = circulation.steps.filter(state=State.WAITING).order_by("position")
    if circulation.order == Circulation.Order.SEQUENTIAL:
        if circulation.steps.filter(state=State.ASKED).exists():
            return
        waiting = waiting[:1]
    asked, now = dict(waiting.values_list("pk", "member_id")), timezone.now()
    if asked:
        steps = CirculationStep.objects.filter(pk__in=list(asked))
        steps.update(state=State.ASKED, asked_at=now)
        tell_people(asked.values(), now)
    elif not circulation.steps.filter(state=State.ASKED).exists():
        finish(circulation)


def finish(circulation: Circulation) -> None:
    circulation.finished_at = timezone.now()
    circulation.save(update_fields=["finished_at"])
    tell_people([circulation.created_by_id], circulation.finished_at)
    leave_homes(circulation)


def leave_homes(circulation: Circulation) -> None:
    """Who was asked is not any more."""
    refresh_homes(circulation.steps.exclude(asked_at=None).values_list("member_id", flat=True))


def running(circulation_id: UUID) -> Circulation:
    """The locked circulation. Raises ValidationError when it is over."""
    circulation = Circulation.objects.select_for_update().get(pk=circulation_id)
    if circulation.finished_at is not None or circulation.cancelled_at is not None:
        raise ValidationError(_("この回覧は終わっています。"))
    return circulation


def log_answer(
    circulation: Circulation, kind: DocumentEvent.Kind, *, by: Member, **facts: str
) -> None:
    revision = circulation.revision
    log(revision.document, kind, by=by, detail=revision.name, **facts)


@transaction.atomic
def confirm(*, member: Member, circulation_id: UUID) -> CirculationStep:
    """確認: the member has seen it. Raises DoesNotExist for who is not asked now."""
    circulation = running(circulation_id)
    step = circulation.steps.get(member=member, state=State.ASKED)
    step.state, step.answered_at = State.CONFIRMED, timezone.now()
    step.save(update_fields=["state", "answered_at"])
    log_answer(circulation, DocumentEvent.Kind.CONFIRMED, by=member)
    refresh_homes([member.pk])
    ask_next(circulation)
    return step


@transaction.atomic
def return_it(*, member: Member, circulation_id: UUID, reason: str) -> CirculationStep:
    """差し戻し with a reason; the circulation ends, for the words have to change.

    Raises DoesNotExist for who is not asked now, ValidationError without a reason.
    """
    circulation = running(circulation_id)
    step = circulation.steps.get(member=member, state=State.ASKED)
    text = clean_text(reason, "reason")
    if not text:
        raise ValidationError({"reason": _("差し戻す理由を入力してください。")})
    step.state, step.answered_at, step.reason = State.RETURNED, timezone.now(), text
    step.save(update_fields=["state", "answered_at", "reason"])
    log_answer(circulation, DocumentEvent.Kind.RETURNED, by=member, reason=text)
    finish(circulation)
    return step


@transaction.atomic
def cancel(*, member: Member, circulation_id: UUID) -> Circulation:
    """Take a circulation back; who began it may. Raises DoesNotExist, ValidationError."""
    circulation = running(circulation_id)
    if circulation.created_by_id != member.pk:
        raise Circulation.DoesNotExist
    circulation.cancelled_at = timezone.now()
    circulation.save(update_fields=["cancelled_at"])
    leave_homes(circulation)
    return circulation
