"""Trying an update before it is stored: a named refusal, or nothing."""

from collections.abc import Iterator, Sequence
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
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        """In the language of who reads it."""
        return str(REASONS[self.code])


def check_updates(
    document_id: UUID, generation: int, updates: Sequence[bytes]
) -> list[bool | UpdateRefused]:
    """Try `updates` on the worker's copy of the document, one after another.

    Returns a verdict for each, up to the first that does not change the copy: True, then
    perhaps False for one that the document has already, or its refusal. There is one verdict
    at least. Raises Broken when the worker does not survive several.
    """
    key, lengths = f"{document_id}.{generation}", [len(each) for each in updates]
    try:
        with staging_worker.lock:
            answer, _ = staging_worker.ask_locked(
                "check", b"".join(updates), document=key, lengths=lengths
            )
            if code := answer["code"]:
                return [True] * answer["changed"] + [UpdateRefused(code)]
            if answer["changed"]:
                return [True] * answer["changed"]
            return [tried_anew(key, document_id, updates[0])]
    except RefusedByWorker as refused:
        return [UpdateRefused(refused.code)]
    except Broken:
        if len(updates) > 1:
            raise
        return [UpdateRefused("costly")]


def check_update(document_id: UUID, generation: int, update: bytes) -> bool:
    """`check_updates` of one. Raises UpdateRefused."""
    (verdict,) = check_updates(document_id, generation, [update])
    if isinstance(verdict, UpdateRefused):
        raise verdict
    return verdict


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


def tried_anew(key: str, document_id: UUID, update: bytes) -> bool:
    """The copy is behind (another process wrote), or missing, or it has the update already."""
    seq = Document.objects.values_list("seq", flat=True).get(pk=document_id)
    state = stored_state(document_id)
    answer, _ = staging_worker.ask_locked("known", state + update, first=len(state))
    if answer["known"]:
        return False
    staging_worker.ask_locked("drop", document=key)
    staging_worker.ask_locked("feed", state, document=key, seq=seq)
    answer, _ = staging_worker.ask_locked("check", update, document=key, lengths=[len(update)])
    if answer["code"] or not answer["changed"]:
        staging_worker.ask_locked("drop", document=key)
        raise RefusedByWorker(answer["code"] or "incomplete")
    return True


def forget_copy(document_id: UUID, generation: int) -> None:
    """The update that was tried is not in the log after all."""
    with suppress(Broken):  # gone with the process
        staging_worker.ask("drop", document=f"{document_id}.{generation}")
