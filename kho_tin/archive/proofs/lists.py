"""The lists of digests that get a time stamp, at most one a day: `<UTC time>.sha256`, and beside it
the authority's token, `<UTC time>.tsr`.

A list is in the form that `sha256sum --check` reads. It names each WARC file that was finished
since the list before, each answer in it as `FILE@OFFSET+LENGTH`, and the list before with its
token. The digest of a whole file would show nothing of a record without all the rest of the file,
and nothing at all once another record of it was erased: so each record has its own.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from kho_tin.archive import manifest
from kho_tin.archive.repair import ANSWERS
from kho_tin.base.disk import digest_of, sync, unfinished
from kho_tin.base.times import VIETNAM, moment
from kho_tin.warc.reader import Record, scan

FOLDER: Final = "proofs"
SUFFIX: Final = ".sha256"
TOKEN: Final = ".tsr"
_NAME: Final = re.compile(r"[0-9]{8}T[0-9]{6}Z\.(?:sha256|tsr)")
_RECORD: Final = re.compile(r"(.+)@([0-9]{1,18})\+([0-9]{1,18})")
_CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class RecordName:
    """A record in a list: its WARC file, and in bytes of that file where it lies."""

    warc: str
    offset: int
    length: int

    def __str__(self) -> str:
        return f"{self.warc}@{self.offset}+{self.length}"

    @classmethod
    def of(cls, name: str) -> RecordName | None:
        """The inverse; None for the name of a file."""
        match = _RECORD.fullmatch(name)
        return cls(match[1], int(match[2]), int(match[3])) if match else None


def is_own(name: str) -> bool:
    """Whether a file of that name is a list or a token."""
    return _NAME.fullmatch(name) is not None


def name_at(time: str) -> str:
    """The name of the list that is made at `time` (UTC, `…Z`)."""
    return time.replace("-", "").replace(":", "") + SUFFIX


def day_of(name: str) -> str:
    """The day, in Vietnamese time, of the list of that name."""
    digits = name.removesuffix(SUFFIX)
    day, clock = digits[:8], digits[9:15]
    text = f"{day[:4]}-{day[4:6]}-{day[6:]}T{clock[:2]}:{clock[2:4]}:{clock[4:]}Z"
    return moment(text).astimezone(VIETNAM).date().isoformat()


def lists(captures: Path) -> list[Path]:
    """The lists of a folder of captures, oldest first."""
    return sorted(path for path in (captures / FOLDER).glob(f"*{SUFFIX}") if is_own(path.name))


def token_of(path: Path) -> Path:
    """Where the token of a list lies."""
    return path.with_name(path.name.removesuffix(SUFFIX) + TOKEN)


def read_all(captures: Path) -> dict[str, dict[str, str]]:
    """The digests (SHA-256, hex) of each list, by its name and theirs, oldest list first; one that
    cannot be read is left out, for verify to report."""
    read = {}
    for path in lists(captures):
        try:
            read[path.name] = manifest.read(path)
        except (ValueError, OSError):
            continue
    return read


def unlisted(db: Database, read: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The finished WARC files of the archive that no list names with the digest (SHA-256, hex) that
    they have: the new ones, and those of which a record was erased since."""
    listed = {entry for digests in read.values() for entry in digests.items()}
    return {
        name: sha256
        for name, sha256 in manifest.digests(db).items()
        if (name, sha256) not in listed
    }


def last_day(db: Database, read: Mapping[str, Mapping[str, str]]) -> str | None:
    """The day, in Vietnamese time, of the newest list that names a file of the archive; two
    archives may share a folder."""
    ours = manifest.digests(db).keys()
    days = [day_of(name) for name, digests in read.items() if ours & digests.keys()]
    return max(days, default=None)


def entries_of(path: Path) -> dict[str, str]:
    """What a list says of a WARC file: its digest (SHA-256, hex), and that of each answer in it.
    Raises OSError."""
    entries = {path.name: ""}
    whole = hashlib.sha256()
    with path.open("rb") as file:
        for item in scan(path):
            if isinstance(item, Record) and item.type in ANSWERS:
                file.seek(item.offset)
                digest = hashlib.sha256(file.read(item.length)).hexdigest()
                entries[str(RecordName(path.name, item.offset, item.length))] = digest
        file.seek(0)
        while chunk := file.read(_CHUNK):
            whole.update(chunk)
    entries[path.name] = whole.hexdigest()
    return entries


def naming(read: Mapping[str, Mapping[str, str]], record: RecordName, sha256: str) -> str | None:
    """The oldest list that names a record with this digest (SHA-256, hex); None if none does."""
    return next((name for name, listed in read.items() if listed.get(str(record)) == sha256), None)


def copy_missing(source: Path, target: Path, names: Collection[str]) -> list[str]:
    """Copy lists and tokens of these `names` from one folder of captures to another, where they
    are not yet; each is written once and never changed. Returns a line for each that is there with
    other bytes. Raises OSError."""
    faults = []
    for name in sorted(names, reverse=True):  # a token comes before its list
        path, copy = source / FOLDER / name, target / FOLDER / name
        if copy.exists():
            if digest_of(copy) != digest_of(path):
                faults.append(f"{copy}: not the bytes of {path}")
            continue
        copy.parent.mkdir(exist_ok=True)
        write(copy, path.read_bytes())
    return faults


def names(captures: Path) -> list[str]:
    """The names of all lists that have their token, and of these."""
    return [
        each.name
        for path in lists(captures)
        if token_of(path).exists()
        for each in (path, token_of(path))
    ]


def write(path: Path, content: bytes) -> None:
    """Put a file on the disk, and give it its name when it is whole. Raises OSError."""
    new = unfinished(path)
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)
    sync(path.parent)
