"""Trying an update before it is stored: a named refusal, or nothing."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from docs_app.bounded import Broken, RefusedByWorker, staging_worker
from docs_app.log import stored_state

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


class Tried(NamedTuple):
    """An update, and the id of the member whose it is."""

    data: bytes
    author: str


def check_updates(
    document_id: UUID, generation: int, updates: Sequence[Tried]
) -> list[bool | UpdateRefused]:
    """Try `updates` on the worker's copy of the document, one after another.

    Returns a verdict for each, up to the first that is refused or waits for something: True,
    False for one that the document has already, or its refusal. There is one verdict at least.
    Raises Broken when the worker does not survive several.
    """
    key = f"{document_id}.{generation}"
    try:
        with staging_worker.lock:
            answer = tried(key, updates)
            verdicts: list[bool | UpdateRefused] = [*answer["verdicts"]]
            if answer["code"]:
                verdicts.append(UpdateRefused(answer["code"]))
            return verdicts or [tried_anew(key, document_id, updates[0])]
    except RefusedByWorker as refused:
        return [UpdateRefused(refused.code)]
    except Broken:
        if len(updates) > 1:
            raise
        return [UpdateRefused("costly")]


def tried(key: str, updates: Sequence[Tried]) -> dict[str, Any]:
    """What the worker, whose lock is held, says of them."""
    answer, _ = staging_worker.ask_locked(
        "check",
        b"".join(each.data for each in updates),
        document=key,
        lengths=[len(each.data) for each in updates],
        authors=[each.author for each in updates],
    )
    return answer


def check_update(document_id: UUID, generation: int, update: bytes, author: str = "") -> bool:
    """`check_updates` of one. Raises UpdateRefused."""
    (verdict,) = check_updates(document_id, generation, [Tried(update, author)])
    if isinstance(verdict, UpdateRefused):
        raise verdict
    return verdict


def tried_anew(key: str, document_id: UUID, update: Tried) -> bool:
    """The copy is behind (another process wrote), or there is none."""
    staging_worker.ask_locked("feed", stored_state(document_id), document=key)
    answer = tried(key, [update])
    if not answer["verdicts"]:
        raise RefusedByWorker(answer["code"] or "incomplete")
    return bool(answer["verdicts"][0])


def forget_copy(document_id: UUID, generation: int) -> None:
    """The update that was tried is not in the log after all."""
    with suppress(Broken):  # gone with the process
        staging_worker.ask("drop", document=f"{document_id}.{generation}")
