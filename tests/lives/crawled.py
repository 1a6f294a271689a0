"""One life, crawled night by night into an archive."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.lives.process import Order, Tool
from tests.lives.script import Life, life

SITE = {"SPIDER_MODULES": "tests.lives.spiders"}
HANDLER = "tests.lives.downloader.LifeHandler"
OF_CRAWLS = {
    **SITE,
    "DOWNLOAD_HANDLERS": json.dumps({"http": HANDLER, "https": HANDLER}),
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
}


@dataclass
class Crawled:
    """A life in a folder, and what is there of it so far: night by night, the exit codes, what the
    crawl said, and what the site noted down."""

    life: Life
    folder: Path
    codes: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    records: list[list[dict[str, Any]]] = field(default_factory=list)

    @property
    def archive(self) -> Path:
        return self.folder / "archive.db"

    def output(self, night: int) -> Path:
        return self.folder / f"night-{night}.txt"

    def record(self, night: int) -> Path:
        return self.folder / f"night-{night}.jsonl"


# Crawls one night of a life, and gives the exit code; negative: the signal that ended it.
Crawl = Callable[[Crawled, int], int]


def crawl(seed: int, nights: int, folder: Path, one_night: Crawl) -> Crawled:
    """Live the life of `seed` in the empty `folder`."""
    crawled = Crawled(life(seed, nights), folder)
    for night in range(nights):
        crawled.output(night).touch()
        crawled.record(night).touch()
        crawled.codes.append(one_night(crawled, night))
        crawled.said.append(crawled.output(night).read_text())
        lines = crawled.record(night).read_text().splitlines()
        crawled.records.append([json.loads(line) for line in lines])
    return crawled


def in_a_fork(tool: Tool) -> Crawl:
    """The site is asked in the crawl's own process, a fork of `tool`."""

    def one_night(crawled: Crawled, night: int) -> int:
        lived = crawled.life
        return tool.run(
            Order(
                arguments_of(crawled, night, OF_CRAWLS),
                str(crawled.archive),
                clock_of(lived.nights[night].clock),
                str(crawled.output(night)),
                lived.seed,
                len(lived.nights),
                night,
                str(crawled.record(night)),
            )
        )

    return one_night


def arguments_of(crawled: Crawled, night: int, settings: Mapping[str, Any]) -> list[str]:
    lived = crawled.life.nights[night]
    given = {**settings, "REQUEST_BUDGET": lived.budget}
    return ["crawl", "lang_board", "--quiet", *lived.arguments, *as_arguments(given)]


def as_arguments(settings: Mapping[str, Any]) -> list[str]:
    return [argument for name, value in settings.items() for argument in ("-s", f"{name}={value}")]


def clock_of(moment: dt.datetime) -> str:
    """An aware moment in UTC, as KHO_TIN_CLOCK has it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def run(
    tool: Tool, crawled: Crawled, verb: str, *arguments: str | Path, archive: Path | None = None
) -> tuple[int, str]:
    """Another verb, an hour after the last night; exit code and what it said."""
    last = max(night.clock for night in crawled.life.nights) + dt.timedelta(hours=1)
    output = crawled.folder / f"{verb}.txt"
    output.unlink(missing_ok=True)
    given = [verb, *map(str, arguments), *as_arguments(SITE)]
    order = Order(given, str(archive or crawled.archive), clock_of(last), str(output))
    return tool.run(order), output.read_text()
