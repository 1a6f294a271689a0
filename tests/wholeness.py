"""After every test, every archive that it made or changed is verified, as `kho-tin verify` does.

No test asks for it. An archive is any database of ours with a folder `captures` beside it, in
the folders that pytest gives to tests, at the end of the test's own code: what its fixtures
still hold open then, or mount, is still there. A test that leaves an archive damaged says how:

    @pytest.mark.damaged("a file without a row in table warcs")

Each damage must then be one of these (regular expressions), and each of these must be there.
An archive whose rows were made by hand, beside WARC files with nothing in them, is left out.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pytest

# Of each file its name, size and time: a copy that keeps the times is the same archive.
State = tuple[tuple[str, int, int], ...]

_PYTEST = ("tmp_path", "tmp_path_factory")


def findings(archive: Path) -> list[str]:
    """What `kho-tin verify` says of an archive that nobody is writing, line by line."""
    from kho_tin.base.archive_location import captures_folder
    from kho_tin.base.errors import ArchiveError
    from kho_tin.commands.verbs.verify import findings
    from kho_tin.reader import reading
    from kho_tin.registers import documents, places
    from kho_tin.replay.verify import files as verify_files
    from kho_tin.replay.verify import whole as verifying
    from kho_tin.replay.verify.answers import AnswersCheck
    from kho_tin.warc import record_header

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "read", remembered())
        patch.setattr(record_header, "fields_of", fields_of_heads())
        find_documents, find_places = what_texts_name()
        patch.setattr(documents, "find_documents", find_documents)
        patch.setattr(places, "find_places", lambda texts: find_places(tuple(texts)))
        patch.setattr(verify_files, "FRESH", 0)  # whatever is left open now was left by a crash
        try:
            with verifying.opened(archive) as db:
                files = verify_files.FilesCheck(db, captures_folder(archive))
                answers = AnswersCheck(db, files.folder)
                begin = lambda *_: lambda _: None  # noqa: E731
                return [
                    str(each) for each in findings(db, files, answers, begin, quick=False, jobs=1)
                ]
        except ArchiveError as error:
            return [str(error)]


@cache
def remembered() -> Callable[[Any], Any]:
    """What reads a capture, asked once for the same page: most archives hold those of the sample
    site, fetched on some day or other."""
    from kho_tin.reader.reading import Pointer, ReadAnswer, read
    from kho_tin.warc.reader import DamagedRecord, read_record

    known: dict[tuple[object, ...], ReadAnswer] = {}

    def remember(pointer: Pointer) -> ReadAnswer:
        if pointer.conversion:  # a scan is read by it, too, which may be the damage
            return read(pointer)
        try:
            record = read_record(pointer.warc, pointer.offset)
        except (DamagedRecord, OSError):
            return read(pointer)
        sent = hashlib.sha256(record.body).digest(), record.content_encoding, record.fields.keys()
        known_by = pointer.page_url, pointer.encoding, pointer.media_type, pointer.fetched_at[:10]
        key = (*known_by, pointer.date_order, *map(str, sent))
        if key not in known:
            known[key] = read(pointer)
        return replace(known[key], capture=pointer.capture)

    return remember


@cache
def fields_of_heads() -> Callable[[bytes], dict[str, str]]:
    """What reads the fields of a record, asked once for the same bytes: several checks go through
    all records, and those of a copy are the same."""
    from kho_tin.warc.record_header import fields_of

    known = lru_cache(1 << 15)(fields_of)
    return lambda head: dict(known(head))


@cache
def what_texts_name() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """What finds documents and places in texts, asked once for the same ones."""
    from kho_tin.registers import documents, places

    return cache(documents.find_documents), cache(places.find_places)


def differing(damages: Iterable[str], expected: Iterable[str]) -> list[str]:
    """Damages that none of these names, and names of which there is no damage, a line each."""
    damages, expected = list(damages), list(expected)
    unnamed = [each for each in damages if not any(re.search(name, each) for name in expected)]
    missing = [name for name in expected if not any(re.search(name, each) for each in damages)]
    return [*unnamed, *(f"not there: {name}" for name in missing)]


class Watch:
    """The folders of pytest in one process, and the archives in them that were looked at."""

    def __init__(self) -> None:
        self._finished = set[Path]()
        self._known = set[State]()

    def check(self, item: pytest.Function, expected: Sequence[str]) -> None:
        """Fails the test for every archive that is not as it should be."""
        damages = []
        for archive in self._archives(item):
            state = _state(archive)
            if state not in self._known:
                self._known.add(state)
                damages += findings(archive) if _is_ours(archive) else []
        self.leave(item)
        if wrong := differing(damages, expected):
            lines = "\n".join(wrong)
            pytest.fail(f"not what `kho-tin verify` should say of what is left:\n{lines}", False)

    def know(self, archive: Path) -> None:
        """No copy of it, which is as it is, need be looked at: it was found whole."""
        self._known.add(_state(archive))

    def leave(self, item: pytest.Function) -> None:
        """Look no more at what lies in the test's own folder."""
        if "tmp_path" in item.fixturenames:
            self._finished.add(item._request.getfixturevalue("tmp_path"))

    def _archives(self, item: pytest.Function) -> Iterator[Path]:
        if not any(name in item.fixturenames for name in _PYTEST):
            return
        factory: pytest.TempPathFactory = item._request.getfixturevalue("tmp_path_factory")
        with os.scandir(factory.getbasetemp()) as folders:
            places = {Path(each) for each in folders if each.is_dir(follow_symlinks=False)}
        for place in sorted(places - self._finished):
            yield from _archives_in(place)


def _archives_in(place: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(place):
        if "__init__.py" in names:
            folders.clear()  # code, in a copy of the project
        elif "captures" in folders:
            folders.remove("captures")
            yield from (Path(folder, name) for name in sorted(names) if name.endswith(".db"))


def _is_ours(path: Path) -> bool:
    files = list((path.parent / "captures").glob("*.warc.gz"))
    if files and not any(file.stat().st_size for file in files):
        return False
    with (
        suppress(sqlite3.DatabaseError),
        closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db,
    ):
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
        return "_sqlite_migrations" in tables
    return False


def _state(archive: Path) -> State:
    files = [archive, archive.with_name(archive.name + "-wal")]
    files += sorted((archive.parent / "captures").glob("*"))
    files_now = ((path.name, path.stat()) for path in files if path.exists())
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in files_now if stat.st_size)
