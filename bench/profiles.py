"""Where the time of a crawl, a rebuild and a search goes: `make profile` prints it, by room of ours
and by package of others.

By cProfile, whose own cost makes small functions of Python look dearer than they are. Seconds of
the wall clock: `waiting` is for the other end of a pipe or a connection, among it the process that
reads pages, which is not seen from here.
"""

from __future__ import annotations

import cProfile
import os
import pstats
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path

from bench.environments import ROOT
from bench.generated_news import generated_news
from kho_tin.sample import SampleServer
from kho_tin.web import functions

ARTICLES = 200
SHOWN = 14  # lines
SEARCHES = ("đầu tư", "dau tu", '"phát triển"', "doanh nghiệp -tỉnh", "hội*")
_OURS = re.compile(r".*/kho_tin/(\w+)(?:\.py)?(?:/(\w+)(?:\.py)?)?")
_PACKAGE = re.compile(r".*/site-packages/(\w+)")
_WAITING = re.compile(r"posix\.read|epoll|\.poll|select|acquire|recv|time\.sleep|waitpid")


def show(named: str, stats: pstats.Stats) -> None:
    """Print where its own time was spent, the most first."""
    spent: Counter[str] = Counter()
    for (file, _, function), (_, _, own, _, _) in vars(stats)["stats"].items():
        spent[_place(file, function)] += own
    whole = sum(spent.values())
    print(f"\n{named}: {whole:.1f} s")
    for place, seconds in spent.most_common(SHOWN):
        print(f"  {seconds / whole:6.1%} {seconds:8.2f} s  {place}")


def _place(file: str, function: str) -> str:
    if file == "~":
        if _WAITING.search(function):
            return "waiting"
        for name in ("sqlite3", "zlib", "fsync", "lxml", "_hashlib", "marshal"):
            if name in function:
                return f"({name})"
        return "Python: built in"
    if ours := _OURS.fullmatch(file):
        return "/".join(filter(None, ("kho_tin", *ours.groups())))
    package = _PACKAGE.match(file)
    return package[1] if package else "Python: its library"


def _profiled(archive: Path, *arguments: str) -> pstats.Stats:
    file = archive.with_name(f"{arguments[0]}.profile")
    command = [sys.executable, "-m", "kho_tin", *arguments, "--profile", str(file)]
    environment = {**os.environ, "ARCHIVE": str(archive)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return pstats.Stats(str(file))


def _searched(archive: Path) -> pstats.Stats:
    profile = cProfile.Profile()
    with closing(sqlite3.connect(f"{archive.as_uri()}?mode=ro", uri=True)) as connection:
        functions.register(connection)
        for typed in SEARCHES * 20:
            sql = "SELECT count(*) FROM json_each(search_ids(?))"
            profile.runcall(lambda: connection.execute(sql, [typed]).fetchall())  # noqa: B023
    return pstats.Stats(profile)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        archive = Path(name) / "archive.db"
        with SampleServer(news=generated_news(ARTICLES), log=False) as site:
            crawled = _profiled(archive, "crawl", "sample", "-a", f"start={site.url}")
        show(f"a crawl of {ARTICLES} articles", crawled)
        show("a rebuild of it", _profiled(archive, "rebuild", "--into", f"{name}/new.db"))
        show(f"{len(SEARCHES) * 20} searches in it", _searched(archive))
