"""How fast a whole crawl is: pages a second from the wire to the archive, beside bare Scrapy.

Both crawl the sample site on loopback in turn, one request at a time, without pauses. The ratio is
what to look at: the machine's own speed cancels out of it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kho_tin.sample import SampleServer

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3

# A spider that follows every link of the news and keeps nothing.
BARE = """
import scrapy

class Bare(scrapy.Spider):
    name = "bare"
    start_urls = [{start!r}]
    allowed_domains = ["127.0.0.1"]
    custom_settings = {{
        "LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": False,
        "DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    }}

    def parse(self, response):
        for href in response.css("a::attr(href)").getall():
            if href.endswith(".html") or "CurrentPage=" in href:
                yield response.follow(href, self.parse)
"""


def main() -> None:
    """Print the table."""
    print(f"{'':24}{'requests':>10}{'seconds':>10}{'a second':>10}")
    rates: dict[str, list[float]] = {"kho tin": [], "bare scrapy": []}
    with SampleServer() as site, tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            for name in rates:
                asked, begun = site.count, time.perf_counter()
                run(name, site.url, Path(folder) / f"{number}.db")
                seconds, requests = time.perf_counter() - begun, site.count - asked
                rates[name].append(requests / seconds)
                print(f"{name:24}{requests:10}{seconds:10.2f}{requests / seconds:10.0f}")
    ratio = statistics.median(rates["kho tin"]) / statistics.median(rates["bare scrapy"])
    print(f"kho tin / bare scrapy, medians of {ROUNDS}, start-up of both included: {ratio:.2f}")


def run(name: str, start: str, archive: Path) -> None:
    scrapy = str(Path(sys.executable).with_name("scrapy"))
    if name == "bare scrapy":
        spider = archive.with_suffix(".py")
        spider.write_text(BARE.format(start=start))
        command = [scrapy, "runspider", str(spider)]
        place = archive.parent  # outside the project, so that its settings are Scrapy's own
    else:
        command = [scrapy, "crawl", "sample", "-a", f"start={start}"]
        place = ROOT
    subprocess.run(
        command,
        cwd=place,
        env={**os.environ, "ARCHIVE": str(archive)},
        check=True,
        capture_output=True,
        timeout=300,
    )


if __name__ == "__main__":
    main()
