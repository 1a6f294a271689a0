"""A whole crawl beside the programs that people use for the same: articles a second of processor.

All crawl one generated site on loopback, in turn, without pauses; each is started as a person would
start it, and that counts. What each keeps is in the table: a rate alone says little. Peers have
environments of their own, which pin other versions of what we use and are set up when they are
first needed; one that cannot be had is left out, with a word. Those that read given addresses are
given them: they need not find them. Fundus has a sitemap and the selectors of this site.
"""

from __future__ import annotations

import compileall
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bench.environments import ROOT, Missing, python_of, version_of
from bench.generated_news import generated_news
from bench.peer_programs import FUNDUS, KEEPING, NEWSPAPER, NEWSPLEASE, SPIDER
from kho_tin.sample import SampleServer
from kho_tin.sample.answers import SampleResponse

QUICK = 200, 3  # articles, rounds
FULL = 1_500, 5  # the same, for `python -m bench full`
SLOW = 60  # articles that a program is given which needs a tenth of a second for each
WGET = "wget with WARC"
XML = "application/xml"


class SiteWithSitemap(SampleServer):
    """The sample site with a sitemap of all its news: the one that it has was typed in once."""

    def _make(self, request: web.BaseRequest) -> SampleResponse:
        if request.path != "/news.xml":
            return super()._make(request)
        rows = "".join(f"<url><loc>{item.url(self.url)}</loc></url>" for item in self.site.out())
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        return SampleResponse(f'<urlset xmlns="{space}">{rows}</urlset>'.encode(), XML)


@dataclass(frozen=True)
class Peer:
    """A program, and what it keeps. `package` is what it comes in, on PyPI. `environment` names its
    own, where `program` runs; `is_slow`: it gets few of the articles' addresses."""

    name: str
    keeps: str
    package: str = ""
    environment: str = ""
    program: str = ""
    is_slow: bool = False

    def given(self, articles: int) -> int:
        """How many of so many articles it is to read."""
        return min(SLOW, articles) if self.is_slow else articles

    def command(self, start: str, folder: Path) -> list[str]:
        """What to run in `folder`. Raises Missing."""
        if self.environment:
            return [str(python_of(self.environment)), "-c", self.program, str(folder), start]
        if self.name == WGET:
            if shutil.which("wget") is None:
                raise Missing("wget is not installed")
            options = (
                "--quiet",
                "--recursive",
                "--level=inf",
                "--no-parent",
                "--reject-regex=/CMS/",
            )
            return ["wget", *options, f"--warc-file={folder}/kept", "--no-warc-digests", start]
        scrapy = str(Path(sys.executable).with_name("scrapy"))
        if self.name == "kho tin":
            return [scrapy, "crawl", "sample", "-a", f"start={start}"]
        more = KEEPING.format(folder=str(folder)) if "sqlite" in self.name else ""
        (folder / "peer.py").write_text(SPIDER.format(start=start, more=more))
        return [scrapy, "runspider", str(folder / "peer.py")]

    def version(self) -> str:
        """Its name and version, where it is none of the packages that we are made of."""
        if self.package:
            return f"{self.package} {version_of(self.package, python_of(self.environment))}"
        if self.name == WGET:
            shown = subprocess.check_output(["wget", "--version"], text=True)
            return " ".join(shown.split()[1:3])
        return ""


PEERS = (
    Peer("bare scrapy", "nothing"),
    Peer("kho tin", "bytes, text, every version, search"),
    Peer(WGET, "bytes"),
    Peer("scrapy, trafilatura, sqlite", "text"),
    Peer("fundus", "text", "fundus", "bench-fundus", FUNDUS),
    Peer("newspaper4k", "text", "newspaper4k", "bench-newspaper4k", NEWSPAPER, is_slow=True),
    Peer("news-please", "text", "news-please", "bench-news-please", NEWSPLEASE, is_slow=True),
)


def main() -> None:
    """Print the table."""
    table(*QUICK)


def full() -> None:
    """The same of more pages."""
    table(*FULL)


def table(articles: int, rounds: int, peers: Sequence[Peer] = PEERS) -> None:
    """Print it for so many articles, crawled so many times; rates beside those of the first."""
    # As the peers' are since they were installed.
    for package in ("kho_tin", "pipelines", "spiders"):
        compileall.compile_dir(ROOT / package, quiet=2)
    rates: dict[Peer, list[tuple[float, float]]] = {}
    answers: dict[Peer, int] = {}
    missing: dict[Peer, Missing] = {}
    news = generated_news(articles)
    with SiteWithSitemap(news=news) as site:
        urls = [article.url(site.url) for article in news]
        for _ in range(rounds):
            for peer in peers:
                if peer in missing:
                    continue
                before = site.count
                try:
                    processor, wall = run(peer, site.url, urls)
                except Missing as error:
                    missing[peer] = error
                    continue
                answers[peer] = site.count - before
                rates.setdefault(peer, []).append((answers[peer] / processor, answers[peer] / wall))
    print(", ".join(filter(None, (peer.version() for peer in rates))))
    print(f"{articles} articles of 3 to 4 KB of text, medians of {rounds} rounds in turn")
    print(
        f"{'':30}{'requests':>9}{'articles':>9}{'a CPU s':>9}{'a second':>9}{'of bare':>9}  keeps"
    )
    bare = statistics.median(rate for rate, _ in rates[peers[0]])
    for peer in peers:
        if peer in missing:
            print(f"{peer.name:30}left out: {missing[peer]}")
            continue
        by_processor, by_wall = map(statistics.median, zip(*rates[peer], strict=True))
        print(
            f"{peer.name:30}{answers[peer]:9}{peer.given(articles):9}{by_processor:9.1f}"
            f"{by_wall:9.1f}{by_processor / bare:9.2f}  {peer.keeps}"
        )


def run(peer: Peer, start: str, urls: Sequence[str]) -> tuple[float, float]:
    """Seconds of processor and of the wall clock. Raises Missing, and RuntimeError where the
    program does not end well, or has not read what it was to read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = peer.command(start, folder)
        given = urls[: peer.given(len(urls))]
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(
            command,
            cwd=ROOT if peer.name == "kho tin" else folder,
            env={**os.environ, "ARCHIVE": str(folder / "archive.db")},
            input="\n".join(given),
            capture_output=True,
            text=True,
            timeout=3600,
            check=False,
        )
        wall = time.perf_counter() - begun
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        # wget ends with 8 where a server says that one page is not there.
        if done.returncode not in ((0, 8) if peer.name == WGET else (0,)):
            raise RuntimeError(f"{peer.name}: {done.stderr[-2000:]}")
        if peer.program:
            read = len((folder / "articles.jsonl").read_text("utf-8").splitlines())
            if read != len(given):
                raise RuntimeError(f"{peer.name} has read {read} of {len(given)} articles")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return processor, wall
