"""An organisation's 連絡順, and its ladders."""

from typing import Any
from uuid import UUID

from django.contrib import messages as flashes
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hub.attempts import attempt, flash_errors
from hub.obligations.actions.arranging import arrange_contacts, delete_preset, save_preset
from hub.obligations.forms import (
    ContactForms,
    PresetForm,
    StepForms,
    holders_of,
    step_initial,
)
from hub.obligations.ladders import BUILT_IN
from hub.obligations.models import Branch, Contact, LadderPreset, Rank
from hub.obligations.models.ladders import PEOPLE
from hub.obligations.reaching import people_of
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.admin_views import administered_or_404
from hub.organisations.models import Member, Organisation


@member_required
def contacts(request: MemberRequest, organisation_id: UUID) -> HttpResponse:
    """Whom to ring in which order, and whom that means at this moment."""
    organisation = administered_or_404(request, organisation_id)
    kept = [initial_of(place, each) for place, each in enumerate(organisation.contacts.all(), 1)]
    forms = ContactForms(
        request.POST or None, initial=kept, form_kwargs={"holders": holders_of(organisation)}
    )
    whole = Form(request.POST or None)  # what is wrong with the list as a whole
    if request.method == "POST" and forms.is_valid():
        lines = in_order(forms)

        def act() -> list[Contact]:
            return arrange_contacts(
                by=request.member, organisation_id=organisation.pk, contacts=lines
            )

        if attempt(whole, act) is not None:
            flashes.success(request, _("連絡順を保存しました。"))
            return redirect("obligations:contacts", organisation.pk)
    failed = request.method == "POST"
    context = {
        "organisation": organisation,
        "tab": "contacts",
        "forms": forms,
        "form": whole,
        "present": present_people(organisation),
    }
    page = "obligations/contacts.html"
    return render(request, page, context, status=422 if failed else 200)


def initial_of(place: int, contact: Contact) -> dict[str, Any]:
    who = f"member:{contact.member_id}" if contact.member_id else f"duty:{contact.duty_id}"
    return {"place": place, "rank": contact.rank, "who": who}


def in_order(forms: Any) -> list[Contact]:
    """By the numbers given; lines without one come last, as they stand."""
    placed = []
    for at, form in enumerate(forms):
        contact = form.contact()
        if contact is not None:
            placed.append((form.cleaned_data.get("place") or 1000, at, contact))
    return [contact for _place, _at, contact in sorted(placed, key=lambda each: each[:2])]


def present_people(organisation: Organisation) -> list[tuple[Rank, list[Member]]]:
    """Who would be rung in each rank if something came now."""
    branch = Branch(pk=0, organisation=organisation)
    found = []
    for rank in PEOPLE:
        ids = people_of([branch], rank, timezone.now())[0]
        found.append((rank, list(Member.objects.filter(pk__in=ids))))
    return found


@member_required
def ladders(request: MemberRequest) -> HttpResponse:
    """The built-in ladders and those of the own organisation, for its administrators."""
    return ladder_page(request, None)


@member_required
def ladder(request: MemberRequest, preset_id: UUID) -> HttpResponse:
    return ladder_page(request, own_preset_or_404(request, preset_id))


@require_POST
@member_required
def delete_ladder(request: MemberRequest, preset_id: UUID) -> HttpResponse:
    preset = own_preset_or_404(request, preset_id)
    flash_errors(
        request,
        lambda: delete_preset(by=request.member, preset=preset),
        _("呼び出し手順を削除しました。"),
    )
    return redirect("obligations:ladders")


def own_preset_or_404(request: MemberRequest, preset_id: UUID) -> LadderPreset:
    own = LadderPreset.objects.filter(organisation=request.member.organisation, pk=preset_id)
    preset = own.first()
    if preset is None or not request.member.is_administrator:
        raise Http404
    return preset


def ladder_page(request: MemberRequest, preset: LadderPreset | None) -> HttpResponse:
    if not request.member.is_administrator:
        raise Http404
    form = PresetForm(preset, request.POST or None)
    kept = [step_initial(step) for step in preset.steps] if preset else FIRST_STEPS
    steps = StepForms(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        saved = attempt(
            form,
            lambda: save_preset(
                by=request.member,
                preset=preset,
                steps=[step for each in steps if (step := each.step())],
                **form.cleaned_data,
            ),
        )
        if saved is not None:
            flashes.success(request, _("呼び出し手順を保存しました。"))
            return redirect("obligations:ladders")
    context = {
        "tab": "ladders",
        "organisation": request.member.organisation,
        "built_in": BUILT_IN,
        "presets": LadderPreset.objects.filter(organisation=request.member.organisation),
        "preset": preset,
        "form": form,
        "steps": steps,
    }
    failed = request.method == "POST"
    return render(request, "obligations/ladders.html", context, status=422 if failed else 200)


FIRST_STEPS = [step_initial(step) for step in BUILT_IN[0].steps]
