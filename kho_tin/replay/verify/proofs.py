"""Checking the time stamps: each list against its token, the files and the list before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import decisions, manifest
from kho_tin.archive.proofs import lists, tokens
from kho_tin.base.disk import digest_of
from kho_tin.base.errors import UsageError
from kho_tin.replay.verify.findings import Finding
from kho_tin.warc import tombstone
from kho_tin.warc.reader import DamagedRecord, read_record


def check(db: Database, captures: Path, roots: Path | None, notes: list[str]) -> Iterator[Finding]:
    """`roots` is the file of the certificates by which tokens are believed; `notes` gets a line for
    what cannot be checked: whatever is set, verify does its work."""
    paths = lists.lists(captures)
    for token in sorted((captures / lists.FOLDER).glob(f"*{lists.TOKEN}")):
        if not token.with_suffix(lists.SUFFIX).exists():
            yield Finding(str(token), "its list is missing")
    why = _unchecked(roots) if paths else None
    if why:
        notes.append(f"{captures / lists.FOLDER}: no token was checked: {why}")
        roots = None
    recorded = manifest.digests(db)
    for path in paths:
        yield from _list(db, path, recorded, roots)


def _unchecked(roots: Path | None) -> str | None:
    """Why no token can be checked."""
    if not tokens.is_installed():
        return "it takes kho-tin[proof]"
    if roots is None:
        return "PROOF_ROOTS is not set"
    try:
        tokens.roots_in(roots)
    except UsageError as error:
        return str(error)
    return None


def _list(
    db: Database, path: Path, recorded: Mapping[str, str], roots: Path | None
) -> Iterator[Finding]:
    token = lists.token_of(path)
    if not token.exists():
        yield Finding(str(path), "its token is missing")
    elif roots is not None:
        try:
            tokens.check(token.read_bytes(), path.read_bytes(), tokens.roots_in(roots), None)
        except tokens.BadToken as error:
            yield Finding(str(token), f"is no time stamp of {path.name}: {error}")
    try:
        listed = manifest.read(path)
    except ValueError as error:
        yield Finding(str(path), str(error))
        return
    for name, sha256 in listed.items():
        if lists.RecordName.of(name) is None:
            yield from _named(db, path, name, sha256, recorded, listed)


def _named(
    db: Database,
    path: Path,
    name: str,
    sha256: str,
    recorded: Mapping[str, str],
    listed: Mapping[str, str],
) -> Iterator[Finding]:
    """What a list says of a WARC file, or of a list before it."""
    if lists.is_own(name):
        before = path.parent / name
        if not before.exists():
            yield Finding(str(path), f"names {name}, which is not there")
        elif digest_of(before) != sha256:
            yield Finding(str(path), f"names a {name} of other bytes (sha256)")
    elif name not in recorded:
        if not (path.parent.parent / name).exists():  # else it is another archive's
            yield Finding(str(path), f"names {name}, which is not there")
    elif recorded[name] != sha256:
        if sha256 not in decisions.digests_before(db, name):
            yield Finding(str(path), f"names a {name} of other bytes (sha256)")
        else:
            yield from _records(path, name, listed)


def _records(path: Path, name: str, listed: Mapping[str, str]) -> Iterator[Finding]:
    """Of a file of which a record was erased, all others must be what they were."""
    warc = path.parent.parent / name
    for entry, sha256 in listed.items():
        record = lists.RecordName.of(entry)
        if record is None or record.warc != name:
            continue
        try:
            with warc.open("rb") as file:
                file.seek(record.offset)
                digest = hashlib.sha256(file.read(record.length)).hexdigest()
            if digest == sha256 or read_record(warc, record.offset).type == tombstone.TYPE:
                continue
        except (OSError, DamagedRecord):
            pass
        yield Finding(str(path), f"names a record {entry} of other bytes (sha256)")
