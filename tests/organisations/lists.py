"""Lists of people as files, and an import carried out as the job runner does."""

from typing import Any

from hub.organisations.actions.imports import begin_import, run_import, start_apply, start_check
from hub.organisations.models import Import, Member

PEOPLE = ("組織名", "部署", "氏名", "ふりがな", "役職", "電話", "権限", "ログインID", "メール")


def table(*rows: tuple[str, ...], header: tuple[str, ...] = PEOPLE) -> str:
    return "".join(",".join(row) + "\r\n" for row in (header, *rows))


def person(place: str, name: str, username: str, **more: str) -> tuple[str, ...]:
    given = {"組織名": place, "氏名": name, "ログインID": username, **more}
    return tuple(given.get(column, "") for column in PEOPLE)


def checked(
    by: Member, text: str | bytes, kind: str = "people", *, ends_missing: bool = False
) -> Import:
    """Uploaded, mapped as guessed, compared."""
    content = text.encode() if isinstance(text, str) else text
    job = begin_import(by=by, kind=kind, name="名簿.csv", content=content)
    start_check(by=by, import_id=job.id, mapping=job.mapping, ends_missing=ends_missing)
    run_import(job.id)
    return Import.objects.get(pk=job.pk)


def applied(by: Member, text: str | bytes, kind: str = "people", **options: Any) -> Import:
    job = checked(by, text, kind, **options)
    assert job.errors == []
    start_apply(by=by, import_id=job.id)
    run_import(job.id)
    return Import.objects.get(pk=job.pk)


def problems(job: Import) -> list[tuple[int, str]]:
    """(row, column) of each error."""
    return [(error["row"], error["column"]) for error in job.errors]
