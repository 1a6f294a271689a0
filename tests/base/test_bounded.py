"""A worker does what it is given within bounds, and what ends it costs that one answer."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kho_tin.base.bounded import Exceeded, Limits, Worker

LIMITS = Limits(cpu=1, wall=60, memory=100 << 20)


@pytest.fixture
def worker() -> Worker:
    return Worker(LIMITS)


def test_what_functions_make_of_their_arguments(worker: Worker) -> None:
    assert worker.run(len, b"x" * (3 << 20)) == 3 << 20  # more than a pipe takes at once
    assert worker.run(bytes, 5 << 20) == bytes(5 << 20)
    assert worker.run(os.getpid) not in (os.getpid(), None)
    assert worker.run(os.getpid) == worker.run(os.getpid)


BAD: dict[str, tuple[Callable[..., Any], tuple[Any, ...], str, bool]] = {
    "time": (re.match, ("(a+)+$", "a" * 64 + "b"), "not read in 1 s", True),
    "memory": (bytes, (1 << 30,), "needs more than 100 MB of memory", True),
    "a crash": (os.abort, (), "the reader ended on it (SIGABRT)", False),
    "an end": (os._exit, (3,), "the reader ended on it (code 3)", False),
}


@pytest.mark.parametrize("name", BAD)
def test_what_exceeds_them_costs_that_answer(name: str, worker: Worker) -> None:
    function, arguments, why, is_much = BAD[name]
    with pytest.raises(Exceeded, match=re.escape(why)) as caught:
        worker.run(function, *arguments)
    assert caught.value.is_much == is_much
    assert worker.run(len, b"abc") == 3


def test_nor_does_it_wait_for_ever() -> None:
    worker = Worker(Limits(cpu=60, wall=0.1, memory=100 << 20))
    with pytest.raises(Exceeded, match=re.escape("not read in 0.1 s")):
        worker.run(time.sleep, 3600)


def test_a_fault_of_ours_is_raised_with_its_place(worker: Worker) -> None:
    with pytest.raises(ValueError, match="invalid literal") as caught:
        worker.run(int, "x")
    assert "Traceback" in caught.value.__notes__[0]
    pid = worker.run(os.getpid)
    with pytest.raises(TypeError):
        worker.run(len)
    assert worker.run(os.getpid) == pid


def test_it_holds_none_of_our_locks_and_hears_none_of_our_signals(
    worker: Worker, tmp_path: Path
) -> None:
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert sorted(map(int, worker.run(os.listdir, "/proc/self/fd")))[:3] == [0, 1, 2]
        assert len(worker.run(os.listdir, "/proc/self/fd")) == 6  # two pipes, and the folder
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert worker.run(os.getsid, 0) == worker.run(os.getpid)
    assert worker.run(signal.getsignal, signal.SIGTERM) == signal.SIG_DFL


def _tell_and_sleep(fifo: str) -> None:
    Path(fifo).write_text("asleep")
    time.sleep(3600)


def test_it_is_ended_from_another_thread_and_begins_anew(worker: Worker, tmp_path: Path) -> None:
    pid = worker.run(os.getpid)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)

    def kill() -> None:
        assert fifo.read_text() == "asleep"
        worker.kill()

    killing = threading.Thread(target=kill)
    killing.start()
    with pytest.raises(Exceeded, match="SIGKILL"):
        worker.run(_tell_and_sleep, str(fifo))
    killing.join()
    assert worker.run(os.getpid) != pid


def test_it_leaves_nothing_behind(worker: Worker) -> None:
    before = len(os.listdir("/proc/self/fd"))
    pid = worker.run(os.getpid)
    worker.close()
    assert len(os.listdir("/proc/self/fd")) == before
    assert not Path(f"/proc/{pid}").exists()
