"""What each verb needs of memory, on a small archive and on a large one: the most that a process
had resident, and what each article more takes. The full form crawls a site of 50,000 articles
besides, one in five with a picture, imports what that wrote, and prints how both grow; then it
crawls the site once more, as on a quiet night, checks the archive and rebuilds it.

A run's WARC file is generated, and rebuilt, imported, checked and exported by the program as a
person would start it; a smaller site is crawled. Small archives fill what SQLite keeps of its
files (2 MB a database), and so show more for an article than large ones. `python -m bench memory`;
docs/performance.md has what was measured of 50,000, which `python -m bench full memory` prints.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from bench.environments import ROOT
from bench.generated_run import generated_news_of, generated_run
from kho_tin.sample import SampleServer
from kho_tin.sample.board import CATEGORIES
from kho_tin.sample.news import Picture

SIZES: Final = 150, 600  # articles
CRAWLED: Final = 100, 300
FULL: Final = 2_500, 7_500
FULL_CRAWLED: Final = 500, 2_000
POINTS: Final = 1_000, 10_000, 25_000, 50_000
ILLUSTRATED: Final = 5  # of so many articles one has a picture
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
    growth(POINTS)


def table(sizes: tuple[int, int], crawled: tuple[int, int]) -> None:
    """Print it for archives of so many articles, and crawls of so many."""
    print("resident at most, MB: the verb's own process, the largest of those that read for it")
    print(f"{'':16}{'articles':>18}{'own':>12}{'others':>12}{'bytes an article':>20}")
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name) / str(size) for size in (*sizes, *crawled)]
        first, second = (
            _replayed(folder, size) for folder, size in zip(folders, sizes, strict=False)
        )
        for verb in first:
            _line(verb, sizes, (first[verb], second[verb]))
        _line("crawl", crawled, tuple(map(_crawled, folders[2:], crawled)))
    print(f"target of each process: {TARGET} MB")


def growth(points: tuple[int, ...]) -> None:
    """Print what a first crawl, and an import of what it wrote, had resident at most when they had
    stored so many articles; and what other verbs had of the whole archive."""
    print(f"{'':10}" + "".join(f"{point:>10,}" for point in points))
    with tempfile.TemporaryDirectory() as name:
        archive, other = Path(name) / "archive.db", Path(name) / "imported"
        other.mkdir()
        with _site(points[-1], has_pictures=True) as site:
            crawl = "crawl", "sample", "-a", f"start={site.url}"
            _growth(archive, points, *crawl)
            night = _peak(archive, *crawl)
        files = map(str, sorted((archive.parent / "captures").glob("*.warc.gz")))
        imported = "import", "--site", "sample", *files
        _growth(other / "archive.db", points, *imported, "--jobs", "2")
        _line("crawl once more", points[-1:], [night])
        for verb in ("verify", "rebuild"):
            _line(verb, points[-1:], [_peak(archive, verb, "--jobs", "2")])


def _growth(archive: Path, points: tuple[int, ...], *arguments: str) -> None:
    command, file = _command(archive, arguments), archive.with_suffix(".peak")
    output = archive.with_suffix(".out")
    peaks: list[int] = []
    with output.open("w") as out:
        process = subprocess.Popen(**command, stdout=out, stderr=out)
        while process.poll() is None:
            time.sleep(1)
            with suppress(OSError, IndexError, sqlite3.OperationalError):  # not begun, or over
                peak = _resident(process.pid)
                stored = _stored(archive)
                peaks += [peak] * (sum(stored >= point for point in points[:-1]) - len(peaks))
    if process.returncode:
        raise RuntimeError(f"{arguments[0]}: {process.returncode}\n{output.read_text()}")
    peaks.append(int(file.read_text().split()[0]))
    print(f"{arguments[0]:10}" + "".join(f"{peak >> 10:>10}" for peak in peaks), flush=True)


def _stored(archive: Path) -> int:
    """How many articles an archive has, also while it is written."""
    with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as db:
        return int(db.execute("SELECT count(*) FROM articles").fetchone()[0])


def _resident(process: int) -> int:
    """The most that a process had resident so far, in KB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def _line(verb: str, sizes: Sequence[int], peaks: Sequence[Peak]) -> None:
    articles = " ".join(f"{size:,}" for size in sizes)
    own = " ".join(str(peak.own >> 10) for peak in peaks)
    others = " ".join(str(peak.others >> 10) for peak in peaks)
    line = f"{verb:16}{articles:>18}{own:>12}{others:>12}"
    if len(sizes) > 1:
        line += f"{(peaks[-1].own - peaks[0].own) * 1024 / (sizes[-1] - sizes[0]):>20,.0f}"
    print(line, flush=True)


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
    with _site(articles) as site:
        return _peak(folder / "archive.db", "crawl", "sample", "-a", f"start={site.url}")


def _site(articles: int, *, has_pictures: bool = False) -> SampleServer:
    """A site of so many in all its lists: none of them is too long to be read whole."""
    news = []
    for at, item in enumerate(generated_news_of(articles)):
        illustrated = has_pictures and at % ILLUSTRATED == 0
        picture = (Picture(f"tin-so-{at}.png", f"Hình {at}", ""),) if illustrated else ()
        category = CATEGORIES[at % len(CATEGORIES)]
        news.append(replace(item, category=category, blocks=item.blocks + picture))
    return SampleServer(news=news)


def _command(archive: Path, arguments: Sequence[str]) -> dict[str, Any]:
    """How a verb is started on an archive; its peak is written beside that."""
    return {
        "args": [sys.executable, "-c", PROGRAM, str(archive.with_suffix(".peak")), *arguments],
        "cwd": ROOT,
        "env": {**os.environ, "ARCHIVE": str(archive)},
    }


def _peak(archive: Path, *arguments: str) -> Peak:
    file = archive.with_suffix(".peak")
    done = subprocess.run(**_command(archive, arguments), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{arguments[0]}: {done.returncode}\n{done.stdout}{done.stderr}")
    return Peak(*map(int, file.read_text().split()))
