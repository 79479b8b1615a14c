#!/usr/bin/env python3
"""How long until everyone in a full room has heard a message, and what it costs.

  .venv/bin/python -m benchmarks.fanout --sockets 1000 --rate 10 --seconds 20

Runs the hub's own server, then a stock Channels consumer, each in a process of its own;
this process is the generator.
"""

import argparse
import asyncio
import json
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

import uvloop

from benchmarks import city
from benchmarks.socket_client import Meter, Socket
from launcher.private_servers import free_port

HANDSHAKES_PER_SECOND = 100
DRAIN_SECONDS = 20
QUIET = 1.5  # seconds between the last handshake and the first message

Commands = dict[str, list[str]]


@dataclass(frozen=True)
class Plan:
    sockets: int
    rate: float
    seconds: float
    port: int
    room: str
    keys: list[str]

    @property
    def messages(self) -> int:
        return int(self.rate * self.seconds)


async def connect(plan: Plan, meter: Meter) -> list[Socket]:
    loop, sockets = asyncio.get_running_loop(), []
    for key in plan.keys:
        open_socket = partial(Socket, meter, plan.port, f"session={key}")
        _transport, socket = await loop.create_connection(open_socket, "127.0.0.1", plan.port)
        sockets.append(socket)
        await asyncio.sleep(1 / HANDSHAKES_PER_SECOND)
    async with asyncio.timeout(60):
        await asyncio.gather(*(socket.ready for socket in sockets))
    return sockets


async def measure(plan: Plan) -> Meter:
    """Post at a steady rate, each time from another socket, and wait for what is under way."""
    meter = Meter(expected=plan.messages * plan.sockets)
    sockets = await connect(plan, meter)
    await asyncio.sleep(QUIET)
    start = time.perf_counter()
    for number in range(plan.messages):
        await asyncio.sleep(max(0.0, start + number / plan.rate - time.perf_counter()))
        command = {"type": "message.post", "request": str(number), "room": plan.room}
        body = {"client_id": str(uuid4()), "body": f"bench-{number}"}
        meter.sent_at[number] = time.perf_counter()
        sockets[number * 7 % len(sockets)].send(json.dumps({**command, **body}))
    with suppress(TimeoutError):
        await asyncio.wait_for(meter.complete.wait(), DRAIN_SECONDS)
    await asyncio.sleep(0.2)  # the last acknowledgement
    for socket in sockets:
        if socket.transport is not None:
            socket.transport.abort()
    return meter


def row(name: str, plan: Plan, meter: Meter, memory: float, cpu: float) -> str:
    def times(values: list[float]) -> str:
        return " / ".join(
            f"{city.percentile(values, share) * 1000:,.0f}" for share in (0.5, 0.95, 0.99)
        )

    lost = meter.expected - len(meter.heard)
    unanswered = plan.messages - len(meter.acknowledged)
    return (
        f"| {name} | {times(list(meter.acknowledged))} | {times(list(meter.heard))} "
        f"| {unanswered} | {lost:,} | {memory:.0f} MB | {cpu:.1f} s |"
    )


def commands(port: int) -> Commands:
    uvicorn = ["-m", "uvicorn", "--port", str(port), "--log-level", "warning"]
    return {
        "Tsunagu": ["manage.py", "serve", "--no-jobs", "--port", str(port)],
        "stock Channels": [*uvicorn, "benchmarks.stock:application"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=10.0, help="messages a second")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--only", choices=["Tsunagu", "stock Channels"])
    options = parser.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="tsunagu-benchmark-") as folder:
        city.prepare(Path(folder), port)
        members = city.make_members(options.sockets)
        room = str(city.make_room(members).id)
        keys = city.sign_in(members)
        plan = Plan(options.sockets, options.rate, options.seconds, port, room, keys)
        print(f"{plan.sockets} sockets in one room, {plan.rate:g} messages/s, {plan.seconds:g} s\n")
        print("| server | acknowledged p50 / p95 / p99 ms | delivered p50 / p95 / p99 ms ", end="")
        print("| unanswered | lost | memory | CPU |\n|---|---|---|---|---|---|---|", flush=True)
        for name, command in commands(port).items():
            if options.only in {None, name}:
                with city.serving(command, port) as pid:
                    meter = uvloop.run(measure(plan))
                    print(row(name, plan, meter, city.peak_memory(pid), city.cpu_seconds(pid)))
                if meter.closed:
                    print(f"closed by the server: {sorted(set(meter.closed))}")


if __name__ == "__main__":
    main()
