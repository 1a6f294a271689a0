"""The sample site, held at a request for as long as a test needs."""

from __future__ import annotations

import asyncio
import math

from aiohttp import web

from kho_tin.sample import SampleServer


class HeldServer(SampleServer):
    """Answers the first `answers` requests; whoever sends more waits until there may be more.

    So a test acts in the very middle of a crawl, however fast either of them is.
    """

    def __init__(self, answers: float, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._answers = answers
        self._more = asyncio.Event()

    async def _respond(self, request: web.BaseRequest) -> web.StreamResponse:
        number = self.count
        while number > self._answers:
            await self._more.wait()
        return await super()._respond(request)

    def allow(self, answers: float = math.inf) -> None:
        """Answer so many in all, those that wait first."""
        assert self._loop

        def change() -> None:
            self._answers = answers
            self._more.set()
            self._more = asyncio.Event()

        self._loop.call_soon_threadsafe(change)
