"""What is kept up with every few seconds: rendering, folding the log, letting old rows go."""

import threading
from collections.abc import Callable
from functools import wraps

from docs_app.actions.compaction import compact, delete_old_evidence, to_compact
from docs_app.actions.pruning import prune, to_look_through
from docs_app.actions.rendering import render_document, to_render
from docs_app.actions.revisions import keep_automatic, to_keep

AT_ONCE = 20  # documents in one round
FEW = 3  # whose every revision may have to be looked through
at_it = threading.Lock()


def one_at_a_time(keep: Callable[[], None]) -> Callable[[], None]:
    """Where another thread is at it, the next round does: no two jobs wait for one worker."""

    @wraps(keep)
    def kept() -> None:
        if at_it.acquire(blocking=False):
            try:
                keep()
            finally:
                at_it.release()

    return kept


@one_at_a_time
def render_documents() -> None:
    for document_id in to_render(AT_ONCE):
        render_document(document_id)


def keep_revisions() -> None:
    for document_id in to_keep(AT_ONCE):
        keep_automatic(document_id)


@one_at_a_time
def fold_logs() -> None:
    found = to_compact(AT_ONCE)
    for document_id in found:
        compact(document_id)
    if not found:
        delete_old_evidence()


def prune_pictures() -> None:
    for document_id in to_look_through(FEW):
        prune(document_id)
