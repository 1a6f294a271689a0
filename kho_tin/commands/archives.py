"""A folder with an archive for each site: DIR/SITE/SITE.db, with its captures beside it."""

from __future__ import annotations

from pathlib import Path

from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_verbs


def archive_of(folder: Path, site: str) -> Path:
    """The archive of a site in such a folder. Its own folder is made. Raises UsageError where
    `folder` is not there."""
    if not folder.is_dir():
        raise UsageError(of_verbs.no_archives_folder(folder))
    (folder / site).mkdir(exist_ok=True)
    return folder / site / f"{site}.db"


def archives_in(folder: Path) -> list[Path]:
    """The archives of such a folder, by site. Raises UsageError where there is none."""
    if not folder.is_dir():
        raise UsageError(of_verbs.no_archives_folder(folder))
    archives = sorted(path for path in folder.glob("*/*.db") if path.stem == path.parent.name)
    if not archives:
        raise UsageError(of_verbs.no_archives_in(folder))
    return archives
