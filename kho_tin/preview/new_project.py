"""A project folder for another board: whole under its name, or not there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Final
from urllib.parse import urlsplit

from kho_tin.base.errors import UsageError
from kho_tin.base.hosts import without_www
from kho_tin.base.project import MARK
from kho_tin.base.reasons import of_first_contact
from kho_tin.base.reasons.sentence import Reason

TEMPLATE: Final = Path(__file__).with_name("template")
# Files that wheels and tools would take for settings of their own have plain names there.
HIDDEN: Final = {"env": ".env", "gitignore": ".gitignore"}
FILLED: Final = ("README.md", "compose.yaml", "crontab")
SETTINGS: Final = ".env"
# Levels of a Vietnamese host below which boards have their names.
_PUBLIC: Final = re.compile(r"\.((gov|com|org|edu|net|info|name|ac|int)\.)?[a-z]{2,}$")


def site_name(url: str) -> str:
    """A short name for the site at `url`: `bqlkkt.daklak.gov.vn` gives `bqlkkt_daklak`."""
    host = without_www(urlsplit(url).hostname or "").lower()
    name = re.sub(r"[^a-z0-9]+", "_", _PUBLIC.sub("", host)).strip("_")
    return name if re.match(r"[a-z]", name) else f"site_{name}".rstrip("_")


def refusal(folder: Path) -> Reason | None:
    """Why no project can be made at `folder`; None for a place where nothing is, and for an empty
    folder."""
    if not str(folder).isprintable():  # it stands in a line of the crontab
        return of_first_contact.init_not_printable(repr(str(folder)))
    try:
        if folder.is_dir():
            if any(folder.iterdir()):
                return of_first_contact.init_not_empty(folder)
        elif os.path.lexists(folder):
            return of_first_contact.init_no_folder(folder)
        elif not folder.parent.is_dir():
            return of_first_contact.init_nowhere(folder, folder.parent)
    except OSError as error:
        return of_first_contact.init_not_made(folder, error.strerror)
    return None


def make(folder: Path, *, title: str, name: str, program: str, contact: str = "") -> None:
    """Make the project at `folder`, an absolute path. `title` heads its README, `name` is the
    short name of its site, `program` how cron calls kho-tin, `contact` the CONTACT of its `.env`.

    Raises UsageError for a place where it cannot be made; then nothing is left there.
    """
    if reason := refusal(folder):
        raise UsageError(reason)
    is_new = not folder.exists()
    try:
        place = folder.parent if is_new else folder
        unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=place))
    except OSError as error:
        raise UsageError(of_first_contact.init_not_made(folder, error.strerror)) from error
    try:
        words = {"title": title, "name": name, "command": _command(program, folder)}
        _fill(unfinished, words, contact)
        if is_new:
            unfinished.chmod(0o777 & ~_umask())
            unfinished.rename(folder)
        else:
            _move_up(unfinished, folder)
    except OSError as error:
        raise UsageError(of_first_contact.init_not_made(folder, error.strerror)) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _fill(folder: Path, words: Mapping[str, str], contact: str) -> None:
    for source in sorted(TEMPLATE.rglob("*")):
        name = source.relative_to(TEMPLATE)
        if source.is_file() and "__pycache__" not in name.parts:
            path = folder / HIDDEN.get(str(name), name)
            path.parent.mkdir(exist_ok=True)
            shutil.copyfile(source, path)
    for file in FILLED:
        text = Template((folder / file).read_text("utf-8")).substitute(words)
        (folder / file).write_text(text, "utf-8")
    settings = folder / SETTINGS
    settings.chmod(0o600)
    text = settings.read_text("utf-8").replace("\nCONTACT=\n", f"\nCONTACT={contact}\n")
    settings.write_text(text, "utf-8")


def _move_up(unfinished: Path, folder: Path) -> None:
    """The file that makes it a project comes last: what is broken off is none."""
    for path in sorted(unfinished.iterdir(), key=lambda path: path.name == MARK):
        path.rename(folder / path.name)


def _command(program: str, folder: Path) -> str:
    """As a line of a crontab has it, where % is a new line."""
    return f"{program} --project {shlex.quote(str(folder))}".replace("%", r"\%")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
