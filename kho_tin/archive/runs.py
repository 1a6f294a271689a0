"""Runs, and what went wrong in them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlite_utils import Database

from kho_tin.archive import observations
from kho_tin.archive.captures import Via
from kho_tin.archive.database import transaction
from kho_tin.base.reasons import of_runs
from kho_tin.base.reasons.problem_kinds import ProblemKind, kind_of
from kho_tin.base.times import VIETNAM, current, moment, now

Verdict = Literal["ok", "red", "blocked", "crashed"]
# What ends a crawl: nothing is left to request; a signal; a bound of requests, or of hours; a
# refusal of the site; a failure of this program.
Ended = Literal["finished", "stopped", "budget", "hours", "refused", "failed"]

# The reason on record for a run that was killed, as the next start found it.
KILLED = of_runs.killed()

COUNTS = (
    "pages",
    "new",
    "changed",
    "unchanged",
    "gone",
    "failed",
    "requests",
    "bytes",
    "listings",
    "listed",
    "front_pages",
    "front_listed",
    "refused",
    "other",
)


@dataclass(frozen=True)
class Started:
    """A run as it begins.

    `version` is this program's, `start` the address crawled from (the site's own, or a mirror's),
    `started` UTC (`…Z`), now when left out. `whole` is whether all listings are to be read to their
    end, or to where they bring nothing new; None for a part of the days. `uuid` is what its WARC
    file calls it.
    """

    site: str
    version: str
    started: str | None = None
    start: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    via: Via = "live"
    whole: bool | None = None
    uuid: str | None = None


@dataclass(frozen=True)
class Finished:
    """How a run ended: `walked`: every listing was read to its end; `ended` is what ended the
    crawl, `finished` when (UTC, `…Z`), now when left out; `sources` is how many articles each
    source named (see `outcome.source_coverage`)."""

    verdict: Verdict
    exit_code: int
    reason: str | None = None
    ended: Ended | None = None
    walked: bool = False
    finished: str | None = None
    sources: Mapping[str, Any] = field(default_factory=dict)


def start(db: Database, run: Started, number: int | None = None) -> int:
    """Open a run's record; return its id, which is `number`, or the next one."""
    with transaction(db):
        cursor = db.execute(
            "INSERT INTO runs (id, site, started, version, start, arguments, via, whole, uuid) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                number,
                run.site,
                run.started or now(),
                run.version,
                run.start,
                json.dumps(dict(run.arguments)),
                run.via,
                run.whole,
                run.uuid,
            ],
        )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def finish(
    db: Database,
    run: int,
    end: Finished,
    *,
    counts: Mapping[str, int] | None = None,
    parsers: Mapping[str, Any] | None = None,
) -> None:
    """Close a run's record. `counts` has keys of COUNTS: others stay what `progress` said;
    `parsers` is what each parser read. The verdict decides whether the articles that the run did
    not find count as gone, so their state is computed again.

    Raises KeyError for another count, ValueError for a run that does not exist.
    """
    values = dict(counts or {})
    if unknown := values.keys() - set(COUNTS):
        raise KeyError(f"not counted in a run: {', '.join(unknown)}")
    if parsers is not None:
        values["parsers"] = _parsers(parsers)  # type: ignore[assignment]
    with transaction(db):
        cursor = db.execute(
            "UPDATE runs SET finished = ?, verdict = ?, reason = ?, exit_code = ?, walked = ?, "
            f"sources = ?, ended = ?{''.join(f', {name} = ?' for name in values)} WHERE id = ?",
            [
                end.finished or now(),
                end.verdict,
                end.reason,
                end.exit_code,
                end.walked,
                json.dumps(dict(end.sources), sort_keys=True),
                end.ended,
                *values.values(),
                run,
            ],
        )
        for (article,) in db.execute(
            "SELECT DISTINCT article FROM observations WHERE run = ? AND state = 'gone'", [run]
        ).fetchall():
            observations.touch(db, article)
    if cursor.rowcount != 1:
        raise ValueError(f"no run {run}")


def progress(
    db: Database, run: int, counts: Mapping[str, int], parsers: Mapping[str, Any], applied: int
) -> None:
    """Record how far a run has come: its `counts`, with keys of COUNTS, what each parser read, and
    up to where in its file all is stored (bytes)."""
    db.execute(
        f"UPDATE runs SET applied = ?, parsers = ?{''.join(f', {name} = ?' for name in counts)} "
        "WHERE id = ?",
        [applied, _parsers(parsers), *counts.values(), run],
    )


def last_error(db: Database, site: str, identity: str, before: int) -> int | None:
    """The capture of a page that answered 200, and that the run before `before` did not take for
    the article's; None where the last look at it had another result."""
    row = db.execute(
        "SELECT capture, state = 'error' AND status = 200 AND content_sha256 IS NULL "
        "FROM observations WHERE run < ? AND article = "
        "(SELECT id FROM articles WHERE site = ? AND identity = ?) ORDER BY at DESC, id DESC",
        [before, site, identity],
    ).fetchone()
    return row[0] if row and row[1] else None


def days_since_whole_run(db: Database, site: str) -> float | None:
    """Days since all listings of `site` were read to their end; None if they never were."""
    row = db.execute("SELECT max(started) FROM runs WHERE site = ? AND walked", [site]).fetchone()
    return None if row[0] is None else (current() - moment(row[0])).total_seconds() / 86400


def named_by(db: Database, site: str, source: str, count: int) -> int | None:
    """The most articles that a source named in one of the last `count` good crawls of the live
    site; None where it was in none of them."""
    good = crawls(db, site, count, only="verdict = 'ok' AND ended = 'finished'")
    numbers = [json.loads(run["sources"]).get(source) for run in good]
    return max((each.get("articles", 0) for each in numbers if each), default=None)


def numbered(db: Database, uuid: str) -> int | None:
    """The id of the run with that UUID; None if it is not on record."""
    row = db.execute("SELECT id FROM runs WHERE uuid = ?", [uuid]).fetchone()
    return row[0] if row else None


def unfinished(db: Database) -> list[int]:
    """Runs that neither ended nor said why: with no crawl going on, they crashed."""
    return [row[0] for row in db.execute("SELECT id FROM runs WHERE finished IS NULL ORDER BY id")]


def crawls(
    db: Database, site: str, count: int, *, only: str = "1", after: str = ""
) -> list[dict[str, Any]]:
    """The last finished crawls of the live site, newest first, as mappings of the columns;
    `only` those for which a condition in SQL holds, begun `after` a moment (UTC, `…Z`).

    Neither a web archive's pages nor imported files show how the site is now.
    """
    return list(
        db.query(
            "SELECT * FROM runs WHERE site = ? AND via = 'live' AND finished IS NOT NULL "
            f"AND started > ? AND ({only}) ORDER BY id DESC LIMIT ?",
            [site, after, count],
        )
    )


def first_crawl(db: Database, site: str) -> dt.date | None:
    """The day (in Vietnam) on which the live site was crawled first; None if it never was."""
    row = db.execute(
        "SELECT min(started) FROM runs WHERE site = ? AND via = 'live'", [site]
    ).fetchone()
    return moment(row[0]).astimezone(VIETNAM).date() if row[0] else None


def last(db: Database, count: int = 10, site: str | None = None) -> list[dict[str, Any]]:
    """The last runs, newest first, as mappings of the columns; of one site, or of all."""
    return list(
        db.query(
            "SELECT * FROM runs WHERE ?1 IS NULL OR site = ?1 ORDER BY started DESC, id DESC "
            "LIMIT ?2",
            [site, count],
        )
    )


def problem(
    db: Database,
    run: int,
    *,
    kind: ProblemKind,
    message: str,
    url: str | None = None,
    article: int | None = None,
    at: str | None = None,
    once: bool = False,
) -> None:
    """Record what a person should look at; `once`: unless the run has this message already, for
    what is checked again at every start. Raises ValueError for a kind not in KINDS."""
    with transaction(db):
        db.execute(
            "INSERT INTO problems (run, url, kind, message, article, at) "
            "SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE NOT (?7 AND EXISTS "
            "(SELECT 1 FROM problems WHERE run = ?1 AND url IS ?2 AND kind = ?3 AND message = ?4))",
            [run, url, kind_of(kind), message, article, at or now(), once],
        )


def _parsers(parsers: Mapping[str, Any]) -> str:
    return json.dumps(dict(parsers), ensure_ascii=False, sort_keys=True)


def readings(db: Database, run: int) -> list[tuple[str, str]]:
    """What a run read: the name of the parser, without its version, and the moment (UTC, `…Z`) of
    each page."""
    return db.execute(
        "SELECT substr(parser, 1, instr(parser || '@', '@') - 1), at FROM observations "
        "WHERE run = ? AND content_sha256 IS NOT NULL ORDER BY id",
        [run],
    ).fetchall()
