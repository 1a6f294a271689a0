"""Whatever is made is closed to all but owner and group, whoever starts the program."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from kho_tin.sample import SampleServer, load_news
from tests.conftest import ROOT
from tests.starting import Done, starter
from tests.waiting import STUCK

NEWS = load_news()[:4]


def start(umask: int, *arguments: str | Path, **environment: str) -> Done:
    return starter(ROOT).run(arguments, {**os.environ, **environment}, STUCK, umask=umask)


def run(umask: int, *arguments: str | Path, **environment: str) -> None:
    done = start(umask, *arguments, **environment)
    assert done.returncode == 0, done.stderr


def modes(folder: Path) -> dict[str, int]:
    """The rights of all that is in a folder, but of what was there before anything was started."""
    return {
        str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode)
        for path in folder.rglob("*")
    }


# One that is laxer than ours, whichever, and one that is stricter.
@pytest.mark.parametrize(
    ("umask", "least"),
    [
        (0o022, 0o027),
        (0o077, 0o077),
        pytest.param(0o000, 0o027, marks=pytest.mark.long),
        pytest.param(0o002, 0o027, marks=pytest.mark.long),
    ],
)
def test_from_cron(umask: int, least: int, tmp_path: Path) -> None:
    """Cron's umask is 022; one that is stricter than ours is kept."""
    place = tmp_path / "place"
    place.mkdir()
    copy = tmp_path / "copy"
    copy.mkdir()
    made = place / "by-the-command"
    environment = {
        "ARCHIVE": str(place / "archive.db"),
        "NOTIFY_COMMAND": f"sh -c 'umask > {made}; cat > {made}.json'",
    }
    with SampleServer(news=NEWS) as site:
        crawl = ("crawl", "sample", "-a", f"start={site.url}", "-s", f"LOG_FILE={place / 'log'}")
        run(umask, *crawl, "-L", "INFO", **environment)
        site.site.forbid = True
        start(umask, *crawl, **environment)
    run(umask, "backup", copy, **environment)
    run(umask, "export", "csv", place / "out.csv", **environment)
    run(umask, "rebuild", **environment)
    rights = modes(place) | modes(copy)
    assert {"archive.db", "archive.db.bak", "captures", "log", "out.csv"} <= set(rights)
    assert {name: oct(mode) for name, mode in rights.items() if mode & least} == {}
    assert json.loads(made.with_name(f"{made.name}.json").read_text())["kind"] == "trouble"
    assert int(made.read_text(), 8) == umask | 0o027  # what it starts has it, too


def test_what_is_put_back_has_the_rights_of_here(tmp_path: Path) -> None:
    """A disk that was formatted for other machines gives every file all rights."""
    copy, place = tmp_path / "copy", tmp_path / "place"
    copy.mkdir()
    place.mkdir()
    (tmp_path / "first").mkdir()
    with SampleServer(news=NEWS) as site:
        first = str(tmp_path / "first" / "archive.db")
        run(0o022, "crawl", "sample", "-a", f"start={site.url}", ARCHIVE=first)
        run(0o022, "backup", copy, ARCHIVE=first)
    for path in copy.rglob("*"):
        path.chmod(0o777)
    run(0o022, "restore", copy, ARCHIVE=str(place / "archive.db"))
    assert {name: oct(mode) for name, mode in modes(place).items() if mode & 0o027} == {}
