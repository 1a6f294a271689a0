"""The queues, in front of Datasette: each request goes to its queue, or straight on."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from kho_tin.web.deadline import TookTooLong
from kho_tin.web.headers import App, is_known
from kho_tin.web.http import Request
from kho_tin.web.pages import errors
from kho_tin.web.queues.admission import Admission, Left, QueueFull
from kho_tin.web.queues.choose import (
    QUEUES,
    SQL,
    TABLES,
    RequestQueue,
    paged_csv,
    path_of,
    queue_of,
)
from kho_tin.web.queues.process import AnswerTooLarge, NoWorker, Worker

REFUSED: Final = (QueueFull, TookTooLong, AnswerTooLarge, NoWorker)


class RequestQueues:
    """In a running server each queue has a process. Without a server (a test, or Datasette's own
    client) all runs in this process, in the same order."""

    def __init__(self, datasette: Any, ours: list[str]) -> None:
        self._datasette = datasette
        self._ours = [re.compile(pattern) for pattern in ours]
        self._gates: dict[str, Admission] = {}
        self._workers: dict[str, Worker] = {}

    def wrapped(self, app: App, with_headers: Callable[[App], App]) -> App:
        """`app` behind the queues. `with_headers` adds the headers to answers made here; those of a
        worker process have them already."""
        app = with_headers(app)

        async def answered(scope: dict[str, Any], receive: Any, send: Any) -> None:
            if scope["type"] == "lifespan":
                await app(scope, self._watched(receive), send)
                return
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            path = path_of(scope, self._datasette.setting("base_url"))
            query = scope.get("query_string") or b""
            queue = queue_of(path, query, self._ours)
            if queue is SQL and not self._datasette.setting("default_allow_sql"):
                # A stranger will be refused: no process is begun for that.
                queue = SQL if is_known(scope) else TABLES
            if queue is None:
                await app(scope, receive, send)
                return
            scope = {**scope, "query_string": paged_csv(path, query)}
            try:
                with suppress(Left):
                    await self._in_turn(queue, app, scope, receive, send)
            except REFUSED as error:
                await with_headers(self._refusing(error))(scope, receive, send)

        return answered

    async def _in_turn(
        self, queue: RequestQueue, app: App, scope: dict[str, Any], receive: Any, send: Any
    ) -> None:
        gate = self._gates.setdefault(queue.name, Admission(queue.waiting))
        worker = self._workers.get(queue.name)
        if worker is None:  # `receive` is the app's to read
            async with gate.passed(asyncio.Event().wait):
                await app(scope, receive, send)
            return
        async with gate.passed(lambda: _left(receive)):
            answer = await worker.ask(scope)
        await answer.send(send)

    def _refusing(self, error: Exception) -> App:
        async def refusing(scope: dict[str, Any], receive: Any, send: Any) -> None:
            scope = {"csrftoken": str, **scope}  # Datasette's pages ask for one
            answer = await errors.refusal(self._datasette, Request(scope, receive), error)
            await answer.asgi_send(send)

        return refusing

    def _watched(self, receive: Any) -> Any:
        """`receive`, watched for the server's start and its end."""

        async def received() -> dict[str, Any]:
            message: dict[str, Any] = await receive()
            if message["type"] == "lifespan.startup":
                self._workers = {queue.name: Worker(queue, self._datasette) for queue in QUEUES}
            elif message["type"] == "lifespan.shutdown":
                for worker in self._workers.values():
                    await worker.close()
            return message

        return received


async def _left(receive: Any) -> None:
    """Return when the visitor has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass
