"""The project folder: where an operator's sites, settings and archive lie, beside `scrapy.cfg`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

MARK: Final = "scrapy.cfg"
VARIABLE: Final = "KHO_TIN_PROJECT"


def nearest(start: Path) -> Path | None:
    """The folder with a `scrapy.cfg` that is `start` or nearest above it."""
    return next((each for each in (start, *start.parents) if (each / MARK).is_file()), None)


def folder() -> Path:
    """The project folder: what KHO_TIN_PROJECT names, or the nearest from the current folder
    upwards; the current folder itself where there is none."""
    here = Path.cwd()
    named = os.environ.get(VARIABLE)
    return here / named if named else nearest(here) or here
