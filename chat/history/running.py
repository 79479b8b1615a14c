"""An import of an old log, from its row: what the job runner does."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from chat.actions.history import check_in_charge, release_files
from chat.history.enclosures import opened
from chat.history.importing import HistoryRun
from chat.history.reading import ROWS, Log, read_log
from chat.models import HistoryImport
from hub.files.models import StoredFile
from hub.jobs import ATTEMPTS, Job
from hub.organisations.models import Member
from hub.tables import Unreadable, decoded, lines


def text_of(file: StoredFile | None) -> str:
    """Raises Unreadable for what is no text."""
    if file is None:
        raise Unreadable(_("ファイルが見つかりません。"))
    with file.content.open("rb") as content:
        return decoded(content.read())[0]


def log_of(job: HistoryImport) -> Log:
    return read_log(lines(text_of(job.file), ROWS), job.mapping)


@contextmanager
def path_of(file: StoredFile | None) -> Iterator[Path | None]:
    yield Path(file.content.path) if file is not None else None


def run_history(import_id: UUID) -> None:
    """One claimed run. What was carried before a failure stays; the next run goes on."""
    found = HistoryImport.objects.select_related("file", "enclosures", "organisation")
    job = found.get(pk=import_id)
    if not job.claim():
        return
    try:
        if job.attempts >= ATTEMPTS:
            raise Unreadable(_("処理が何度も途中で止まりました。"))
        carry(job)
    except (Unreadable, ValidationError, PermissionDenied, ObjectDoesNotExist) as error:
        job.finish(Job.State.FAILED, problem=words(error))
    except zipfile.BadZipFile:
        job.finish(Job.State.FAILED, problem=_("添付ファイルのZIPを読めません。"))
    except Exception:
        problem = _("処理中に問題が起きました。もう一度取り込むと、続きから始まります。")
        job.finish(Job.State.FAILED, problem=problem)
        raise


def words(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, ObjectDoesNotExist):
        return _("取り込み先のルームか、取り込んだ人が見つかりません。")
    return str(error)


def carry(job: HistoryImport) -> None:
    by = Member.objects.active().with_organisation().get(pk=job.uploaded_by_id)
    check_in_charge(by)
    log = log_of(job)
    HistoryImport.objects.filter(pk=job.pk).update(total=len(log.entries))
    if job.organisation is None:
        raise Unreadable(_("管理する組織を選んでください。"))
    with path_of(job.enclosures) as path, opened(path) as enclosures:
        run = HistoryRun(
            by,
            job.organisation,
            enclosures,
            rooms={name: UUID(key) for name, key in job.rooms.items()},
            archives=job.archives,
            joins=job.joins,
            progress=job.advance,
        )
        report = run.run(log)
    release_files(job)
    job.finish(Job.State.DONE, report=asdict(report), total=len(log.entries))
