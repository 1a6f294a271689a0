"""Exports of the one crawl that all reading tests share, made by the command itself."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, run_scrapy

Export = Callable[..., Path]


@pytest.fixture(scope="session")
def export(sample_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Export:
    """`export(format, *options)`: the file, made once however many tests ask for it."""
    folder = tmp_path_factory.mktemp("exports")
    made: dict[tuple[str, ...], Path] = {}

    def export(form: str, *options: str) -> Path:
        if (form, *options) not in made:
            path = folder / f"{len(made)}.{form}"
            done = run_scrapy("export", form, path, *options, archive=sample_archive)
            assert done.returncode == 0, done.stderr
            assert done.stderr == ""
            made[form, *options] = path
        return made[form, *options]

    return export


def tool(name: str) -> str:
    """A program of somebody else's, with which an export is checked; skips without it.

    pywb wants older versions of packages than Scrapy has, so it lives in an environment of its
    own, `.venv-replay`.
    """
    folders = [Path(sys.executable).parent, ROOT / ".venv-replay" / "bin"]
    path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    program = shutil.which(name, path=path)
    if program is None:
        pytest.skip(f"{name} is not installed, here or in .venv-replay")
    return program
