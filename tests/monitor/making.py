"""Runs on record, made through the archive's own functions."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import runs, sites
from kho_tin.archive.captures import Via
from kho_tin.archive.database import connect
from kho_tin.archive.runs import Ended, Verdict
from kho_tin.outcome.exits import VERDICTS


def at(day: int, hour: int = 2) -> str:
    return f"2026-03-{day:02}T{hour:02}:00:00Z"


class Diary:
    """An archive whose runs a test writes down, one a day."""

    def __init__(self, path: Path) -> None:
        self.db: Database = connect(path)
        self.add_site("sample")

    def add_site(self, name: str) -> None:
        title = f"Ban Quản lý {name}"
        sites.register(self.db, name, title=title, home_url=f"https://{name}/", invented=True)

    def begin(
        self, day: int, site: str = "sample", via: Via = "live", since: str | None = None
    ) -> int:
        return runs.start(
            self.db,
            runs.Started(
                site,
                version="1.0.0",
                arguments={"since": since} if since else {},
                started=at(day),
                via=via,
                whole=None if since else False,
            ),
        )

    def crawl(
        self,
        day: int,
        verdict: Verdict = "ok",
        reason: str | None = None,
        *,
        site: str = "sample",
        ended: Ended = "finished",
        via: Via = "live",
        since: str | None = None,
        **counts: int,
    ) -> int:
        run = self.begin(day, site, via, since)
        runs.finish(
            self.db,
            run,
            runs.Finished(
                verdict=verdict,
                reason=reason,
                exit_code=VERDICTS[verdict],
                ended=ended,
                finished=at(day, 3),
            ),
            counts=counts,
        )
        return run
