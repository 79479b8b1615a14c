"""Days at the ends of the calendar, where `datetime` has no next or previous one."""

import pytest
from django.urls import reverse

from hub.organisations.models import Duty, Shift
from tests.chat.factories import City
from tests.conftest import SignedIn


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_no_shift_is_planned_there(town: City, browse: SignedIn, day: str) -> None:
    duty = Duty.objects.create(organisation=town.alice.organisation, name="当直")
    path = reverse("organisations:roster", args=[duty.organisation_id, duty.pk])
    shift = {"member": str(town.alice.pk), "rank": "lead", "begins": "17:00", "ends": "09:00"}
    forms = (
        {"form": "one", "day": day},
        {"form": "weekly", "since": day, "until": day, "weekdays": range(8)},
        {"form": "paste", "text": f"2199-12-31\t17:00\t9:00\t{town.alice.name}"},
    )
    for form in forms:
        assert browse(town.alice).post(path, {**shift, **form}).status_code == 422
        assert browse(town.charlie).post(path, {**shift, **form}).status_code == 404
    assert browse(town.alice).get(path, {"month": day[:7]}).status_code == 200
    assert not Shift.objects.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_log_is_not_filtered_by_them(town: City, browse: SignedIn, day: str) -> None:
    path = reverse("organisations:audit")
    assert browse(town.alice).get(path, {"since": day, "until": day}).status_code == 200
    assert browse(town.bob).get(path, {"since": day}).status_code == 404
