"""How often Python looks for garbage that refers to itself.

It does so whenever there are 700 objects more than before, and now and then goes through all there
are. What a program loads is over a hundred thousand objects that stay to its end, and a page read
is some thousands that go at once.
"""

from __future__ import annotations

import gc
from typing import Final

MORE: Final = 10_000  # objects, a few megabytes


def collect_seldom() -> None:
    """Look for garbage at every `MORE` objects. Call it before much is loaded."""
    _, *older = gc.get_threshold()
    gc.set_threshold(MORE, *older)
