"""Import of an old chat log: upload, columns and rooms, progress, report."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages as flashes
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chat.actions import history as actions
from chat.history.reading import COLUMNS, ROWS, missing, read_log
from chat.history.running import text_of
from chat.history.senders import Senders
from chat.models import HistoryImport, Membership, Room
from chat.tasks import run_history
from hub.attempts import attempt
from hub.files.actions import append_piece, begin_upload
from hub.files.models import StoredFile
from hub.jobs import Job
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.models import Member, Organisation
from hub.tables import Line, Unreadable, lines

SAMPLES = 3  # rows shown beside a column
NAMED = 30  # senders


class UploadForm(forms.Form):
    """Files as they are, or the ids of stored ones when the page uploaded them before."""

    file = forms.FileField(
        label=gettext_lazy("過去ログのCSV"),
        required=False,
        help_text=gettext_lazy(
            "日時、ルーム、発言者、本文、ファイル名の列。UTF-8かShift_JIS、200MBまで。"
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt"}),
    )
    enclosures = forms.FileField(
        label=gettext_lazy("添付ファイルのZIP"),
        required=False,
        help_text=gettext_lazy(
            "ファイル名の列に書かれたファイルを入れたZIP。なくても取り込めます。"
        ),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )
    file_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    enclosures_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


class OptionsForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("ルームを管理する組織"),
        queryset=Organisation.objects.filter(suspended_at=None),
    )
    archives = forms.BooleanField(
        label=gettext_lazy("取り込んだルームをアーカイブする（読むだけにする）"), required=False
    )
    joins = forms.BooleanField(label=gettext_lazy("発言者をルームに参加させる"), required=False)


def in_charge_or_404(request: MemberRequest) -> None:
    if request.member.role != Member.Role.CITY_ADMINISTRATOR:
        raise Http404


def import_or_404(request: MemberRequest, import_id: UUID) -> HistoryImport:
    found = HistoryImport.objects.visible_to(request.member).select_related("file")
    job = found.filter(pk=import_id).first()
    if job is None:
        raise Http404
    return job


def stored(member: Member, key: UUID | None, sent: UploadedFile | None) -> StoredFile | None:
    """The uploaded file. Raises ValidationError for one that is not the member's own."""
    if key is not None:
        file = StoredFile.objects.attachable_by(member).filter(pk=key).first()
        if file is None:
            raise ValidationError({"file": _("ファイルが見つかりません。")})
        return file
    if sent is None:
        return None
    begun = begin_upload(member=member, name=sent.name or "", size=sent.size or 0)
    return append_piece(member, begun.id, 0, sent)


def begun(request: MemberRequest, given: dict[str, Any]) -> HistoryImport:
    file = stored(request.member, given["file_id"], given["file"])
    if file is None:
        raise ValidationError({"file": _("ファイルを選んでください。")})
    try:
        headers = next(lines(text_of(file), ROWS), Line(1, []))
    except Unreadable as error:
        raise ValidationError({"file": str(error)}) from None
    if len(headers.cells) < 2:
        raise ValidationError({"file": _("見出しの行がありません。")})
    enclosures = stored(request.member, given["enclosures_id"], given["enclosures"])
    return actions.begin_history(
        by=request.member, file=file, enclosures=enclosures, headers=headers
    )


@member_required
def imports(request: MemberRequest) -> HttpResponse:
    in_charge_or_404(request)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*posted)
    if posted and form.is_valid():
        job = attempt(form, lambda: begun(request, form.cleaned_data))
        if job is not None:
            return redirect("chat:history-import", job.id)
    rows = HistoryImport.objects.visible_to(request.member).defer("report")[:20]
    context = {"form": form, "imports": rows, "tab": "history"}
    status = 422 if form.errors else 200
    return render(request, "chat/history_imports.html", context, status=status)


@never_cache
@member_required
def import_page(request: MemberRequest, import_id: UUID) -> HttpResponse:
    """Columns and rooms first, then the progress, then the report."""
    job = import_or_404(request, import_id)
    context: dict[str, Any] = {"job": job, "tab": "history"}
    if job.state != Job.State.MAPPING:
        return render(request, "chat/history_import.html", context)
    options = OptionsForm(
        request.POST or None,
        initial={"organisation": job.organisation_id, "archives": True, "joins": True},
    )
    if request.method == "POST":
        try:
            if posted(request, job, options):
                run_history.delay(str(job.id))
                return redirect("chat:history-import", job.id)
        except ValidationError as error:
            context["problem"] = error.messages[0]
    status = 422 if "problem" in context or options.errors else 200
    context |= {"options": options} | mapping_context(request.member, job)
    return render(request, "chat/history_mapping.html", context, status=status)


def posted(request: MemberRequest, job: HistoryImport, options: OptionsForm) -> bool:
    """Take the columns; whether the import was started as well."""
    mapping = request.POST.getlist("column")
    job.mapping = actions.choose_columns(
        by=request.member, import_id=job.id, mapping=mapping
    ).mapping
    if request.POST.get("act") != "start" or not options.is_valid():
        return False
    names, targets = request.POST.getlist("room"), request.POST.getlist("target")
    chosen = {name: target for name, target in zip(names, targets, strict=False) if target}
    own = {str(room.id) for room in empty_rooms(request.member)}
    if not set(chosen.values()) <= own:
        raise ValidationError(_("すでに投稿のあるルームには取り込めません。"))
    actions.start_history(by=request.member, import_id=job.id, rooms=chosen, **options.cleaned_data)
    return True


def empty_rooms(member: Member) -> list[Room]:
    """Rooms the member runs in which nobody has posted."""
    places = Membership.objects.active().filter(
        member=member, role=Membership.Role.HOST, room__archived_at=None
    )
    kinds = [Room.Kind.OPEN, Room.Kind.CLOSED]
    rooms = Room.objects.filter(id__in=places.values("room_id"), kind__in=kinds).order_by("name")
    return [room for room in rooms if actions.takes_history(room)]


def mapping_context(member: Member, job: HistoryImport) -> dict[str, Any]:
    """The columns with samples; and, once they are known, rooms and senders of the log."""
    try:
        found = list(lines(text_of(job.file), ROWS))
    except Unreadable as error:
        return {"problem": str(error), "columns": [], "fields": COLUMNS}
    columns = [
        {
            "header": header,
            "samples": [row.cells[place] for row in found[1:40] if place < len(row.cells)],
            "chosen": job.mapping[place],
        }
        for place, header in enumerate(found[0].cells)
    ]
    for column in columns:
        column["samples"] = list(filter(None, column["samples"]))[:SAMPLES]
    context: dict[str, Any] = {"columns": columns, "fields": COLUMNS, "rows": len(found) - 1}
    if missing(job.mapping):
        return context
    log = read_log(found, job.mapping)
    senders = Senders(job.organisation or member.organisation)
    known = {name: senders.find(name) for name in log.senders}
    unknown = [name for name, person in known.items() if person is None]
    return context | {
        "log": log,
        "log_rooms": list(log.rooms.items()),
        "targets": empty_rooms(member),
        "matched": len(known) - len(unknown),
        "unknown": unknown[:NAMED],
        "unknown_count": len(unknown),
    }


@never_cache
@require_GET
@member_required
def state(request: MemberRequest, import_id: UUID) -> JsonResponse:
    job = import_or_404(request, import_id)
    return JsonResponse({"running": job.is_running, "done": job.done, "total": job.total})


@require_POST
@member_required
def discard(request: MemberRequest, import_id: UUID) -> HttpResponse:
    job = import_or_404(request, import_id)
    try:
        actions.discard_history(by=request.member, import_id=job.id)
    except ValidationError as error:
        flashes.error(request, error.messages[0])
        return redirect("chat:history-import", job.id)
    flashes.success(request, _("取り込みを取りやめました。"))
    return redirect("chat:history-imports")
