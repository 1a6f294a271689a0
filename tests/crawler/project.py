"""Projects in which the `scrapy` tool may write files, and what it then says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, Self, TypeVar

from tests.starting import starter
from tests.waiting import STUCK

BIN = Path(sys.executable).parent
T = TypeVar("T")
R = TypeVar("R")


@dataclass
class Project:
    """A project in which files may be written."""

    root: Path

    @classmethod
    def new(cls, root: Path, folder: Path) -> Self:
        """One in the empty `folder`, with the sites of the project at `root`, whose program it
        has."""
        return cls._copied(root, folder, {"pipelines", "spiders"})

    @classmethod
    def copy(cls, root: Path, folder: Path) -> Self:
        """One with a copy of the program, too, which may be altered."""
        return cls._copied(root, folder, {"kho_tin", "pipelines", "spiders"})

    @classmethod
    def _copied(cls, root: Path, folder: Path, packages: set[str]) -> Self:
        for path in root.iterdir():
            if path.suffix in {".py", ".cfg"}:
                shutil.copy(path, folder)
            elif path.name in packages:
                # With what is compiled, which is valid for a file until it is written again.
                shutil.copytree(path, folder / path.name)
        return cls(folder)

    def run(
        self, *arguments: str | Path, forked: bool = True, **environment: str
    ) -> CompletedProcess[str]:
        """Run the `scrapy` tool in it; not `forked`, the program itself is started."""
        env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "CONTACT": "", **environment}
        done: CompletedProcess[str]
        if forked:
            done = starter(self.root).run(arguments, env, STUCK)
        else:
            done = subprocess.run(
                [str(BIN / "scrapy"), *map(str, arguments)],
                cwd=self.root,
                env=env,
                capture_output=True,
                text=True,
                timeout=STUCK,
                check=False,
            )
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return done

    def report(self, *arguments: str | Path, **environment: str) -> dict[str, Any]:
        """The report of a look, whatever its exit code, which must be the one it names."""
        done = self.run("look", "--json", *arguments, forked=True, **environment)
        report: dict[str, Any] = json.loads(done.stdout)
        assert done.returncode == report["verdict"]["exit_code"], done.stderr
        return report

    def files(self) -> set[str]:
        return {str(path.relative_to(self.root)) for path in self.root.rglob("*")}


def two_at_a_time(run: Callable[[T], R], cases: Iterable[T]) -> dict[T, R]:
    """What `run` gave for each case; most of the time goes into starting Python."""
    names = list(cases)
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(names, pool.map(run, names), strict=True))
