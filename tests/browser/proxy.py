"""A reverse proxy as some networks have it: `Upgrade` never arrives, streams may be held."""

import asyncio
import threading
from types import TracebackType

from launcher.private_servers import free_port


class StrippingProxy:
    """Runs in a thread of its own while the `with` block lasts."""

    def __init__(self, target: int, *, holds_streams: bool = False) -> None:
        self.target, self.holds_streams = target, holds_streams
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def __enter__(self) -> "StrippingProxy":
        self.thread.start()
        start = asyncio.start_server(self.serve, "127.0.0.1", self.port)
        self.server = asyncio.run_coroutine_threadsafe(start, self.loop).result()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self.end(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def end(self) -> None:
        """End what still runs, or Python complains of it in some later test."""
        self.server.close()
        await asyncio.sleep(0)  # connections just accepted become tasks
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request per connection keeps the parsing honest and short."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            lines = [
                line
                for line in head.split(b"\r\n")[:-2]
                if not line.lower().startswith((b"upgrade:", b"connection:"))
            ]
            if self.holds_streams and b"/live/events/" in lines[0]:
                await asyncio.sleep(60)  # a buffering proxy shows nothing of an endless answer
                return
            upstream, answer = await asyncio.open_connection("127.0.0.1", self.target)
            answer.write(b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n")
            await asyncio.gather(pipe(reader, answer), pipe(upstream, writer))
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()
