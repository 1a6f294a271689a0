"""Two `make` at once, with real processes: what would be installed is a program of this test's."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pytest

from tests.waiting import STUCK

# Stands for Python and for the Python of an environment: notes what it is to do, and in its first
# `pip install` says so through one pipe and goes on at a word from another.
PYTHON = """\
#!{real}
import os, sys
from pathlib import Path
here = Path({folder!r})
if sys.argv[1] == "-c":
    os.execv({real!r}, [{real!r}, *sys.argv[1:]])
program = Path(sys.argv[0])
done = here / "done"
if sys.argv[1:3] == ["-m", "venv"]:
    bin = Path(sys.argv[-1]) / "bin"
    bin.mkdir(parents=True, exist_ok=True)
    (bin / "python").write_text(program.read_text())
    (bin / "python").chmod(0o755)
    (bin / "pip").touch()
    said = "venv"
elif sys.argv[-1] == "--version":
    sys.exit(not program.with_name("pip").exists())
else:
    said = "pip " + sys.argv[-1]
with done.open("a") as file:
    print(said, file=file)
if said.startswith("pip") and done.read_text().count("pip") == 1:
    with (here / "begun").open("w") as begun:
        print(os.getpid(), file=begun)
    (here / "go").read_text()
"""


OF_MAKE = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")


@dataclass
class Makes:
    """A folder with the project's Makefile, and what was started in it."""

    folder: Path
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def begin(self, target: str = "install") -> subprocess.Popen[str]:
        process = subprocess.Popen(
            ["make", "--no-print-directory", f"PYTHON={self.folder / 'python'}", target],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            # Nothing of the make that runs these tests: this one is nobody's child.
            env={name: value for name, value in os.environ.items() if name not in OF_MAKE},
        )
        self.started.append(process)
        return process

    def begun(self) -> int:
        """The pid of the first `pip install`, once it is at work."""
        return int((self.folder / "begun").read_text())

    def go_on(self) -> None:
        (self.folder / "go").write_text("go")

    @property
    def done(self) -> list[str]:
        return (self.folder / "done").read_text().split("\n")[:-1]


@pytest.fixture
def makes(root: Path, tmp_path: Path) -> Iterator[Makes]:
    if shutil.which("make") is None:
        pytest.skip("make is not installed on this machine")
    for path in (root / "Makefile", root / "pyproject.toml", *root.glob("requirements*.txt")):
        shutil.copy(path, tmp_path)
    program = tmp_path / "python"
    program.write_text(PYTHON.format(real=sys.executable, folder=str(tmp_path)))
    program.chmod(0o755)
    os.mkfifo(tmp_path / "begun")
    os.mkfifo(tmp_path / "go")
    makes = Makes(tmp_path)
    yield makes
    for process in makes.started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def line(stream: IO[str] | None) -> str:
    assert stream
    return stream.readline()


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=STUCK)
    return process.returncode, out, err


ALL = ["venv", "pip requirements.txt", "pip ."]


def test_second_waits_and_finds_the_work_done(makes: Makes) -> None:
    first = makes.begin()
    makes.begun()
    second = makes.begin()
    assert line(second.stderr) == "Another make is setting up, waiting for it ...\n"
    assert second.poll() is None
    makes.go_on()
    assert ended(first) == (0, "Setting up .venv ...\n", "")
    assert ended(second) == (0, "", "")
    assert makes.done == ALL
    assert ended(makes.begin()) == (0, "make: Nothing to be done for 'install'.\n", "")
    assert makes.done == ALL


def test_second_does_what_a_killed_one_left(makes: Makes) -> None:
    first = makes.begin()
    makes.begun()
    second = makes.begin()
    assert "waiting" in line(second.stderr)
    os.killpg(first.pid, signal.SIGKILL)
    assert ended(second) == (0, "Setting up .venv ...\n", "")
    assert makes.done == [*ALL[:2], *ALL[1:]]
    assert (makes.folder / ".venv" / "ready").exists()


def test_environment_without_pip_is_made_anew(makes: Makes) -> None:
    """What a make leaves that is broken off while it makes the environment."""
    first = makes.begin()
    makes.begun()
    makes.go_on()
    assert ended(first)[0] == 0
    (makes.folder / ".venv" / "ready").unlink()
    (makes.folder / ".venv" / "bin" / "pip").unlink()
    assert ended(makes.begin()) == (0, "Setting up .venv ...\n", "")
    assert makes.done == [*ALL, *ALL]


def test_what_fails_is_said_and_done_again(makes: Makes) -> None:
    (makes.folder / "requirements.txt").unlink()
    done = ended(makes.begin())
    assert done[0] == 2
    assert "requirements.txt" in done[2]
    assert not (makes.folder / "done").exists()
