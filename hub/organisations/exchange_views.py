"""Lists in and out: upload, mapping, preview, progress, result; and the download."""

from itertools import islice
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages as flashes
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hub.attempts import attempt
from hub.jobs import Job
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.actions import imports as actions
from hub.organisations.exchange.columns import COLUMNS
from hub.organisations.exchange.export import exported
from hub.organisations.models import Import
from hub.organisations.tasks import run_import
from hub.tables import Unreadable, lines, written

PAGE = 100  # changes
SAMPLES = 3  # rows shown beside a column
STATUSES = {
    "new": gettext_lazy("新規"),
    "changed": gettext_lazy("変更"),
    "returned": gettext_lazy("復帰"),
    "ended": gettext_lazy("離任"),
}


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("種類"), choices=Import.Kind, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=gettext_lazy("CSVファイル"),
        help_text=gettext_lazy("UTF-8かShift_JIS、カンマかタブ区切り。8MB、20,000行まで。"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt"}),
    )


def administrator_or_404(request: MemberRequest) -> None:
    if not request.member.is_administrator:
        raise Http404


def import_or_404(request: MemberRequest, import_id: UUID) -> Import:
    found = Import.objects.visible_to(request.member).filter(pk=import_id).first()
    if found is None:
        raise Http404
    return found


@member_required
def imports(request: MemberRequest) -> HttpResponse:
    """Earlier imports, the upload of a new one, and the export."""
    administrator_or_404(request)
    posted = request.method == "POST"
    sent = (request.POST, request.FILES) if posted else (None, None)
    form = UploadForm(data=sent[0], files=sent[1], initial={"kind": Import.Kind.PEOPLE})
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read(actions.FILE_BYTES + 1)
        made = attempt(
            form,
            lambda: actions.begin_import(
                by=request.member, kind=form.cleaned_data["kind"], name=file.name, content=content
            ),
        )
        if made is not None:
            return redirect("organisations:import", made.id)
    rows = Import.objects.visible_to(request.member).defer("text", "changes", "errors")
    context = {"form": form, "imports": rows[:20], "tab": "imports", "kinds": Import.Kind.choices}
    status = 422 if form.errors else 200
    return render(request, "organisations/admin/imports.html", context, status=status)


@never_cache
@member_required
def import_page(request: MemberRequest, import_id: UUID) -> HttpResponse:
    """One import in whatever state it is; a post sends the mapping."""
    job = import_or_404(request, import_id)
    context: dict[str, Any] = {"job": job, "tab": "imports", "statuses": STATUSES.items()}
    status = 200
    if request.method == "POST":
        mapping = request.POST.getlist("column")
        ends_missing = request.POST.get("ends_missing") == "on"
        try:
            actions.start_check(
                by=request.member, import_id=job.id, mapping=mapping, ends_missing=ends_missing
            )
        except ValidationError as error:
            status, context["problem"] = 422, error.messages[0]
            job.state, job.ends_missing = Job.State.MAPPING, ends_missing
            job.mapping = (mapping + [""] * len(job.mapping))[: len(job.mapping)]
        else:
            run_import.delay(str(job.id))
            return redirect("organisations:import", job.id)
    if job.state == Job.State.MAPPING or "again" in request.GET:
        page = "organisations/admin/import_mapping.html"
        return render(request, page, context | mapping_context(job), status=status)
    if job.state in {Job.State.CHECKED, Job.State.DONE}:
        context |= preview_context(request, job)
    return render(request, "organisations/admin/import.html", context)


def mapping_context(job: Import) -> dict[str, Any]:
    """Each column of the file with its header and its first cells."""
    rows = [line.cells for line in islice(lines(job.text, actions.ROWS), SAMPLES + 1)]
    columns = [
        {
            "header": header,
            "samples": [row[place] for row in rows[1:] if place < len(row) and row[place]],
            "chosen": job.mapping[place],
        }
        for place, header in enumerate(rows[0])
    ]
    return {"columns": columns, "fields": COLUMNS[job.kind]}


def preview_context(request: MemberRequest, job: Import) -> dict[str, Any]:
    chosen = request.GET.get("status", "")
    changes = [each for each in job.changes if not chosen or each["status"] == chosen]
    for each in changes:
        each["label"] = STATUSES[each["status"]]
    return {
        "page": Paginator(changes, PAGE).get_page(request.GET.get("page")),
        "chosen": chosen,
        "tallies": [(key, label, job.counts.get(key, 0)) for key, label in STATUSES.items()],
    }


@never_cache
@require_GET
@member_required
def state(request: MemberRequest, import_id: UUID) -> JsonResponse:
    """How far it is, for the progress bar."""
    job = import_or_404(request, import_id)
    return JsonResponse({"running": job.is_running, "done": job.done, "total": job.total})


@require_POST
@member_required
def apply(request: MemberRequest, import_id: UUID) -> HttpResponse:
    job = import_or_404(request, import_id)
    try:
        actions.start_apply(by=request.member, import_id=job.id)
    except ValidationError as error:
        flashes.error(request, error.messages[0])
    else:
        run_import.delay(str(job.id))
    return redirect("organisations:import", job.id)


@require_POST
@member_required
def discard(request: MemberRequest, import_id: UUID) -> HttpResponse:
    job = import_or_404(request, import_id)
    try:
        actions.discard_import(by=request.member, import_id=job.id)
    except ValidationError as error:
        flashes.error(request, error.messages[0])
        return redirect("organisations:import", job.id)
    flashes.success(request, _("取り込みを取りやめました。"))
    return redirect("organisations:imports")


@never_cache
@require_GET
@member_required
def export(request: MemberRequest) -> HttpResponse:
    """The list as a CSV file; `encoding=cp932` for old spreadsheets."""
    administrator_or_404(request)
    kind, encoding = request.GET.get("kind", ""), request.GET.get("encoding", "")
    if kind not in Import.Kind.values:
        raise Http404
    try:
        content = written(exported(request.member, kind), encoding)
    except Unreadable as error:
        flashes.error(request, str(error))
        return redirect("organisations:imports")
    actions.record_export(by=request.member, kind=kind)
    charset = "Shift_JIS" if encoding == "cp932" else "utf-8"
    name = f"{kind}-{timezone.localdate():%Y%m%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=f"text/csv; charset={charset}", headers=headers)
