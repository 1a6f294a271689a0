"""The SHA-256 of every WARC file, in the form that `sha256sum -c` reads: with a copy of this list
anyone can check later whether a file is unchanged.

It is made from the table `warcs`, and lies beside the files. Two archives may share a folder: the
lines of the other one's files stay as they are.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from kho_tin.archive import captures
from kho_tin.base.disk import sync, target, unfinished
from kho_tin.base.errors import explain
from kho_tin.warc.reader import warc_info

NAME: Final = "manifest-sha256.txt"
_LINE: Final = re.compile(r"([0-9a-f]{64})  ([^\0]+)")


def digests(db: Database) -> dict[str, str]:
    """The SHA-256 (hex) of each finished WARC file of the archive, by name."""
    return dict(db.execute("SELECT name, sha256 FROM warcs").fetchall())


def text_of(listed: Mapping[str, str]) -> str:
    """The list, a line a file, in the order of names."""
    return "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(listed.items()))


def read(path: Path) -> dict[str, str]:
    """The digests of a list, by file name; none where there is no list. Raises ValueError for a
    line that does not belong in one, OSError."""
    listed: dict[str, str] = {}
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return listed
    for number, line in enumerate(text.splitlines(), 1):
        match = _LINE.fullmatch(line)
        if not match or match[2] in listed:
            raise ValueError(f"line {number} is no digest with a name, or names a file again")
        listed[match[2]] = match[1]
    return listed


def write(db: Database, folder: Path) -> None:
    """Bring the list in `folder` up to date, whole or not at all; a list that is right is not
    touched. To be called with the archive's lock held. Raises ArchiveError."""
    path = folder / NAME
    ours = digests(db)
    try:
        try:
            before = read(path)
        except ValueError:
            before = {}  # nothing in it can be believed
        listed = ours | {name: before[name] for name in _others(db, folder, before, ours)}
        if (path.exists() and before == listed) or not (listed or path.exists()):
            return
        place = target(path)
        new = unfinished(place)
        new.unlink(missing_ok=True)
        with new.open("x", encoding="utf-8") as file:
            file.write(text_of(listed))
            file.flush()
            os.fsync(file.fileno())
        new.replace(place)
        sync(place.parent)
    except OSError as error:
        raise explain(error, path) from error


def _others(
    db: Database, folder: Path, listed: Mapping[str, str], ours: Mapping[str, str]
) -> Iterator[str]:
    """The listed files that are here and belong to another archive."""
    for name in listed:
        path = folder / name
        if name not in ours and path.is_file() and not captures.owns(db, warc_info(path)):
            yield name


def differing(db: Database, folder: Path) -> Iterator[str]:
    """Where the list differs from the archive, a line a file, or why it cannot be read. Nothing
    where there is no list. Raises OSError."""
    path = folder / NAME
    if not path.exists():
        return
    try:
        listed = read(path)
    except ValueError as error:
        yield str(error)
        return
    ours = digests(db)
    others = set(_others(db, folder, listed, ours))
    for name in sorted(listed.keys() | ours.keys() - others):
        if name in others or listed.get(name) == ours.get(name):
            continue
        if name not in listed:
            yield f"{name} is not listed"
        elif name not in ours:
            yield f"lists {name}, of which table warcs has no row"
        else:
            yield f"lists {name} with {listed[name]}, table warcs has {ours[name]}"
