"""`captures/decisions.jsonl`: what people decided about records, a line each, never changed.

It lies beside the WARC files and is kept like them: no capture says what is in it. Several archives
may share the folder, so each line names its archive, by UUID and by file name.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import uuid
from collections.abc import Container, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from kho_tin.base.disk import sync, target
from kho_tin.base.errors import ArchiveError, explain
from kho_tin.base.reasons import of_archives
from kho_tin.base.times import is_moment

NAME: Final = "decisions.jsonl"

# `erased` says that the files of an erasure now are as its decision states.
Do = Literal["withhold", "erase", "erased", "correct", "merge", "separate", "accept", "undo"]

# What a decision names apart from who, when and why.
_NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "withhold": ("pid",),
    "erase": ("pid",),
    "erased": ("completes",),
    "correct": ("pid", "field"),
    "merge": ("pid", "leads_to"),
    "separate": ("pid", "leads_to"),
    "accept": ("site",),
    "undo": ("undoes",),
}
_TEXTS: Final = ("site", "pid", "field", "value", "leads_to", "undoes", "completes")
_ALWAYS: Final = ("id", "at", "by", "why", "do", "archive", "file")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class ErasedFile:
    """A WARC file before and after records of it were erased: SHA-256 (hex) of all of it, and of
    each such record its offset and length in bytes and its id."""

    file: str
    before: str
    after: str
    records: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class Decision:
    """A line of the log. `at` is UTC (`…Z`); `archive` is the UUID and `file` the name of the
    archive that it is about."""

    id: str
    at: str
    by: str
    why: str
    do: Do
    archive: str
    file: str
    site: str | None = None
    pid: str | None = None
    field: str | None = None
    value: str | None = None
    leads_to: str | None = None
    undoes: str | None = None
    completes: str | None = None
    files: tuple[ErasedFile, ...] = ()

    def line(self) -> bytes:
        """The line in the file; a correction has `value` even where it is null."""
        fields = {name: value for name, value in asdict(self).items() if value not in (None, ())}
        if self.do == "correct":
            fields["value"] = self.value
        return json.dumps(fields, ensure_ascii=False).encode() + b"\n"


def new_id() -> str:
    """A decision's id: a UUID, new each time."""
    return str(uuid.uuid4())


def read(path: Path) -> list[Decision]:
    """All decisions in the log at `path`, in order; none where there is no file.

    A last line that a crash cut off is ignored: it was never acknowledged. Raises ArchiveError,
    which names file and line, for any other line that is no decision.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise explain(error, path) from error
    decisions = []
    lines = data.split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            decisions.append(_decision(line))
        except ValueError as error:
            if number == len(lines):
                break
            raise ArchiveError(of_archives.no_decision(path, number, error)) from error
    return decisions


def of_archive(
    decisions: Iterable[Decision], archive: str, file: str, known: Container[str] = ()
) -> list[Decision]:
    """The decisions about the archive with this UUID or file name, and those with `known` ids, each
    once."""
    ours: dict[str, Decision] = {}
    for decision in decisions:
        if archive == decision.archive or file == decision.file or decision.id in known:
            ours.setdefault(decision.id, decision)
    return list(ours.values())


def append(folder: Path, decisions: Sequence[Decision]) -> None:
    """Add to the log in `folder`; on the disk when it returns. Raises ArchiveError."""
    path = folder / NAME
    try:
        folder.mkdir(exist_ok=True)
        is_new = not path.exists()
        with target(path).open("a+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            data = file.read() or b""
            end = _whole(data)
            if end < len(data):
                file.truncate(end)
            missing = b"\n" if end and data[end - 1 : end] != b"\n" else b""
            left = memoryview(missing + b"".join(decision.line() for decision in decisions))
            try:
                while left:
                    left = left[file.write(left) :]
                os.fsync(file.fileno())
            except OSError:
                file.truncate(end)
                raise
        if is_new:
            sync(folder)
    except OSError as error:
        raise explain(error, path) from error


def merge(folder: Path, others: Iterable[Decision], archive: str, file: str) -> list[Decision]:
    """Add decisions about other archives to the log in `folder`, as this archive's: those that it
    lacks, by their ids. What was erased there is withheld here, where the bytes are others. Returns
    what was added. Raises ArchiveError."""
    known = {decision.id for decision in of_archive(read(folder / NAME), archive, file)}
    added = []
    for decision in others:
        if decision.id in known or decision.do == "erased":
            continue
        known.add(decision.id)
        do: Do = "withhold" if decision.do == "erase" else decision.do
        added.append(replace(decision, do=do, files=(), archive=archive, file=file))
    if added:
        append(folder, added)
    return added


def _whole(data: bytes) -> int:
    """Where the whole lines of the log end (bytes); a last line without a newline counts if it can
    be read."""
    end = data.rfind(b"\n") + 1
    try:
        _decision(data[end:])
    except ValueError:
        return end
    return len(data)


def _decision(line: bytes) -> Decision:
    """Raises ValueError, with what is wrong."""
    try:
        fields: Any = json.loads(line)
    except ValueError as error:
        raise ValueError("no JSON") from error
    if not isinstance(fields, dict):
        raise ValueError("no JSON object")
    do = fields.get("do")
    if do not in _NEEDS:
        raise ValueError(f"do is {do!r}")
    for name in (*_ALWAYS, *_NEEDS[do]):
        if not isinstance(fields.get(name), str) or not fields[name].strip():
            raise ValueError(f"without {name}")
    if not is_moment(fields["at"]):
        raise ValueError(f"at is no time: {fields['at']!r}")
    texts: Any = {name: fields.get(name) for name in _TEXTS}
    for name, text in texts.items():
        if text is not None and not isinstance(text, str):
            raise ValueError(f"{name} is no text")
    always: Any = {name: fields[name] for name in _ALWAYS}
    return Decision(**always, **texts, files=tuple(map(_file, fields.get("files", ()))))


def _file(fields: Any) -> ErasedFile:
    try:
        records = tuple((int(at), int(size), str(name)) for at, size, name in fields["records"])
        file = ErasedFile(str(fields["file"]), str(fields["before"]), str(fields["after"]), records)
    except (TypeError, KeyError, ValueError) as error:
        raise ValueError("files are not told as they should be") from error
    if not (_SHA256.fullmatch(file.before) and _SHA256.fullmatch(file.after)):
        raise ValueError("a file's sha256 is none")
    if Path(file.file).name != file.file:
        raise ValueError(f"{file.file}: not the name of a file")
    return file
