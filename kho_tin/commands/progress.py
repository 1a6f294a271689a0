"""How far a long job has come: a line on a terminal, and nothing without one."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from kho_tin.base.terminal import USUAL, clipped, columns

WIDTH = 24
EVERY = 0.1  # seconds between two drawings


class MovingLine:
    """A line on standard error that is overwritten in place."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()
        self._drawn = 0.0

    def is_due(self, now: float) -> bool:
        """Whether to draw again at `now` (seconds, monotonic)."""
        return self.shown and now - self._drawn >= EVERY

    def draw(self, text: str, now: float) -> None:
        self._drawn = now
        # A line that wraps at the terminal's edge could not be overwritten.
        most = (columns(sys.stderr) or USUAL) - 1
        print(f"\r{clipped(text, most)}\x1b[K", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away, before something else is printed."""
        if self.shown and self._drawn:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._drawn = 0.0


class Progress(MovingLine):
    """A progress bar, while the block runs."""

    def __init__(self) -> None:
        super().__init__()
        self._name, self._unit = "", ""
        self._total = self._done = 0
        self.begun = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.clear()

    def begin(self, name: str, total: int, unit: str) -> Progress:
        """Begin a stage of `total` units (`bytes` are shown as MB); call it to advance."""
        self._name, self._total, self._unit = name, total, unit
        self._done, self.begun, self._drawn = 0, time.monotonic(), 0.0
        return self

    def __call__(self, done: int) -> None:
        self._done += done
        now = time.monotonic()
        if self.is_due(now):
            self.draw(self.line(now), now)

    def line(self, now: float) -> str:
        """The bar, the rate and the time left, as of `now` (seconds, monotonic)."""
        share = min(1.0, self._done / self._total) if self._total else 1.0
        seconds = max(now - self.begun, 1e-6)
        rate = self._done / seconds
        left = (self._total - self._done) / rate if rate else 0.0
        bar = "#" * round(share * WIDTH)
        return (
            f"{self._name} [{bar:.<{WIDTH}}] {share:4.0%}  {self._amount(rate)}/s  "
            f"{clock(max(0.0, left))} left"
        )

    def _amount(self, number: float) -> str:
        if self._unit == "bytes":
            return f"{number / 1e6:.1f} MB"
        return f"{number:.0f} {self._unit}"


def clock(seconds: float) -> str:
    """2:03, or 1:02:03 with hours."""
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
