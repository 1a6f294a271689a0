"""One at a time: who may go, who waits, and who is sent away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

RETRY_AFTER: Final = 5  # seconds: as long as a query may take


class Full(Exception):
    """As many wait as may."""

    status = 503


class Gate:
    """One passes at a time, in their order; `waiting` more may wait."""

    def __init__(self, waiting: int) -> None:
        self._most = waiting + 1
        self._inside = 0
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def passed(self) -> AsyncIterator[None]:
        """Wait for one's turn, and have it while the block runs. Raises Full at once."""
        if self._inside >= self._most:
            raise Full
        self._inside += 1
        try:
            async with self._turn:
                yield
        finally:
            self._inside -= 1
