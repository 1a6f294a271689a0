"""Captures read again on the machines of a Dask cluster, one of which is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from tests.conftest import ROOT, copied, run_scrapy
from tests.replay.test_rebuild import dump
from tests.starting import starter
from tests.waiting import STUCK, until

pytestmark = pytest.mark.long
QUIET = ("--no-dashboard", "--host", "127.0.0.1")


class Cluster:
    """A scheduler, and three workers of one thread each, all of them processes on loopback."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self._stack = stack
        file = folder / "scheduler.json"
        self._start("scheduler", "--port", "0", "--scheduler-file", str(file))
        until(lambda: _is_written(file), "the scheduler")
        self.address: str = json.loads(file.read_text())["address"]
        self._client: Any = stack.enter_context(Client(self.address))  # type: ignore[no-untyped-call]
        self.workers = [
            self._start("worker", self.address, "--no-nanny", "--nthreads", "1") for _ in range(3)
        ]
        until(lambda: self.count() == 3, "the workers")

    def _start(self, what: str, *options: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{what}", *options, *QUIET],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        self._stack.callback(process.wait, STUCK)
        self._stack.callback(process.kill)
        return process

    def count(self) -> int:
        """How many workers the scheduler knows."""
        return len(self._client.scheduler_info(n_workers=-1)["workers"])

    def busy(self) -> int:
        """How many of them have work."""
        return sum(map(bool, self._client.processing().values()))


def _is_written(file: Path) -> bool:
    """Whether it is there, to its end."""
    with suppress(FileNotFoundError, json.JSONDecodeError):
        return bool(json.loads(file.read_text()))
    return False


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with ExitStack() as stack:
        yield Cluster(stack, tmp_path_factory.mktemp("cluster"))


@pytest.mark.parametrize("verb", ["rebuild", "import"])
def test_one_of_three_is_killed(
    verb: str, cluster: Cluster, sample_archive: Path, tmp_path: Path
) -> None:
    archive = copied(sample_archive, tmp_path / "copy")
    new = tmp_path / "new" / "archive.db"
    new.parent.mkdir()
    command: tuple[str | Path, ...] = ("rebuild", "--into", new)
    if verb == "import":
        files = (archive.parent / "captures").glob("*.warc.gz")
        command = ("import", *files, "--site", "sample")
        archive = new
    # It has taken work, and will never give it back.
    lost = cluster.workers[0]
    os.kill(lost.pid, signal.SIGSTOP)
    until(lambda: is_stopped(lost.pid), "the worker stands still")
    process = starter(ROOT).start(
        [*command, "--scheduler", cluster.address], {**os.environ, "ARCHIVE": str(archive)}
    )
    # The others have done theirs, and the answers are taken in their order: all waits for it.
    until(lambda: process.poll() is not None or cluster.busy() == 1, "only the lost one has work")
    assert process.poll() is None
    lost.kill()
    assert process.wait(STUCK) == 0
    assert cluster.count() == 2
    if verb == "rebuild":
        assert dump(new) == dump(sample_archive)
        new.unlink()
    else:
        alone = tmp_path / "alone" / "archive.db"
        alone.parent.mkdir()
        done = run_scrapy(*command, "--jobs", "1", archive=alone)
        assert done.returncode == 0, done.stderr
        for table in ("articles", "revisions", "images", "attachments", "articles_fts"):
            assert dump(new)[table] == dump(alone)[table]


def is_stopped(pid: int) -> bool:
    return "\nState:\tT" in Path(f"/proc/{pid}/status").read_text()


def test_no_scheduler(sample_archive: Path, tmp_path: Path) -> None:
    command = ("rebuild", "--into", tmp_path / "new.db", "--scheduler", "tcp://127.0.0.1:1")
    done = run_scrapy(*command, archive=sample_archive)
    assert done.returncode == 2
    assert done.stderr.startswith("kho-tin: --scheduler tcp://127.0.0.1:1: ")
    assert done.stderr.count("\n") == 1
