"""Broken pages never break the reading: each is read as something, soon and in little memory."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from typing import IO, Any

import pytest

from tests.conftest import ROOT
from tests.parsers.mutations import mutated, sources
from tests.waiting import STUCK

# CPU time, so that a busy machine does not fail the test: the worst page takes a second where a
# processor is shared; and memory of the whole process.
SECONDS = 10.0
MEGABYTES = 200
# A fresh process now and then, so that what one page leaves behind is not the next one's.
_BATCH = 500
_KINDS = {"Article", "Listing", "NotAnArticle", "LayoutChanged"}


@dataclass
class Outcome:
    """What became of a range of seeds: how many pages were read, and what was wrong."""

    read: int = 0
    wrong: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)


def run(first: int, count: int) -> Outcome:
    """Read the pages of `count` seeds from `first` on, in processes of their own."""
    outcome = Outcome()
    seed, end = first, first + count
    while seed < end:
        seed = _run_batch(seed, min(_BATCH, end - seed), outcome)
    return outcome


def _run_batch(first: int, count: int, outcome: Outcome) -> int:
    """Run one process; the seed to go on with, which is the one after a page that broke it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.parsers.mutations", str(first), str(count)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    lines: queue.Queue[str] = queue.Queue()
    errors: list[str] = []
    threads = [
        threading.Thread(target=_pump, args=(process.stdout, lines.put), daemon=True),
        threading.Thread(target=_pump, args=(process.stderr, errors.append), daemon=True),
    ]
    for thread in threads:
        thread.start()
    seed = first
    done = 0
    try:
        while done < count:
            answer: dict[str, Any] = json.loads(lines.get(timeout=STUCK) or '{"ended": true}')
            if "ended" in answer:
                break
            seed = answer["seed"]
            if "kind" in answer:
                done += 1
                _judge(answer, outcome)
    except queue.Empty:
        outcome.wrong.append(f"seed {seed}: not read after {STUCK} s")
        process.kill()
    code = process.wait()
    for thread in threads:
        thread.join()
    process.stdout.close()
    process.stderr.close()
    if done < count and code >= 0:
        outcome.wrong.append(f"seed {seed}: exit {code}\n{''.join(errors)[-3000:]}")
    elif done < count:
        outcome.wrong.append(f"seed {seed}: killed by signal {-code}")
    return seed + 1


def _pump(stream: IO[str], take: Any) -> None:
    for line in stream:
        take(line)
    take("")


def _judge(answer: dict[str, Any], outcome: Outcome) -> None:
    outcome.read += 1
    outcome.kinds.add(answer["kind"])
    if answer["seconds"] > SECONDS:
        outcome.wrong.append(f"seed {answer['seed']}: {answer['seconds']:.2f} s of CPU time")
    if answer["megabytes"] > MEGABYTES:
        outcome.wrong.append(f"seed {answer['seed']}: {answer['megabytes']} MB")


def test_a_seed_always_makes_the_same_page() -> None:
    assert len(sources()) >= 20
    pages = [mutated(seed) for seed in range(30)]
    assert pages == [mutated(seed) for seed in range(30)]
    assert len({page.body for page in pages}) == 30


@pytest.mark.more
def test_broken_pages_are_read() -> None:
    outcome = run(0, 400)
    assert outcome.wrong == []
    assert outcome.read == 400
    assert outcome.kinds == _KINDS


@pytest.mark.long
def test_ten_thousand_broken_pages_are_read() -> None:
    outcome = run(1_000_000, 10_000)
    assert outcome.wrong == []
    assert outcome.read == 10_000
