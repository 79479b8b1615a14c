"""Documents in, from files."""

from typing import Any

from django import forms
from django.contrib import messages as flashes
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docs_app.actions.documents import check_may_begin
from docs_app.forms import MoveForm
from docs_app.imports import FILE_BYTES, Imported, import_document
from hub.attempts import attempt
from hub.files.upload_views import uploads
from hub.organisations.acting import MemberRequest, member_required


class ImportForm(MoveForm):
    file = forms.FileField(
        label=gettext_lazy("ファイル"),
        widget=forms.FileInput(attrs={"accept": ".docx,.html,.htm"}),
        help_text=gettext_lazy("Word（docx）またはHTML。8MBまで。"),
    )
    title = forms.CharField(
        label=gettext_lazy("表題"),
        required=False,
        help_text=gettext_lazy("空欄のときは、ファイルの名前が表題になります。"),
    )

    field_order = ("file", "title", "folder")


@member_required
def import_page(request: MemberRequest) -> HttpResponse:
    """Choose a file; then the document, or first a report of what could not come along."""
    check_may_begin(request.member)
    given = request.POST if request.method == "POST" else None
    form = ImportForm(
        request.member, given, request.FILES or None, initial={"folder": request.GET.get("folder")}
    )
    if given is not None and form.is_valid():
        made = attempt(form, lambda: imported(request, form.cleaned_data))
        if made is not None and not made.report:
            flashes.success(request, _("取り込みました。"))
            return redirect("documents:document", made.document.pk)
        if made is not None:
            return render(request, "documents/imported.html", {"made": made})
    return render(
        request, "documents/import.html", {"form": form}, status=422 if form.errors else 200
    )


def imported(request: MemberRequest, given: dict[str, Any]) -> Imported:
    if uploads.take(request.member.pk):
        raise ValidationError(
            _("短い時間に操作が集中しています。少し待ってからもう一度お試しください。")
        )
    upload = given["file"]
    # One byte more than is allowed is enough to see that it is too much.
    return import_document(
        request.member,
        name=upload.name,
        data=upload.read(FILE_BYTES + 1),
        title=given["title"],
        folder=given["folder"],
    )
