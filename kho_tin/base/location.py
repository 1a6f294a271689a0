"""Where an archive is: its real file, beside which all else of it lies."""

from __future__ import annotations

import os
from pathlib import Path

from kho_tin.base.disk import special
from kho_tin.base.errors import ArchiveError, explain
from kho_tin.base.reasons import of_archives

CAPTURES = "captures"


def locate(archive: str | Path) -> Path:
    """The file behind ARCHIVE, links followed: captures, lock and reserve lie beside it, and so
    are the same whatever name leads there. A file that is not there yet is where it is said.

    Raises ArchiveError for a link that leads nowhere, and for what can be no database.
    """
    path = Path(archive)
    try:
        real = path.resolve(strict=True) if path.is_symlink() else path
    except FileNotFoundError as error:
        raise ArchiveError(of_archives.dead_link(path, os.readlink(path))) from error
    except (OSError, RuntimeError) as error:
        raise ArchiveError(of_archives.looped_link(path)) from error
    try:
        kind = special(real)
    except OSError as error:
        raise explain(error, real) from error
    if kind:
        raise ArchiveError(of_archives.is_special(path, kind))
    return real


def captures_folder(archive: Path) -> Path:
    """Where an archive's WARC files lie; `archive` is its real file."""
    return archive.absolute().parent / CAPTURES
