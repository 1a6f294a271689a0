"""One at a time: who may go, who waits, and who is sent away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

RETRY_AFTER: Final = 5  # seconds: as long as a query may take


class QueueFull(Exception):
    """As many wait as may."""

    status = 503


class Left(Exception):
    """Whoever waited went away."""


class Admission:
    """One passes at a time, in their order; `waiting` more may wait."""

    def __init__(self, waiting: int) -> None:
        self._most = waiting + 1
        self._inside = 0
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def passed(self, leaving: Callable[[], Awaitable[Any]]) -> AsyncIterator[None]:
        """Wait for one's turn, and have it while the block runs. Raises Full at once, and Left when
        what `leaving` gives is done before the turn comes: who goes away keeps nobody waiting."""
        if self._inside >= self._most:
            raise QueueFull
        self._inside += 1
        try:
            await self._wait(leaving)
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._inside -= 1

    async def _wait(self, leaving: Callable[[], Awaitable[Any]]) -> None:
        turn = asyncio.ensure_future(self._turn.acquire())
        left = asyncio.ensure_future(leaving())
        try:
            await asyncio.wait({turn, left}, return_when=asyncio.FIRST_COMPLETED)
            if not turn.done():
                raise Left
        except BaseException:
            if turn.done() and not turn.cancelled():
                self._turn.release()
            turn.cancel()
            raise
        finally:
            left.cancel()
