"""`kho-tin crawl --all`: every site of the project, each in a process of its own, one after another
or a few at a time."""

from __future__ import annotations

import argparse
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO, TYPE_CHECKING, Final
from urllib.parse import urlsplit

from tabulate import tabulate

from kho_tin.archive import status
from kho_tin.archive.database import connect
from kho_tin.base import language, project
from kho_tin.base.errors import ArchiveError
from kho_tin.base.hosts import site_host
from kho_tin.base.language import said
from kho_tin.base.reasons import of_settings, of_verbs
from kho_tin.base.reasons.sentence import Language
from kho_tin.base.terminal import columns, fitted, printable
from kho_tin.base.times import now
from kho_tin.commands import words
from kho_tin.commands.archives import archive_of
from kho_tin.commands.refusal import SIGNALS, refuse, say
from kho_tin.commands.sites import load, loader_of
from kho_tin.outcome import exits
from kho_tin.outcome.catalogue import in_language

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from kho_tin.crawler.spider import NewsSpider

# What one crawl is taken to need (MB). With its readers the sample site took 187 (PSS), on two
# processors; large pages and documents take more.
MEGABYTES: Final = 400
HEADS: Final[dict[Language, tuple[str, ...]]] = {
    "en": ("SITE", "CODE", "VERDICT", "NEW", "CHANGED", "GONE", "ARTICLES"),
    "vi": ("TRANG", "MÃ", "KẾT LUẬN", "MỚI", "ĐỔI", "ĐÃ GỠ", "SỐ BÀI"),
}
ALIGNED: Final = ("left", "right", "left", "right", "right", "right", "right")
_LAST_RUN: Final = (
    "SELECT verdict, new, changed, gone, (SELECT count(*) FROM articles WHERE site = ?1), reason "
    "FROM runs WHERE site = ?1 AND started >= ?2 ORDER BY id DESC LIMIT 1"
)


@dataclass(frozen=True)
class Site:
    """A site to crawl into an archive, and the hosts that it has."""

    name: str
    hosts: frozenset[str]
    archive: Path


def is_real(spider: type[NewsSpider]) -> bool:
    """Whether a spider is of a site that is crawled live by its file alone: not an invented one,
    nor one that is only in a web archive, nor whose host only the operator knows."""
    return not (spider.invented or spider.endpoint or "{host}" in spider.home_url)


def hosts_of(spider: type[NewsSpider]) -> frozenset[str]:
    """The hosts that a crawl of a site sends requests to, without ports: pauses are between
    requests to a machine."""
    named = (urlsplit(spider.home_url).netloc, *spider.hosts, *spider.media_hosts)
    return frozenset(site_host(host).partition(":")[0] for host in named)


def groups(sites: Iterable[Site]) -> list[list[Site]]:
    """Sites in groups, of which two share neither host nor archive."""
    made: list[list[Site]] = []
    for site in sites:
        near = [group for group in made if any(_is_near(site, other) for other in group)]
        merged = [other for group in near for other in group]
        made = [group for group in made if group not in near] + [[*merged, site]]
    return made


def _is_near(site: Site, other: Site) -> bool:
    return site.archive == other.archive or not site.hosts.isdisjoint(other.hosts)


def jobs_within(jobs: int, available: int) -> int:
    """How many crawls there may be at once, with so many megabytes available; at least one."""
    return max(1, min(jobs, available // MEGABYTES))


def available_megabytes() -> int:
    """Memory that processes may still take, as the kernel says."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("MemAvailable:"))
    return int(line.split()[1]) // 1024


def crawl(settings: BaseSettings, opts: argparse.Namespace, archive: Path) -> int:
    """Crawl every site, with the options of `crawl --all`, into `archive` or into one for each, and
    tell how it went. Returns the worst exit code. Raises UsageError."""
    sites = list(sites_of(settings, opts.archives, archive))
    if not sites:
        refuse(of_verbs.no_sites())
    jobs, since = jobs_within(opts.jobs, available_megabytes()), now()
    given = list(_passed_on(opts))

    def command(site: Site) -> list[str]:
        into = ("-s", f"ARCHIVE={site.archive}")
        return [sys.executable, "-m", "kho_tin", "crawl", site.name, *given, *into]

    crawls = Round(command, side_by_side=jobs > 1)
    crawls.crawl(sites, jobs)
    left = [site.name for site in sites if site.name not in crawls.codes]
    code = exits.worst((*crawls.codes.values(), *(exits.RED for _ in left)))
    if code or not opts.quiet:
        stream = sys.stderr if opts.quiet else sys.stdout
        say(summary(sites, crawls.codes, since), unheard=None, file=stream)
    if crawls.stopped:
        names = ", ".join(left) or of_settings.none()
        refuse(of_verbs.stopped_with_left(crawls.stopped, names), code)
    return code


def sites_of(settings: BaseSettings, folder: str | None, archive: Path) -> Iterator[Site]:
    """The sites to crawl, by name, each with its archive in `folder`, or all with the one. Raises
    UsageError."""
    loader = loader_of(settings)
    retired = status.names(settings["RETIRED"])
    for name in sorted(loader.list()):
        spider = load(loader, name)
        if is_real(spider) and name not in retired:
            into = archive_of(Path(folder), name) if folder else archive
            yield Site(name, hosts_of(spider), into.absolute())


def _passed_on(opts: argparse.Namespace) -> Iterator[str]:
    """The options that the crawl of each site has, too."""
    for name, value in opts.spargs.items():
        yield from ("-a", f"{name}={value}")
    for setting in opts.set:
        yield from ("-s", setting)
    for option in ("loglevel", "logfile", "lang"):
        if value := getattr(opts, option):
            yield from (f"--{option}", value)
    yield from (("--quiet",) if opts.quiet else ())
    yield from (("--nolog",) if opts.nolog else ())
    yield from ("--project", str(project.folder()))


class Round:
    """Crawls of many sites. `command` gives the arguments of the process that crawls one. The codes
    of the sites that were begun, by name, are in `codes`."""

    def __init__(self, command: Callable[[Site], Sequence[str]], *, side_by_side: bool) -> None:
        self.codes: dict[str, int] = {}
        self.stopped: str | None = None
        self._command = command
        self._side_by_side = side_by_side
        self._running: list[subprocess.Popen[bytes]] = []
        self._lock = threading.RLock()  # a second signal may interrupt what the first does

    def crawl(self, sites: Iterable[Site], jobs: int) -> None:
        """Crawl all, at most `jobs` at a time. A signal ends the crawls that are running, each as
        it would end alone, and no other is begun; a second one ends them at once."""
        with self._signals(), ThreadPoolExecutor(jobs) as pool:
            for done in [pool.submit(self._one_by_one, group) for group in groups(sites)]:
                done.result()

    def _one_by_one(self, group: Iterable[Site]) -> None:
        for site in group:
            with tempfile.TemporaryFile() if self._side_by_side else _nothing() as output:
                process = self._begin(site, output)
                if process is None:
                    return
                code = process.wait()
                with self._lock:
                    self._running.remove(process)
                    # Ended before it could act on the signal, it has begun nothing.
                    if code >= 0 or not self.stopped:
                        self.codes[site.name] = 128 - code if code < 0 else code
                    if output:
                        _copy(output)

    def _begin(self, site: Site, output: IO[bytes] | None) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self.stopped:
                return None
            # Not of the terminal's group: Ctrl-C reaches it once, from here.
            process = subprocess.Popen(
                self._command(site),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                process_group=0,
            )
            self._running.append(process)
            return process

    @contextmanager
    def _signals(self) -> Iterator[None]:
        heard = [
            number
            for number in SIGNALS
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN
        ]
        before = {number: signal.signal(number, self._receive) for number in heard}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        with self._lock:
            self.stopped = signal.Signals(number).name
            for process in self._running:
                with suppress(ProcessLookupError):
                    process.send_signal(signal.SIGTERM)


@contextmanager
def _nothing() -> Iterator[None]:
    yield None


def _copy(output: IO[bytes]) -> None:
    """What a crawl has printed, when it is over: those of two would be mixed."""
    output.seek(0)
    text = output.read().decode("utf-8", "replace")
    if text:
        say(text.rstrip("\n"), unheard=None, file=sys.stderr)


def summary(sites: Sequence[Site], codes: dict[str, int], since: str) -> str:
    """A table of all sites, each with how its crawl ended that began after `since` (UTC, `…Z`);
    below a site what was wrong."""
    chosen = language.chosen()
    rows, notes = [], []
    for site in sites:
        code = codes.get(site.name)
        *cells, reason = _on_record(site, since) or ("-", "-", "-", "-", "-", None)
        if code is None:
            notes.append(said(words.not_begun()))
        elif reason:
            notes.append(in_language(str(reason), chosen))
        else:
            notes.append(said(exits.MEANINGS.get(code, words.ended_at_once())) if code else "")
        rows.append((site.name, "-" if code is None else str(code), *map(str, cells)))
    # As a row: tabulate makes columns wider for headers.
    table = tabulate(
        [HEADS[chosen], *rows], tablefmt="plain", colalign=ALIGNED, disable_numparse=True
    )
    head, *lines = table.splitlines()
    text = [head]
    for line, note in zip(lines, notes, strict=True):
        text += [line, f"  {note}"] if note else [line]
    return fitted(printable("\n".join(text)), columns(sys.stdout))


def _on_record(site: Site, since: str) -> tuple[object, ...] | None:
    with suppress(ArchiveError, sqlite3.Error), closing(connect(site.archive, readonly=True)) as db:
        row: tuple[object, ...] | None = db.execute(_LAST_RUN, [site.name, since]).fetchone()
        return row
    return None
