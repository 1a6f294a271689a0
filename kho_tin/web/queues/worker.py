"""The worker process of a queue: Datasette on the same archive, one request after another.

The kernel enforces its limits, since it also stops what SQLite and Python cannot: an alarm at the
answer's deadline, and a limit of memory. Either ends the process, and the server starts another.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import sys
from contextlib import suppress
from typing import Any, BinaryIO, Final

from datasette.app import Datasette

from kho_tin.base.bounded import limit_memory
from kho_tin.web.bounds import set_longest
from kho_tin.web.queues import frames

MEMORY: Final = 80 << 20  # bytes beyond what the process has when it begins
TEMPORARY: Final = 256 << 20  # bytes of one file that SQLite sorts in


class TooLarge(Exception):
    """The answer has more bytes than one may have."""


class QueueResponse:
    """One answer, written in frames as it is made."""

    def __init__(self, out: BinaryIO, most: int) -> None:
        self._out, self._most, self._size = out, most, 0
        self._is_too_large = False

    async def send(self, message: dict[str, Any]) -> None:
        """ASGI's `send`. Raises TooLarge when the answer exceeds its limit; what Datasette then
        sends in its place is dropped."""
        if self._is_too_large:
            return
        if message["type"] == "http.response.start":
            self._size = 0
            self._out.write(frames.head(message))
            return
        body = message.get("body", b"")
        self._size += len(body)
        if self._size > self._most:
            self._is_too_large = True
            raise TooLarge
        if body:
            self._out.write(frames.frame(frames.BODY, body))

    def end(self) -> None:
        self._out.write(frames.frame(frames.TOO_LARGE if self._is_too_large else frames.END))
        self._out.flush()


async def _nothing() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def answer(app: Any, scope: dict[str, Any], made: QueueResponse) -> None:
    """Have `app` answer, within the limits. Ends the process when memory runs out."""
    try:
        with suppress(TooLarge):
            await app(scope, _nothing, made.send)
    except MemoryError:
        os._exit(frames.NO_MEMORY)
    made.end()


def main() -> None:
    """Read the configuration from standard input's first line, a request from each later one."""
    config = json.loads(sys.stdin.buffer.readline())
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # standard output is for frames: prints go to standard error
    os.nice(10)
    # Ctrl-C is for the server, which ends this process by closing its standard input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    datasette = Datasette(**config["datasette"])
    set_longest(datasette, config["longest_value"])
    app = datasette.app()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(datasette.invoke_startup())
    loop.run_until_complete(datasette.refresh_schemas())
    limit_memory(MEMORY)
    resource.setrlimit(resource.RLIMIT_FSIZE, (TEMPORARY, TEMPORARY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out.write(frames.frame(frames.READY))
    out.flush()
    for line in sys.stdin.buffer:
        signal.setitimer(signal.ITIMER_REAL, config["seconds"])
        loop.run_until_complete(
            answer(app, frames.unpacked(line), QueueResponse(out, config["most"]))
        )
        signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main()
