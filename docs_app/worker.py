"""The bounded worker: a process that touches documents, so that the hub need not.

Reads requests from standard input and answers on standard output, one after another. Knows
nothing of Django and of the database. A frame is two parts, each behind its length in four
bytes: JSON, then bytes. Started by `docs_app/bounded.py` with limits on memory and time.
"""

import json
import resource
import signal
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

import pycrdt

from docs_app.comparing import compared
from docs_app.rendering.html import html_of
from docs_app.rendering.text import lines_of
from docs_app.rendering.tree import tree_of_state
from docs_app.replacing import update_to
from docs_app.stage import Refused, Stage, Waiting

Answer = tuple[dict[str, Any], bytes]
Task = Callable[[dict[str, Any], bytes], Answer]
LENGTHS = struct.Struct(">II")

REFUSALS = (ValueError, KeyError, TypeError, AttributeError)  # Refused is a ValueError

stage = Stage()


def code_of(error: Exception) -> str:
    return error.code if isinstance(error, Refused) else "malformed"


def feed(options: dict[str, Any], data: bytes) -> Answer:
    stage.feed(options["document"], data)
    return {}, b""


def check(options: dict[str, Any], data: bytes) -> Answer:
    """Which of the updates change the copy, one after another, and why the next is refused.

    The updates stand behind one another, as long as `lengths` says. `code` is empty when all are
    tried, or the next waits for something.
    """
    verdicts: list[bool] = []
    at = 0
    try:
        for length, author in zip(options["lengths"], options["authors"], strict=True):
            verdicts.append(stage.check(options["document"], data[at : at + length], author))
            at += length
    except Waiting:
        pass
    except REFUSALS as error:
        return {"verdicts": verdicts, "code": code_of(error)}, b""
    return {"verdicts": verdicts, "code": ""}, b""


def drop(options: dict[str, Any], _data: bytes) -> Answer:
    stage.drop(options["document"])
    return {}, b""


def render(_options: dict[str, Any], data: bytes) -> Answer:
    """HTML (as bytes) and the lines of text of a state."""
    root = tree_of_state(data)
    return {"lines": lines_of(root)}, html_of(root).encode()


def collect(_options: dict[str, Any], data: bytes) -> Answer:
    """The state without what was deleted; `complete` is false where something is missing.

    Loading drops updates whose dependency is missing: the caller then keeps the plain merge.
    """
    document: pycrdt.Doc[Any] = pycrdt.Doc()
    document.apply_update(data)
    left = pycrdt.get_update(data, document.get_state())
    return {"complete": left[:1] == b"\x00"}, document.get_update()


def compare(options: dict[str, Any], data: bytes) -> Answer:
    """HTML that shows two states as one; `first` is the length of the older one."""
    first = options["first"]
    both = compared(tree_of_state(data[:first]), tree_of_state(data[first:]))
    return {}, html_of(both).encode()


def replaced(options: dict[str, Any], data: bytes) -> Answer:
    """The update that turns the state of `first` bytes into the words of the one behind it."""
    first = options["first"]
    return {}, update_to(data[:first], data[first:])


def export(options: dict[str, Any], data: bytes) -> Answer:
    """A file in the format that is asked for; the pictures come behind the state."""
    # Loaded when first asked for: who only tries updates needs neither Word nor PDF.
    from docs_app.rendering.exports import EXPORTS  # noqa: PLC0415
    from docs_app.rendering.paper import Cover  # noqa: PLC0415

    at = options["state"]
    root = tree_of_state(data[:at])
    if older := options.get("older"):
        root = compared(tree_of_state(data[at : at + older]), root)
        at += older
    pictures = {}
    for key, length in options["pictures"]:
        pictures[key] = data[at : at + length]
        at += length
    cover = Cover(pictures=pictures, **options["cover"])
    return {}, EXPORTS[options["format"]](root, cover)


def word(options: dict[str, Any], data: bytes) -> Answer:
    """HTML and pictures of a Word file."""
    from docs_app.importing.tasks import open_word  # noqa: PLC0415

    return open_word(options, data)


def read_html(options: dict[str, Any], data: bytes) -> Answer:
    """The state of a new document from HTML."""
    from docs_app.importing import tasks  # noqa: PLC0415

    return tasks.read_html(options, data)


TASKS: dict[str, Task] = {
    "feed": feed,
    "check": check,
    "drop": drop,
    "render": render,
    "collect": collect,
    "export": export,
    "compare": compare,
    "replace": replaced,
    "word": word,
    "html": read_html,
}


def read(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    head = stream.read(LENGTHS.size)
    if len(head) < LENGTHS.size:
        return None
    first, second = LENGTHS.unpack(head)
    return json.loads(stream.read(first)), stream.read(second)


def write(stream: BinaryIO, data: dict[str, Any], payload: bytes) -> None:
    text = json.dumps(data).encode()
    stream.write(LENGTHS.pack(len(text), len(payload)) + text + payload)
    stream.flush()


def answer(request: dict[str, Any], data: bytes) -> Answer:
    # Processor time: a slow machine is no attack. The default action ends the process.
    signal.setitimer(signal.ITIMER_PROF, request["seconds"])
    try:
        return TASKS[request["task"]](request["options"], data)
    except REFUSALS as error:
        return {"refused": code_of(error), "why": repr(error)[:200]}, b""
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def main() -> None:
    memory = int(sys.argv[1]) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while (request := read(requests)) is not None:
        write(answers, *answer(*request))


if __name__ == "__main__":
    main()
