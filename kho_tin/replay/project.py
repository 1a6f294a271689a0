"""Copying an archive's project and restoring it: sites, item pipelines and settings.

No copy has a password: copies are carried to other machines and services, and restoring needs none.
Code is restored only if its digest is still that of the copied file, and only where there is
none.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Final

from dotenv.parser import parse_stream

from kho_tin.archive import manifest
from kho_tin.base import environment
from kho_tin.base.disk import special, sync, unfinished

FOLDER: Final = "project"  # in a copy
SETTINGS: Final = ".env"
FILES: Final = ("scrapy.cfg", "datasette-metadata.json")
CODE: Final = ("spiders", "pipelines")
# Each may contain a password, or serve as one.
SECRET: Final = ("SMTP_URL", "NOTIFY_WEBHOOK", "NOTIFY_COMMAND")
LEFT_OUT: Final = "#{name}=   (was set; left out of the copy, since it may hold a password)\n"


@dataclass
class RestoredProject:
    """`files` are those that were restored, `kept` those that exist with another content; `faults`
    has a line for each that could not be restored."""

    files: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def copy(project: Path, folder: Path) -> tuple[int, list[str]]:
    """Bring the copy of a project in `folder` up to date. Returns how many files it then has, and a
    line for each that could not be read. Files that the project no longer has stay in the copy.
    Raises OSError when the copy's disk refuses."""
    target = folder / FOLDER
    target.mkdir(exist_ok=True)
    try:
        listed = manifest.read(target / manifest.NAME)
    except ValueError:
        listed = {}
    faults = []
    for name, path in _files(project):
        try:
            data = path.read_bytes()
            if name == SETTINGS:
                data = _without_secrets(data.decode()).encode()
        except (OSError, UnicodeDecodeError) as error:
            faults.append(f"{path}: {getattr(error, 'strerror', None) or 'no UTF-8 text'}")
            continue
        listed[name] = hashlib.sha256(data).hexdigest()
        _put(target / name, data)
    _put(target / manifest.NAME, manifest.text_of(listed).encode())
    sync(target)
    return len(listed), faults


def restore(folder: Path, project: Path) -> RestoredProject:
    """Restore what a copy in `folder` has of a project. Existing files are never overwritten."""
    source, restored = folder / FOLDER, RestoredProject()
    try:
        listed = manifest.read(source / manifest.NAME)
    except (OSError, ValueError) as error:
        restored.faults.append(f"{source / manifest.NAME}: {getattr(error, 'strerror', error)}")
        return restored
    for name, digest in sorted(listed.items()):
        path, place = source / name, project / name
        if not _is_of_a_project(name):
            restored.faults.append(f"{path}: no file of a project")
            continue
        try:
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() != digest:
                restored.faults.append(f"{path}: not the bytes that were copied (sha256)")
            elif not os.path.lexists(place):
                place.parent.mkdir(parents=True, exist_ok=True)
                _put(place, data)
                restored.files.append(name)
            elif name != SETTINGS and (special(place) or place.read_bytes() != data):
                restored.kept.append(name)
        except OSError as error:
            restored.faults.append(f"{error.filename or path}: {error.strerror}")
    return restored


def _files(project: Path) -> Iterator[tuple[str, Path]]:
    """The project's files to copy, with their names in the copy."""
    for name in FILES:
        if (project / name).is_file():
            yield name, project / name
    for folder in CODE:
        for path in sorted((project / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield str(path.relative_to(project)), path
    settings = environment.path()
    if settings.is_file():
        yield SETTINGS, settings


def _is_of_a_project(name: str) -> bool:
    parts = Path(name).parts
    inside = len(parts) > 1 and parts[0] in CODE and ".." not in parts
    return inside or name in (*FILES, SETTINGS)


def _without_secrets(text: str) -> str:
    return "".join(
        LEFT_OUT.format(name=binding.key)
        if binding.key in SECRET and binding.value
        else binding.original.string
        for binding in parse_stream(StringIO(text))
    )


def _put(path: Path, data: bytes) -> None:
    """Write a file with these bytes: whole under its name, or not at all. Settings are readable
    only by their owner. Raises OSError."""
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    new = unfinished(path)
    new.unlink(missing_ok=True)
    mode = 0o600 if path.name == SETTINGS else 0o666
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    sync(path.parent)
