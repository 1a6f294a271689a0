"""Asks the worker process of a queue, and starts another when an answer has ended it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
import tempfile
from dataclasses import dataclass
from typing import IO, Any, Final

from kho_tin.base.project import package_path
from kho_tin.web import datasette_versions
from kho_tin.web.deadline import TookTooLong
from kho_tin.web.queues import frames
from kho_tin.web.queues.choose import RequestQueue

IN_MEMORY: Final = 256 << 10  # bytes of an answer; a longer one is kept in a file
PIECE: Final = 64 << 10
ENDING: Final = 5  # seconds

log = logging.getLogger("kho_tin.web")


class AnswerTooLarge(Exception):
    """More bytes, or more memory, than an answer may take."""

    status = 400


class NoWorker(Exception):
    """The worker process does not start, or ended by itself. The log has its last lines."""

    status = 500


@dataclass(frozen=True)
class Spooled:
    """A whole answer: ASGI's first message, and what follows."""

    start: dict[str, Any]
    body: IO[bytes]

    async def send(self, send: Any) -> None:
        """Send it as fast as the reader takes it; the queue is free meanwhile."""
        with self.body:
            await send(self.start)
            while piece := self.body.read(PIECE):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})


class Worker:
    """The process, started by the first request. One request at a time."""

    def __init__(self, queue: RequestQueue, datasette: Any) -> None:
        self._lane, self._datasette = queue, datasette
        self._process: asyncio.subprocess.Process | None = None

    async def ask(self, scope: dict[str, Any]) -> Spooled:
        """The answer to a request without a body. Raises TookTooLong, AnswerTooLarge, NoWorker."""
        process = self._process
        if process is None or process.returncode is not None:  # somebody may have ended it
            process = await self._start()
        assert process.stdin
        assert process.stdout
        body: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (it is sent later)
        complete = False
        try:
            process.stdin.write(frames.packed(scope))
            await process.stdin.drain()
            start = None
            while True:
                kind, content = await frames.read(process.stdout)
                if kind == frames.HEAD:
                    start = frames.start(content)
                    body.seek(0)
                    body.truncate()
                elif kind == frames.BODY:
                    body.write(content)
                elif kind == frames.TOO_LARGE:
                    complete = True
                    raise AnswerTooLarge
                else:
                    break
            assert start is not None
            complete = True
            body.seek(0)
            return Spooled(start, body)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            code = await process.wait()
            self._process = None
            if code == -signal.SIGALRM:
                raise TookTooLong from error
            if code == frames.NO_MEMORY:
                raise AnswerTooLarge from error
            log.error("the process of the queue %s ended by itself (%s)", self._lane.name, code)
            raise NoWorker from error
        finally:
            if not complete:
                body.close()
                # If the visitor disconnected, half an answer is still in the pipe.
                if self._process is not None and not complete:
                    await self.close()

    async def close(self) -> None:
        """End the process. The next request starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def _start(self) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            # -P: no module is imported from the current folder.
            *(sys.executable, "-P", "-m", "kho_tin.web.queues.worker"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the server, which ends this one itself
            env={**os.environ, "PYTHONPATH": package_path(), "MALLOC_ARENA_MAX": "1"},
        )
        assert process.stdin
        assert process.stdout
        self._process = process
        try:
            process.stdin.write(json.dumps(self._config()).encode() + b"\n")
            await process.stdin.drain()
            await frames.read(process.stdout)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            self._process = None
            log.error("the process of the queue %s does not start", self._lane.name)
            raise NoWorker from error
        except BaseException:
            await self.close()
            raise
        return process

    def _config(self) -> dict[str, Any]:
        """Datasette as it is here, except for what the server itself takes care of."""
        ds = self._datasette
        configuration = {
            "files": [file for file in ds.files if file not in ds.immutables],
            "immutables": list(ds.immutables),
            "memory": "_memory" in ds.databases,
            "metadata": ds._metadata_local,
            "settings": {**ds._settings, "max_csv_mb": 0, "num_sql_threads": 1},
            "secret": ds._secret,
            **datasette_versions.configuration(ds),
            **{
                name: getattr(ds, name)
                for name in (
                    *("cache_headers", "cors", "inspect_data", "sqlite_extensions", "crossdb"),
                    *("template_dir", "plugins_dir", "static_mounts", "nolock", "version_note"),
                )
            },
        }
        return {
            "datasette": configuration,
            "seconds": self._lane.seconds,
            "longest_value": self._lane.longest_value,
            "most": ds.setting("max_csv_mb") << 20 or sys.maxsize,
        }
