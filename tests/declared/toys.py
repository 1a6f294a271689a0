"""A copy of the program to which somebody adds a thing by the steps of CONTRIBUTING.md."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT
from tests.crawler.project import Project
from tests.waiting import STUCK


def files_of(section: str, name: str = "NAME") -> set[str]:
    """The files that the steps of a section name in bold, for a thing called `name`."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    steps = text.split(f"\n## {section}\n")[1].partition("\n## ")[0]
    return {path.replace("NAME", name) for path in re.findall(r"\*\*`([^`]+)`\*\*", steps)}


class Toy:
    """A copy of the program; `written` are the files that were added to it, or changed in it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.project = Project.copy(ROOT, folder)
        self.root = self.project.root
        self.written: set[str] = set()

    def add(self, path: str, text: str) -> None:
        assert not (self.root / path).exists()
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")
        self.written.add(path)

    def put(self, path: str, before: str, after: str) -> None:
        """Change the one place of a file that says `before`."""
        text = (self.root / path).read_text("utf-8")
        assert text.count(before) == 1, (path, before)
        (self.root / path).write_text(text.replace(before, after), "utf-8")
        self.written.add(path)

    def append(self, path: str, text: str) -> None:
        path_there = self.root / path
        path_there.write_text(path_there.read_text("utf-8") + text, "utf-8")
        self.written.add(path)

    def python(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run Python with this copy of the program, in its folder."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
            capture_output=True,
            text=True,
            timeout=STUCK,
            check=False,
        )

    def describe(self) -> None:
        """The step that writes the documents."""
        (self.root / "docs").mkdir()
        for path in ("docs/exports.md", "datasette-metadata.json"):
            (self.root / path).write_bytes((ROOT / path).read_bytes())
        done = self.python("-m", "kho_tin.exporters.described")
        assert done.returncode == 0, done.stderr

    @property
    def document(self) -> str:
        return (self.root / "docs" / "exports.md").read_text("utf-8")

    def described(self, table: str) -> dict[str, str]:
        """The columns of a table in the metadata."""
        metadata = json.loads((self.root / "datasette-metadata.json").read_text("utf-8"))
        columns: dict[str, str] = metadata["databases"]["archive"]["tables"][table]["columns"]
        return columns
