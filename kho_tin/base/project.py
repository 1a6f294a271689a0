"""The project folder: where an operator's sites, settings and archive lie, beside `scrapy.cfg`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

MARK: Final = "scrapy.cfg"
VARIABLE: Final = "KHO_TIN_PROJECT"  # what a person may set for `kho-tin`
# What `kho-tin` tells all that it starts. `scrapy` goes by the current folder alone: it must not
# find its sites in one project and its archive in another.
ENTERED: Final = "KHO_TIN_FOLDER"


def nearest(start: Path) -> Path | None:
    """The folder with a `scrapy.cfg` that is `start` or nearest above it."""
    return next((each for each in (start, *start.parents) if (each / MARK).is_file()), None)


def folder() -> Path:
    """The project folder: the one that `kho-tin` has entered, or the nearest from the current
    folder upwards; the current folder itself where there is none."""
    entered = os.environ.get(ENTERED)
    here = Path.cwd()
    return Path(entered) if entered else nearest(here) or here


def package_path() -> str:
    """PYTHONPATH for a program that is to find this package, wherever it is installed."""
    ours = str(Path(__file__).resolve().parents[2])
    return os.pathsep.join(filter(None, (ours, os.environ.get("PYTHONPATH"))))
