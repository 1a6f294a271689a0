"""Where an archive is: its real file, beside which everything else of it lies."""

from __future__ import annotations

import os
from pathlib import Path

from kho_tin.base.disk import special
from kho_tin.base.errors import ArchiveError, explain
from kho_tin.base.reasons import of_archives

CAPTURES = "captures"


def locate(archive: str | Path) -> Path:
    """The file behind ARCHIVE, links followed: captures, lock and reserve lie beside it, so they
    are the same by whatever name it is opened. A file that does not exist yet keeps its path.

    Raises ArchiveError for a link that leads nowhere, and for what cannot be a database.
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
