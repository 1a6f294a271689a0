"""An ordinary search beside twenty clients that send the worst queries, and the server's memory.

`python -m bench hostile_visitors`, with KHO_TIN_BENCH_SECONDS=300 for five minutes, and ARCHIVE for
another archive than a crawl of the sample site. The clients are a process of their
own and yield the processor to the server, as if they were on other machines; none of them waits
when it is sent away.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

from bench.environments import ROOT
from bench.worst_queries import ADDRESSES

CLIENTS = 20
SEARCHES = ["search?q=cang", "search?q=%C4%91%E1%BA%A7u+t%C6%B0", "search.json?q=khu+kinh+te"]
ALONE = 60  # searches
QUICK = 15.0  # seconds of the clients
FULL = 60.0  # the same, for `python -m bench full`


def main() -> None:
    """Print the figures."""
    figures(QUICK)


def full() -> None:
    """The same for longer."""
    figures(FULL)


def figures(seconds: float) -> None:
    """Print them; the clients send queries for so many seconds, where the environment does not say
    how many."""
    seconds = float(os.environ.get("KHO_TIN_BENCH_SECONDS") or seconds)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(os.environ.get("ARCHIVE") or crawled(Path(folder)))
        with serving(path) as (address, server):
            alone = searched(address, ALONE)
            show("alone", alone)
            peaks: list[int] = []
            beside: list[float] = []
            with attacked(address) as counts:
                end, minute = time.monotonic() + seconds, time.monotonic()
                while time.monotonic() < end:
                    beside += searched(address, 5)
                    peaks.append(memory(server.pid))
                    if time.monotonic() - minute > 30:
                        minute += 30
                        print(f"  memory {peaks[-1] >> 20} MB, peak {max(peaks) >> 20} MB")
            show(f"beside {CLIENTS}", beside)
            again = searched(address, ALONE)
            show("alone again", again)
            print(f"ratio of medians {statistics.median(beside) / statistics.median(alone):.2f}")
            print(f"memory of the server and its processes: peak {max(peaks) >> 20} MB")
            print(f"answers to the clients: {dict(sorted(counts.items()))}")


def show(name: str, times: list[float]) -> None:
    ordered = sorted(times)
    p95 = ordered[int(len(ordered) * 0.95)]
    print(
        f"search {name}: {len(times)} times, median {statistics.median(times) * 1000:.0f} ms, "
        f"95 % within {p95 * 1000:.0f} ms, longest {ordered[-1] * 1000:.0f} ms",
        flush=True,
    )


def searched(address: str, times: int) -> list[float]:
    """How long each of so many ordinary searches took, in seconds, one after another."""
    taken = []
    for number in range(times):
        begun = time.perf_counter()
        with urlopen(address + SEARCHES[number % len(SEARCHES)], timeout=120) as answer:
            answer.read()
        taken.append(time.perf_counter() - begun)
    return taken


def memory(pid: int) -> int:
    """Bytes that a process and its children have in memory, what they share counted for each."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total = 0
    for process in (str(pid), *children):
        try:
            total += int(Path(f"/proc/{process}/statm").read_text().split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return total * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def attacked(address: str, seed: int = 0) -> Iterator[Counter[str]]:
    """CLIENTS that send the worst queries while the block runs, each in an order of its own that
    `seed` decides; how often each status was the answer is in the counter afterwards."""
    counts: Counter[str] = Counter()
    clients = subprocess.Popen(
        [sys.executable, "-m", "bench.hostile_visitors", address, str(seed)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert clients.stdout
    assert clients.stdout.readline() == "begun\n"
    try:
        yield counts
    finally:
        answers, _ = clients.communicate(timeout=60)
        counts.update(json.loads(answers))


async def _attack(address: str, seed: int, counts: Counter[str]) -> None:
    chosen = random.Random(seed)
    host = urlsplit(address)
    while True:
        query = chosen.choice(ADDRESSES)
        try:
            reader, writer = await asyncio.open_connection(host.hostname, host.port)
            request = f"GET /{query} HTTP/1.1\r\nHost: {host.netloc}\r\nConnection: close\r\n\r\n"
            writer.write(request.encode())
            status = (await reader.readline()).split()[1].decode()
            while await reader.read(1 << 16):
                pass
            writer.close()
            counts[status] += 1
        except (OSError, IndexError):
            counts["none"] += 1


async def _attackers(address: str, seed: int) -> None:
    counts: Counter[str] = Counter()
    tasks = [asyncio.create_task(_attack(address, seed + n, counts)) for n in range(CLIENTS)]
    print("begun", flush=True)
    await asyncio.to_thread(sys.stdin.read)  # until whoever started this has seen enough
    for task in tasks:
        task.cancel()
    print(json.dumps(counts), flush=True)


def crawled(folder: Path) -> Path:
    path = folder / "archive.db"
    subprocess.run(
        [sys.executable, "-m", "kho_tin", "crawl", "sample"],
        cwd=ROOT,
        env={**os.environ, "ARCHIVE": str(path)},
        check=True,
        capture_output=True,
    )
    return path


@contextmanager
def serving(path: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    server = subprocess.Popen(
        [sys.executable, "-m", "kho_tin", "serve", "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "ARCHIVE": str(path)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert server.stdout
    try:
        address = next(
            word for word in server.stdout.readline().split() if word.startswith("http://")
        )
        # Its access log is read by nobody here, and must not fill the pipe.
        subprocess.Popen(["cat"], stdin=server.stdout, stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                searched(address, 1)
                break
            except OSError:
                time.sleep(0.1)
        yield address, server
    finally:
        server.terminate()
        server.wait(timeout=60)


if __name__ == "__main__":
    os.nice(10)
    asyncio.run(_attackers(sys.argv[1], int(sys.argv[2])))
