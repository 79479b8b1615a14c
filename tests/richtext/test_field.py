"""The field in forms and in the database; the package's own editor is nowhere to be had."""

from importlib import resources
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse
from django_ckeditor_5.fields import CKEditor5Field
from django_ckeditor_5.widgets import CKEditor5Widget

from hub.organisations.actions.organisations import change_organisation
from hub.organisations.forms import OrganisationForm
from hub.organisations.models import Member, Organisation
from hub.richtext.cleaning import Unacceptable
from hub.richtext.fields import RichTextField
from tests.chat.factories import City
from tests.conftest import SignedIn

HOSTILE = '<p onclick="a()">受付<script>a()</script></p>'
SAFE = "<p>受付</p>"


def shipped() -> list[str]:
    """Every static file of the package, as it would be addressed."""
    root = resources.files("django_ckeditor_5") / "static"
    with resources.as_file(root) as folder:
        return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]


def test_the_package_ships_a_bundle() -> None:
    """Otherwise the tests below would prove nothing."""
    assert "django_ckeditor_5/dist/bundle.js" in shipped()
    assert issubclass(RichTextField, CKEditor5Field)


def test_its_files_have_no_address(client: Client) -> None:
    for path in shipped():
        assert finders.find(path) is None, path
        assert client.get(f"/static/{path}").status_code == 404, path
    assert finders.find("admin/css/base.css") is None  # the admin is not installed
    assert client.get("/static/favicon.svg").status_code == 200


def test_its_files_are_not_collected(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=tmp_path):
        call_command("collectstatic", "--dry-run", "--no-input", verbosity=2)
    listed = capsys.readouterr().out
    assert "favicon.svg" in listed
    assert "django_ckeditor_5" not in listed


def test_its_upload_has_no_address() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("ck_editor_5_upload_file")


def test_the_widget_names_no_file_of_the_package() -> None:
    assert "dist/bundle.js" in str(CKEditor5Widget().media)
    form = OrganisationForm()
    assert str(form.media) == ""
    html = str(form["guide"])
    assert 'data-controller="rich-text-field"' in html
    for word in ("django_ckeditor_5", "<script", "style=", "bundle"):
        assert word not in html


def test_the_widget_escapes_what_it_is_given() -> None:
    html = str(OrganisationForm(initial={"guide": "</textarea><script>a()</script>"})["guide"])
    assert "<script" not in html
    assert "&lt;/textarea&gt;" in html


def test_whichever_way_it_is_stored_it_is_clean(town: City) -> None:
    hall = town.alice.organisation
    hall.guide = HOSTILE
    hall.save()
    assert hall.guide == SAFE
    Organisation.objects.filter(pk=hall.pk).update(guide=HOSTILE)
    assert Organisation.objects.get(pk=hall.pk).guide == SAFE
    clinic = Organisation(name="もみじ診療所", kind="clinic", guide=HOSTILE)
    Organisation.objects.bulk_create([clinic])
    assert Organisation.objects.get(pk=clinic.pk).guide == SAFE
    change_organisation(by=town.alice, organisation_id=hall.pk, guide=HOSTILE * 2)
    assert Organisation.objects.get(pk=hall.pk).guide == SAFE * 2


def test_an_untouched_editor_stores_nothing(town: City) -> None:
    hall = change_organisation(
        by=town.alice, organisation_id=town.alice.organisation_id, guide="<p>&nbsp;</p>"
    )
    assert hall.guide == ""


def test_what_only_a_program_writes_is_refused(town: City) -> None:
    deep = "<blockquote>" * 500
    with pytest.raises(ValidationError) as refused:
        change_organisation(by=town.alice, organisation_id=town.alice.organisation_id, guide=deep)
    assert "guide" in refused.value.message_dict
    with pytest.raises(Unacceptable):
        Organisation.objects.update(guide=deep)


def test_the_form_stores_and_the_page_shows_it(town: City, browse: SignedIn) -> None:
    hall = town.alice.organisation
    path = f"/people/admin/{hall.id}/"
    page = browse(town.alice).get(path).content.decode()
    assert 'data-controller="rich-text-field"' in page
    sent = {"name": hall.name, "kind": hall.kind, "guide": f'{HOSTILE}<p style="width:9%">x</p>'}
    assert browse(town.alice).post(path, sent).status_code == 302
    shown = browse(town.charlie).get(f"/people/organisations/{hall.id}/").content.decode()
    assert f'{SAFE}<p data-style="width:9%;">x</p>' in shown
    assert "onclick" not in shown


def test_old_rows_are_cleaned_when_they_are_shown(town: City, browse: SignedIn) -> None:
    """What was stored before the list became shorter, or by hand."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organisations_organisation SET guide = %s", [HOSTILE])
    hall = town.alice.organisation
    shown = browse(town.alice).get(f"/people/organisations/{hall.id}/").content.decode()
    assert SAFE in shown
    assert "onclick" not in shown


def people(browse: SignedIn, member: Member, query: str) -> list[str]:
    answer = browse(member).get("/rich-text/people/", {"q": query}).json()
    return [person["name"] for person in answer["people"]]


def test_only_visible_people_can_be_mentioned(town: City, browse: SignedIn) -> None:
    assert people(browse, town.alice, "ちゃおり") == ["茶織"]
    assert people(browse, town.bob, "ありす") == ["有栖"]
    assert people(browse, town.bob, "ちゃおり") == []
    assert people(browse, town.charlie, "ぼぶ") == []
    assert "茶織" not in people(browse, town.bob, "")


def test_who_left_is_not_offered(town: City, browse: SignedIn) -> None:
    town.bob.user.is_active = False
    town.bob.user.save()
    assert people(browse, town.alice, "ぼぶ") == []
