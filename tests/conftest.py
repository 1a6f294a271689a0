"""What all tests share: a place to crawl into, and the `scrapy` of this environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

Scrapy = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


def run_scrapy(
    *arguments: str | Path, archive: Path, timeout: int = 120, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the `scrapy` tool in the project, as a person would, on `archive`."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("scrapy")), *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "ARCHIVE": str(archive), **environment},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@pytest.fixture
def scrapy(archive: Path) -> Scrapy:
    def scrapy(*arguments: str | Path, **options: str) -> subprocess.CompletedProcess[str]:
        return run_scrapy(*arguments, archive=archive, **options)

    return scrapy


@pytest.fixture(scope="session")
def sample_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One whole crawl of the sample site, for every test that only reads."""
    archive = tmp_path_factory.mktemp("sample") / "archive.db"
    done = run_scrapy("crawl", "sample", archive=archive)
    assert done.returncode == 0, done.stdout + done.stderr
    return archive
