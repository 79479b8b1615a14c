"""`publish` sends a stored fact after commit, `relay` an unstored frame now.

Only actions publish; only consumers and presence relay. An architecture test watches.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from uuid import UUID

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import transaction
from django.utils import translation

from hub.realtime.fanout import Envelope, running_fanout, the_layer
from hub.realtime.groups import MANY, member_group
from hub.realtime.listener import Texts
from hub.realtime.protocol import CloseCode, Event

logger = logging.getLogger(__name__)

FRAME = "frame"  # stands for every language: the frames of documents carry no words of ours


def texts_of(build: Callable[[], Event]) -> Texts:
    """The event as JSON in each language of the interface."""
    texts = {}
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            texts[language] = build().model_dump_json()
    return texts


def publish(
    group: str,
    build: Callable[[], Event],
    *,
    joins: str | None = None,
    leaves: str | None = None,
    closes: CloseCode | None = None,
) -> None:
    """Send the event that `build` makes to `group` once the transaction has committed.

    `build` runs now, once per language, so that it sees the rows as they are written.
    `joins` and `leaves` move listeners of `group` into or out of another group, `closes`
    ends them.
    """
    envelope = Envelope(group, texts_of(build), joins=joins, leaves=leaves, closes=closes)
    transaction.on_commit(lambda: send_from_thread(envelope))


def publish_to_members(member_ids: Iterable[UUID], build: Callable[[], Event]) -> None:
    """Send one event to all these members after commit: one frame, however many they are."""
    groups = [member_group(key) for key in member_ids]
    if groups:
        envelope = Envelope(MANY, texts_of(build), members=groups)
        transaction.on_commit(lambda: send_from_thread(envelope))


def publish_frame(group: str, frame: str) -> None:
    """Send a stored document frame to `group` once the transaction has committed."""
    envelope = Envelope(group, {FRAME: frame})
    transaction.on_commit(lambda: send_from_thread(envelope))


def end_listeners(group: str, code: CloseCode) -> None:
    """Close every connection of `group` once the transaction has committed.

    With RESYNC they come back at once and are let in with the rights they have then.
    """
    envelope = Envelope(group, {}, closes=code)
    transaction.on_commit(lambda: send_from_thread(envelope))


async def relay_frame(group: str, frame: str) -> None:
    """Send a document frame that is true only now: carets and names."""
    serving = running_fanout()
    if serving is not None:
        await serving.send(Envelope(group, {FRAME: frame}))


def send_from_thread(envelope: Envelope) -> None:
    """Hand over to the loop of this process's fan-out, or to Redis when there is none."""
    serving = running_fanout()
    if serving is not None:
        asyncio.run_coroutine_threadsafe(serving.send(envelope), serving.loop)
        return
    if not settings.REDIS_URL:
        return  # a command beside an embedded server: its sweep finds the rows
    try:
        async_to_sync(the_layer().group_send)(envelope["group"], {**envelope, "from": "outside"})
    except Exception:  # noqa: BLE001  the fact is committed; heartbeats cover the gap
        logger.warning("The channel layer did not take an event.")


async def relay(group: str, event: Event) -> None:
    """Send an event that is true only now (typing, presence) and carries no words."""
    serving = running_fanout()
    if serving is not None:
        text = event.model_dump_json()
        await serving.send(Envelope(group, {code: text for code, _ in settings.LANGUAGES}))
