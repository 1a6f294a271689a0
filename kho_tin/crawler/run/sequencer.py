"""Lets answers take effect in the order in which they came, though some take longer to be read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Sequencer:
    """Gives out numbers in order. Waiting for a number ends when all before it are over."""

    def __init__(self) -> None:
        self._given = 0
        self._over = set[int]()
        self._next = 0
        self._waiting: dict[int, Callable[[], None]] = {}

    def take(self) -> int:
        """The next number."""
        self._given += 1
        return self._given - 1

    async def wait(self, turn: int) -> None:
        """Return when all before `turn` are over."""
        if turn > self._next:
            come = asyncio.get_running_loop().create_future()

            def go_on() -> None:
                if not come.done():
                    come.set_result(None)

            self._waiting[turn] = go_on
            await come

    def do(self, work: Callable[[], object]) -> None:
        """Do `work` when everything that came before it is over: at once, if it is."""
        turn = self.take()

        def begin() -> None:
            work()
            self.over(turn)

        if turn == self._next:
            begin()
        else:
            self._waiting[turn] = begin

    def over(self, turn: int) -> None:
        """Note that `turn` is stored, or that nothing follows from it."""
        if turn < self._next:
            return
        self._over.add(turn)
        while self._next in self._over:
            self._over.discard(self._next)
            self._next += 1
            if waiting := self._waiting.pop(self._next, None):
                waiting()
