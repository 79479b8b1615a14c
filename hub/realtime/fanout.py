"""One fan-out per process: it joins the channel layer once and writes to local listeners.

Events published in this process reach its own listeners directly, so they arrive with
Redis dead; other processes hear them through the layer. The layer may lose events: every
listener's heartbeat carries the latest versions, and clients pull what they miss.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any
from uuid import uuid4

from channels.layers import BaseChannelLayer, get_channel_layer
from django.core.exceptions import ImproperlyConfigured

from hub.realtime.groups import MANY
from hub.realtime.listener import Listener, Texts
from hub.realtime.protocol import CloseCode

logger = logging.getLogger(__name__)

REASSERT_EVERY = 10.0  # seconds between renewals of the process's place in its groups
RETRY_AFTER = 1.0  # seconds to wait after the layer failed

Watch = Callable[["Fanout"], Awaitable[None]]


def the_layer() -> BaseChannelLayer:
    """The configured channel layer; settings always name one."""
    layer = get_channel_layer()
    if layer is None:
        raise ImproperlyConfigured("CHANNEL_LAYERS is empty.")
    return layer


class Envelope(dict[str, Any]):
    """What travels through the layer: group, texts per language, and what changes.

    `joins`, `leaves`: a group that listeners of `group` gain or lose; `closes`: a code
    that ends them; `members`: to these instead of the listeners of a group. The type is
    fixed here, so nothing a client sends can name a handler.
    """

    def __init__(
        self,
        group: str,
        texts: Texts,
        *,
        joins: str | None = None,
        leaves: str | None = None,
        closes: int | None = None,
        members: Sequence[str] = (),
    ) -> None:
        super().__init__(
            type="fanout.event",
            group=group,
            texts=dict(texts),
            joins=joins,
            leaves=leaves,
            closes=closes,
            members=list(members),
        )


class Fanout:
    def __init__(self) -> None:
        self.process = uuid4().hex
        self.loop = asyncio.get_running_loop()
        self.layer = the_layer()
        self.listeners: set[Listener] = set()
        self.groups: defaultdict[str, set[Listener]] = defaultdict(set)
        self.channel: str | None = None
        # Events that the layer did not take; shown by /readyz.
        self.failures = 0
        self.tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Listen to the layer, and call each watch every so many seconds."""
        self.tasks = [self.loop.create_task(self.listen()), self.loop.create_task(self.reassert())]
        self.tasks += [self.loop.create_task(self.repeat(*watch)) for watch in watches]

    async def stop(self) -> None:
        for listener in list(self.listeners):
            listener.close(CloseCode.RESTART)
        while left := [task for task in self.tasks if not task.done()]:
            for task in left:
                task.cancel()
            await asyncio.wait(left, timeout=0.1)  # a Redis client may swallow one cancellation

    def add(self, listener: Listener, groups: set[str]) -> None:
        self.listeners.add(listener)
        for group in groups:
            self.join(listener, group)

    def remove(self, listener: Listener) -> None:
        self.listeners.discard(listener)
        for group in list(listener.groups):
            self.leave(listener, group)

    def join(self, listener: Listener, group: str) -> None:
        listener.groups.add(group)
        listener.moves += 1
        first = not self.groups[group]
        self.groups[group].add(listener)
        if first and self.channel:
            self.loop.create_task(self.subscribe(group))

    def leave(self, listener: Listener, group: str) -> None:
        listener.groups.discard(group)
        listener.moves += 1
        self.groups[group].discard(listener)
        if not self.groups[group]:
            del self.groups[group]
            if self.channel:
                self.loop.create_task(self.unsubscribe(group))

    def deliver(self, envelope: dict[str, Any]) -> None:
        """Write to every local listener of the group. The membership test is the group itself."""
        for group in envelope["members"]:
            for listener in tuple(self.groups.get(group, ())):
                listener.offer(envelope["texts"])
        for listener in tuple(self.groups.get(envelope["group"], ())):
            listener.offer(envelope["texts"])
            if envelope["joins"]:
                self.join(listener, envelope["joins"])
            if envelope["leaves"]:
                self.leave(listener, envelope["leaves"])
            if envelope["closes"]:
                listener.close(CloseCode(envelope["closes"]))

    async def send(self, envelope: Envelope) -> None:
        """Deliver here, then hint the other processes. Never raises: the fact is stored."""
        self.deliver(envelope)
        try:
            await self.layer.group_send(envelope["group"], {**envelope, "from": self.process})
        except Exception:  # noqa: BLE001  any failure of Redis costs latency only
            self.failures += 1
            logger.warning("The channel layer did not take an event.")

    async def listen(self) -> None:
        while True:
            try:
                if self.channel is None:
                    self.channel = await self.layer.new_channel()
                    await self.subscribe_all()
                self.hear(await self.layer.receive(self.channel))
            except asyncio.CancelledError:
                raise
            except Exception:  # noqa: BLE001  Redis went away; heartbeats cover the gap
                self.failures += 1
                self.channel = None
                await asyncio.sleep(RETRY_AFTER)

    def hear(self, event: dict[str, Any]) -> None:
        """Deliver what another process sent; one it cannot read costs that event only."""
        try:
            if event["from"] != self.process:
                self.deliver(event)
        except Exception:
            logger.exception("An event of another process could not be read.")

    async def subscribe_all(self) -> None:
        for group in (MANY, *self.groups):
            await self.subscribe(group)

    async def subscribe(self, group: str) -> None:
        with suppress(Exception):  # renewed by `reassert`
            await self.layer.group_add(group, self.channel or "")

    async def unsubscribe(self, group: str) -> None:
        with suppress(Exception):
            await self.layer.group_discard(group, self.channel or "")

    async def reassert(self) -> None:
        while True:
            await asyncio.sleep(REASSERT_EVERY)
            if self.channel:
                await self.subscribe_all()

    async def repeat(self, seconds: float, watch: Watch) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await watch(self)
            except Exception:
                logger.exception("A watch of the fan-out failed.")


# (seconds, watch): what the apps do for all live connections of a process together.
watches: list[tuple[float, Watch]] = []
local: Fanout | None = None


def running_fanout() -> Fanout | None:
    """The fan-out of this process, when it serves live connections."""
    return local if local is not None and not local.loop.is_closed() else None


def fanout() -> Fanout:
    """The fan-out of the running event loop, started on first use."""
    global local  # noqa: PLW0603  one per process is the point
    if local is None or local.loop is not asyncio.get_running_loop():
        local = Fanout()
        local.start()
    return local
