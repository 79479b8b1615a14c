"""Trying an update before it is stored: a named refusal, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from docs_app.bounded import Broken, RefusedByWorker, staging_worker
from docs_app.log import stored_state
from docs_app.models import Document

REASONS = {
    "malformed": _("文書の更新の形式が正しくありません。"),
    "forbidden": _("文書のこの部分は変更できません。"),
    "element": _("文書に使えない要素が含まれています。"),
    "attribute": _("文書に使えない設定が含まれています。"),
    "formatting": _("文書に使えない書式が含まれています。"),
    "depth": _("表や入れ子が深すぎます。"),
    "too_large": _("文書が大きすぎます。分けて作成してください。"),
    "incomplete": _("続きになっていない更新です。"),
    "costly": _("この更新は処理できませんでした。"),
}


class UpdateRefused(Exception):
    """The update changes nothing; `code` is one of REASONS."""

    def __init__(self, code: str) -> None:
        super().__init__(str(REASONS[code]))
        self.code = code


def check_update(document_id: UUID, generation: int, update: bytes) -> bool:
    """Try `update` on the worker's copy of the document.

    Returns False for one that the document has already. Raises UpdateRefused.
    """
    with named_refusals():
        return tried(f"{document_id}.{generation}", document_id, update)


def is_known(document_id: UUID, update: bytes) -> bool:
    """Whether the document has all of `update` already. Raises UpdateRefused."""
    state = stored_state(document_id)
    with named_refusals():
        answer, _ = staging_worker.ask("known", state + update, first=len(state))
        return bool(answer["known"])


@contextmanager
def named_refusals() -> Iterator[None]:
    """What the worker refuses, or does not survive, as UpdateRefused."""
    try:
        yield
    except RefusedByWorker as refused:
        raise UpdateRefused(refused.code) from refused
    except Broken as broken:
        raise UpdateRefused("costly") from broken


def tried(key: str, document_id: UUID, update: bytes) -> bool:
    with staging_worker.lock:
        answer, _ = staging_worker.ask_locked("check", update, document=key)
        if answer["changes"]:
            return True
        # Nothing came of it: the copy may be behind (another process wrote), or missing.
        seq = Document.objects.values_list("seq", flat=True).get(pk=document_id)
        state = stored_state(document_id)
        answer, _ = staging_worker.ask_locked("known", state + update, first=len(state))
        if answer["known"]:
            return False
        staging_worker.ask_locked("drop", document=key)
        staging_worker.ask_locked("feed", state, document=key, seq=seq)
        answer, _ = staging_worker.ask_locked("check", update, document=key)
        if not answer["changes"]:
            staging_worker.ask_locked("drop", document=key)
            raise UpdateRefused("incomplete")
    return True


def forget_copy(document_id: UUID, generation: int) -> None:
    """The update that was tried is not in the log after all."""
    with suppress(Broken):  # gone with the process
        staging_worker.ask("drop", document=f"{document_id}.{generation}")
