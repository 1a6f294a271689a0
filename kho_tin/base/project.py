"""The project folder: where an operator's sites, settings and archive lie, beside `scrapy.cfg`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

MARK: Final = "scrapy.cfg"
VARIABLE: Final = "KHO_TIN_PROJECT"  # what a person may set for `kho-tin`
# Set by `kho-tin` for all programs that it starts. `scrapy` by itself goes by the current folder:
# it must not find its sites in one project and its archive in another.
ENTERED: Final = "KHO_TIN_FOLDER"


def nearest(start: Path) -> Path | None:
    """The folder with a `scrapy.cfg` that is `start` or nearest above it."""
    return next(
        (candidate for candidate in (start, *start.parents) if (candidate / MARK).is_file()), None
    )


def folder() -> Path:
    """The project folder: the one that `kho-tin` has entered, or the nearest from the current
    folder upwards; the current folder itself where there is none."""
    entered = os.environ.get(ENTERED)
    current = Path.cwd()
    return Path(entered) if entered else nearest(current) or current


def package_path() -> str:
    """PYTHONPATH for a program that is to find this package, wherever it is installed."""
    package = str(Path(__file__).resolve().parents[2])
    return os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
