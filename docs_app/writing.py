"""Updates on their way into the log: tried in the bounded worker, then stored."""

from collections.abc import Sequence
from uuid import UUID

from docs_app.actions.updates import Arrival, append_updates
from docs_app.models import Document
from docs_app.rights import DocumentRight
from docs_app.staging import Tried, check_updates, forget_copy
from hub.organisations.models import Member

Outcome = Exception | None  # None: it is in the log


def require_editor(right: DocumentRight) -> None:
    """Raises DoesNotExist."""
    if not right.holds():
        raise Document.DoesNotExist


def store_update(*, author: Member, document_id: UUID, generation: int, data: bytes) -> None:
    """Try the update, then store it, unless the document has it already.

    Raises DoesNotExist for who may not edit, Stale for another generation, and UpdateRefused
    with a named code.
    """
    require_editor(right := DocumentRight(author, document_id))
    (outcome,) = store_arrivals(document_id, [Arrival(author, generation, data, right=right)])
    if outcome is not None:
        raise outcome


def store_arrivals(document_id: UUID, arrivals: Sequence[Arrival]) -> list[Outcome]:
    """Try and store updates of one generation, all in one transaction.

    Returns what became of the first of them, of one at least: what stands behind a refused
    update was tried on a copy that is gone, and is to be brought again. Raises when nothing is
    stored, so that each can be brought alone.
    """
    generation = arrivals[0].generation
    updates = [Tried(each.data, str(each.author.pk)) for each in arrivals]
    verdicts = check_updates(document_id, generation, updates)
    outcomes: list[Outcome] = [each if isinstance(each, Exception) else None for each in verdicts]
    new = [index for index, verdict in enumerate(verdicts) if verdict is True]
    if not new:
        return outcomes
    try:
        arrivals = [arrivals[index] for index in new]
        rows, refusal = append_updates(document_id=document_id, arrivals=arrivals)
    except BaseException:
        forget_copy(document_id, generation)
        raise
    if refusal is None:
        return outcomes
    forget_copy(document_id, generation)
    return [*outcomes[: new[len(rows)]], refusal]
