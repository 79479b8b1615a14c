"""Lists come in: uploaded, mapped, checked, and stored all or nothing."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hub.audit import AuditAction, record
from hub.files.naming import clean_name
from hub.identity.second_factor import without_second_factor
from hub.jobs import ATTEMPTS, Job
from hub.organisations.actions.rights import end_live_sessions
from hub.organisations.exchange.columns import COLUMNS, guessed, missing
from hub.organisations.exchange.people import PeoplePlan
from hub.organisations.exchange.places import OrganisationPlan, SectionPlan
from hub.organisations.exchange.plan import Plan
from hub.organisations.models import Import, Member, Organisation
from hub.tables import Line, Unreadable, decoded, lines

ROWS = 20_000
FILE_BYTES = 8 * 1024 * 1024
STEP = 250  # rows between two signs of progress
PLANS: dict[str, type[Plan]] = {
    Import.Kind.ORGANISATIONS: OrganisationPlan,
    Import.Kind.SECTIONS: SectionPlan,
    Import.Kind.PEOPLE: PeoplePlan,
}


@transaction.atomic
def begin_import(*, by: Member, kind: str, name: str, content: bytes) -> Import:
    """Keep the file with a guess at its columns. Raises ValidationError for what is no list."""
    if len(content) > FILE_BYTES:
        limit = FILE_BYTES // 1024**2
        raise ValidationError({"file": _("ファイルは%(n)dMBまでです。") % {"n": limit}})
    try:
        text, encoding = decoded(content)
        found = list(lines(text, ROWS))
    except Unreadable as error:
        raise ValidationError({"file": str(error)}) from None
    if len(found) < 2:
        raise ValidationError({"file": _("見出しの行と、1件以上の行が必要です。")})
    return Import.objects.create(
        kind=kind,
        uploaded_by=by,
        file_name=clean_name(name),
        encoding=encoding,
        text=text,
        mapping=guessed(kind, found[0].cells),
        total=len(found) - 1,
    )


@transaction.atomic
def start_check(*, by: Member, import_id: UUID, mapping: list[str], ends_missing: bool) -> Import:
    """Queue the comparison. Raises Import.DoesNotExist, ValidationError for the mapping."""
    job = Import.objects.visible_to(by).select_for_update().get(pk=import_id)
    if job.state in {Job.State.DONE, *Job.RUNNING}:
        raise ValidationError(_("この取り込みは、いまは変更できません。"))
    keys = {column.key for column in COLUMNS[job.kind]}
    chosen = [key for key in mapping if key]
    if len(mapping) != len(job.mapping) or not set(chosen) <= keys:
        raise ValidationError(_("列の対応を選び直してください。"))
    if len(chosen) != len(set(chosen)):
        raise ValidationError(_("同じ項目が2つの列に選ばれています。"))
    labels = missing(job.kind, mapping, own=by.role != Member.Role.CITY_ADMINISTRATOR)
    if labels:
        names = "、".join(labels)
        raise ValidationError(_("次の項目の列を選んでください: %(names)s") % {"names": names})
    ends = ends_missing and job.kind == Import.Kind.PEOPLE
    job.finish(Job.State.CHECKING, mapping=mapping, ends_missing=ends, done=0)
    return job


@transaction.atomic
def start_apply(*, by: Member, import_id: UUID) -> Import:
    job = Import.objects.visible_to(by).select_for_update().get(pk=import_id)
    if job.state != Job.State.CHECKED or job.errors or not job.changes:
        raise ValidationError(_("この取り込みは、いまは実行できません。"))
    job.finish(Job.State.APPLYING, done=0)
    return job


@transaction.atomic
def discard_import(*, by: Member, import_id: UUID) -> None:
    """Throw an import away that was not carried out."""
    job = Import.objects.visible_to(by).select_for_update().get(pk=import_id)
    if job.state == Job.State.DONE or job.is_running:
        raise ValidationError(_("この取り込みは、いまは変更できません。"))
    job.delete()


def run_import(import_id: UUID) -> None:
    """What the job runner does: one claimed step, whose failure is told on the page."""
    job = Import.objects.select_related("uploaded_by__organisation").get(pk=import_id)
    if not job.claim():
        return
    try:
        if job.attempts >= ATTEMPTS:
            raise Unreadable(_("処理が何度も途中で止まりました。"))
        check(job) if job.state == Job.State.CHECKING else apply(job)
    except Unreadable as error:
        job.finish(Job.State.FAILED, problem=str(error))
    except Exception:
        problem = _("処理中に問題が起きました。何も変更されていません。")
        job.finish(Job.State.FAILED, problem=problem)
        raise


def planned(job: Import, *, telling: bool) -> Plan:
    """The plan for all rows; `telling` moves the progress bar."""
    member = Member.objects.active().with_organisation().get(pk=job.uploaded_by_id)
    if not member.is_administrator:
        raise Unreadable(_("管理者ではなくなったため、取り込めません。"))
    plan = PLANS[job.kind](member, ends_missing=job.ends_missing)
    for count, line in enumerate(lines(job.text, ROWS)):
        if count:
            plan.add(line.number, values_of(job, line))
        if telling and count % STEP == 0:
            job.advance(count)
    plan.finish()
    return plan


def values_of(job: Import, line: Line) -> dict[str, str]:
    """The cells by the key of their column; a short row ends in empty cells."""
    cells = line.cells + [""] * (len(job.mapping) - len(line.cells))
    return {key: cell for key, cell in zip(job.mapping, cells, strict=False) if key}


def check(job: Import) -> None:
    outcome(job, planned(job, telling=True), Job.State.CHECKED)


def outcome(job: Import, plan: Plan, state: Job.State) -> None:
    job.finish(
        state,
        counts=plan.counts(),
        errors=plan.errors,
        changes=[change.as_json() for change in plan.changes],
        done=job.total,
    )


def apply(job: Import) -> None:
    """Plan once more against the rows as they are now, and store everything or nothing."""
    planned(job, telling=True)
    with transaction.atomic():
        # One import at a time: the plan must still be true when it is stored.
        list(Organisation.objects.select_for_update().order_by("pk").values_list("pk"))
        plan = planned(job, telling=False)
        if plan.error_count:
            outcome(job, plan, Job.State.CHECKED)
            return
        try:
            with transaction.atomic():
                plan.store()
                record_import(job, plan)
        except ValidationError as error:
            plan.refuse(0, "", error.messages[0])
            outcome(job, plan, Job.State.CHECKED)
            return
        outcome(job, plan, Job.State.DONE)


def record_import(job: Import, plan: Plan) -> None:
    if isinstance(plan, OrganisationPlan):
        for organisation in plan.strict:
            for member in without_second_factor(organisation):
                end_live_sessions(member)
    counts: dict[str, Any] = plan.counts()
    record(
        AuditAction.IMPORTED,
        by=plan.by,
        organisation=plan.by.organisation,
        name=job.file_name,
        kind=job.get_kind_display(),
        **counts,
    )


@transaction.atomic
def record_export(*, by: Member, kind: str) -> None:
    """Names of many people leave the hub: that is written down."""
    record(AuditAction.EXPORTED, by=by, organisation=by.organisation, name=Import.Kind(kind).label)
