"""A whole crawl beside the programs that people use for the same: articles a second of processor.

All crawl one generated site on loopback, in turn, without pauses; each is started as a person would
start it, and that counts. What each keeps is in the table: a rate alone says little. Peers have
environments of their own, which pin other versions of what we use; one that is not there is left
out, with a word. Those that read given addresses are given them: they need not find them.
"""

from __future__ import annotations

import datetime as dt
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

from bench.generated_news import generated_news
from kho_tin.sample import SampleServer

ROOT = Path(__file__).resolve().parent.parent
QUICK = 200, 3  # articles, rounds
FULL = 1_500, 5  # the same, for `python -m bench full`
SLOW = 60  # articles that a program is given which needs a tenth of a second for each

SPIDER = """
import json, sqlite3
import scrapy

class Spider(scrapy.Spider):
    name = "peer"
    start_urls = [{start!r}]
    allowed_domains = ["127.0.0.1"]
    custom_settings = {{"LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": False, "DOWNLOAD_DELAY": 0}}

    def parse(self, response):
        for href in response.css("a::attr(href)").getall():
            if href.endswith(".html") or "CurrentPage=" in href:
                yield response.follow(href, self.parse)
{more}
"""
KEEPING = """
        import trafilatura
        if response.url.endswith(".html"):
            if not hasattr(self, "db"):
                self.db = sqlite3.connect({folder!r} + "/articles.db")
                self.db.execute("CREATE TABLE articles (url TEXT PRIMARY KEY, article TEXT)")
            read = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
            kept = json.dumps(read.as_dict() if read else None, default=str)
            with self.db:
                self.db.execute("INSERT INTO articles VALUES (?, ?)", [response.url, kept])
"""
NEWSPAPER = """
import json, sys
import newspaper
with open(sys.argv[1] + "/articles.jsonl", "w") as file:
    for url in sys.stdin.read().split():
        article = newspaper.article(url, language="vi")
        print(json.dumps([article.title, str(article.publish_date), article.text]), file=file)
"""
NEWSPLEASE = """
import json, sys
from newsplease import NewsPlease
with open(sys.argv[1] + "/articles.jsonl", "w") as file:
    for url in sys.stdin.read().split():
        article = NewsPlease.from_url(url)
        print(json.dumps(article.get_serializable_dict(), default=str), file=file)
"""


@dataclass(frozen=True)
class Peer:
    """A program, and what it keeps. `environment` names its own, `program` runs there with the
    addresses of articles; `slow`: it gets few of them."""

    name: str
    keeps: str
    environment: str = ""
    program: str = ""
    is_slow: bool = False

    def given(self, articles: int) -> int:
        """How many of so many articles it is to read."""
        return min(SLOW, articles) if self.is_slow else articles

    def command(self, start: str, folder: Path) -> list[str]:
        """What to run in `folder`. Raises FileNotFoundError where it is not there."""
        if self.environment:
            installed = ROOT / f".venv-{self.environment}"
            if not (installed / "ready").exists():
                raise FileNotFoundError(f"make {installed.name}/ready")
            python = installed / "bin" / "python"
            return [str(python), "-c", self.program, str(folder)]
        if self.name == "wget with WARC":
            if shutil.which("wget") is None:
                raise FileNotFoundError("no wget here")
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


PEERS = (
    Peer("bare scrapy", "nothing"),
    Peer("kho tin", "bytes, text, every version, search"),
    Peer("wget with WARC", "bytes"),
    Peer("scrapy, trafilatura, sqlite", "text"),
    Peer("newspaper4k", "text", "bench-newspaper4k", NEWSPAPER, is_slow=True),
    Peer("news-please", "text", "bench-news-please", NEWSPLEASE, is_slow=True),
)


def main() -> None:
    """Print the table."""
    table(*QUICK)


def full() -> None:
    """The same of more pages."""
    table(*FULL)


def table(articles: int, rounds: int) -> None:
    """Print it for so many articles, crawled so many times."""
    print(f"{dt.date.today()}, Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    print(f"{articles} articles of 3 to 4 KB of text, medians of {rounds} rounds in turn")
    print(
        f"{'':30}{'requests':>9}{'articles':>9}{'a CPU s':>9}{'a second':>9}{'of bare':>9}  keeps"
    )
    rates: dict[Peer, list[tuple[float, float]]] = {}
    answers: dict[Peer, int] = {}
    news = generated_news(articles)
    with SampleServer(news=news) as site:
        urls = [article.url(site.url) for article in news]
        for _ in range(rounds):
            for peer in PEERS:
                before = site.count
                try:
                    processor, wall = run(peer, site.url, urls)
                except FileNotFoundError as missing:
                    print(f"{peer.name:30}left out: {missing}") if peer not in rates else None
                    continue
                answers[peer] = site.count - before
                rates.setdefault(peer, []).append((answers[peer] / processor, answers[peer] / wall))
    bare = statistics.median(rate for rate, _ in rates[PEERS[0]])
    for peer, all_rates in rates.items():
        by_processor, by_wall = (statistics.median(kind) for kind in zip(*all_rates, strict=True))
        print(
            f"{peer.name:30}{answers[peer]:9}{peer.given(articles):9}{by_processor:9.1f}"
            f"{by_wall:9.1f}{by_processor / bare:9.2f}  {peer.keeps}"
        )


def run(peer: Peer, start: str, urls: Sequence[str]) -> tuple[float, float]:
    """Seconds of processor and of the wall clock. Raises FileNotFoundError."""
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
        # wget ends with 8 where a server says that one page is not there.
        assert done.returncode in (0, 8), (peer.name, done.stderr[-2000:])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return processor, wall


if __name__ == "__main__":
    main()
