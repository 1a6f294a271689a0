"""What each verb needs of memory, on a small archive and on a large one: the most that a process
had resident, and what each article more takes.

A run's WARC file is generated, and rebuilt, imported, checked and exported by the program as a
person would start it; a smaller site is crawled. Small archives fill what SQLite keeps of its
files (2 MB a database), and so show more for an article than large ones. `python -m bench memory`;
docs/performance.md has what was measured of 50,000, which `python -m bench full memory` prints.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from bench.generated_run import generated_news_of, generated_run
from kho_tin.base.project import package_path
from kho_tin.sample import SampleServer

ROOT: Final = package_path()
SIZES: Final = 150, 600  # articles
CRAWLED: Final = 100, 300
FULL: Final = 5_000, 50_000
FULL_CRAWLED: Final = 1_000, 4_000
TARGET: Final = 200  # MB of a process
# VmHWM is of this program alone: what `getrusage` has for it is at least its parent's.
PROGRAM: Final = """
import resource, runpy, sys
file, sys.argv = sys.argv[1], ["kho-tin", *sys.argv[2:]]
try:
    runpy.run_module("kho_tin", run_name="__main__")
finally:
    with open("/proc/self/status") as status:
        own = next(line.split()[1] for line in status if line.startswith("VmHWM"))
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with open(file, "w") as peak:
        print(own, others, file=peak)
"""


class Peak(NamedTuple):
    """The most that a verb's own process had resident, and the largest of its others, in KB."""

    own: int
    others: int


def main() -> None:
    """Print the table."""
    table(SIZES, CRAWLED)


def full() -> None:
    """The same of more pages."""
    table(FULL, FULL_CRAWLED)


def table(sizes: tuple[int, int], crawled: tuple[int, int]) -> None:
    """Print it for archives of so many articles, and crawls of so many."""
    print("resident at most, MB: the verb's own process, the largest of those that read for it")
    print(f"{'':10}{'articles':>18}{'own':>12}{'others':>12}{'bytes an article':>20}")
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name) / str(size) for size in (*sizes, *crawled)]
        first, second = (
            _replayed(folder, size) for folder, size in zip(folders, sizes, strict=False)
        )
        for verb in first:
            _line(verb, sizes, (first[verb], second[verb]))
        _line("crawl", crawled, tuple(map(_crawled, folders[2:], crawled)))
    print(f"target of each process: {TARGET} MB")


def _line(verb: str, sizes: tuple[int, int], peaks: Sequence[Peak]) -> None:
    few, many = peaks
    more = (many.own - few.own) * 1024 / (sizes[1] - sizes[0])
    articles = f"{sizes[0]:,} {sizes[1]:,}"
    own, others = f"{few.own >> 10} {many.own >> 10}", f"{few.others >> 10} {many.others >> 10}"
    print(f"{verb:10}{articles:>18}{own:>12}{others:>12}{more:>20,.0f}", flush=True)


def _replayed(folder: Path, articles: int) -> dict[str, Peak]:
    """Who reads captures again, by verb."""
    folder.mkdir()
    archive, other = folder / "archive.db", folder / "imported" / "archive.db"
    other.parent.mkdir()
    ours = generated_run(folder / "captures", articles)
    others = generated_run(folder / "others", articles, has_journal=False)
    imported = "import", "--site", "sample", "--jobs", "2"
    return {
        "rebuild": _peak(archive, "rebuild", "--jobs", "2"),
        "verify": _peak(archive, "verify", "--jobs", "2"),
        "status": _peak(archive, "status"),
        "export": _peak(archive, "export", "jsonl", str(folder / "articles.jsonl")),
        "import": _peak(other, imported[0], str(ours), *imported[1:]),
        "of others": _peak(other.with_name("others.db"), imported[0], str(others), *imported[1:]),
    }


def _crawled(folder: Path, articles: int) -> Peak:
    folder.mkdir()
    with SampleServer(news=generated_news_of(articles)) as site:
        return _peak(folder / "archive.db", "crawl", "sample", "-a", f"start={site.url}")


def _peak(archive: Path, *arguments: str) -> Peak:
    file = archive.with_suffix(".peak")
    command = [sys.executable, "-c", PROGRAM, str(file), *arguments]
    environment = {**os.environ, "ARCHIVE": str(archive)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{arguments[0]}: {done.returncode}\n{done.stdout}{done.stderr}")
    return Peak(*map(int, file.read_text().split()))
