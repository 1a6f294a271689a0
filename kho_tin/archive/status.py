"""How every site of an archive is doing, as its last crawls on record say."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

from sqlite_utils import Database

from kho_tin.archive import missing_files
from kho_tin.archive.database import path_of
from kho_tin.archive.lock import locked_since
from kho_tin.archive.runs import COUNTS, KILLED
from kho_tin.base.reasons import of_runs
from kho_tin.base.times import VIETNAM, day_of, moment

Condition = Literal["ok", "red", "blocked", "crashed", "overdue"]

# The gravest first: while the program or its machine fails no site is crawled; a site that refuses
# the crawler gives nothing; of a red one most is read and kept.
GRAVEST: Final[tuple[Condition, ...]] = ("crashed", "blocked", "red", "overdue")


@dataclass(frozen=True)
class SiteStatus:
    """Times are UTC (`…Z`). `condition`, `reason`, `run`, `started`, `finished`, `exit_code` and
    `counts` are of the last crawl that was judged; they are None (and empty) before there is one. A
    crawl that was stopped says nothing of the site, nor does one of a part of the days, or one that
    is still running; and one that was ok until its budget or its hours ended it does not end a
    spell of trouble.
    """

    site: str
    title: str
    condition: Condition | None = None
    reason: str | None = None
    run: int | None = None
    started: str | None = None
    finished: str | None = None  # None too for a crawl that was killed
    exit_code: int | None = None
    counts: dict[str, int] = field(default_factory=dict)
    # start of the first crawl of this spell of trouble; None if all is well; now, where a crawl was
    # well and files of it are missing since
    since: str | None = None
    spell: int | None = None  # the first run of this spell, of trouble or of none
    last_ok: str | None = None  # start of the last crawl that was ok
    last_new: str | None = None  # when the last new article was first seen
    newest: str | None = None  # the newest day of publication, not after today
    articles: int = 0
    last_begun: str | None = None  # start of the last crawl, however it went
    running: str | None = None  # start of the crawl that is at work now
    overdue: bool = False

    @property
    def in_trouble(self) -> bool:
        return self.condition not in (None, "ok")

    def as_json(self) -> dict[str, Any]:
        """For machines: the fields by their names."""
        return {name: value for name, value in asdict(self).items() if name != "spell"}


def of_sites(
    db: Database,
    now: str,
    *,
    within: float | None = None,
    retired: Collection[str] = (),
    folder: Path | None = None,
) -> list[SiteStatus]:
    """The status of each site that was ever crawled live, by name, as of `now` (UTC, `…Z`).

    `within`: the hours within which the last crawl must have begun; a site with an older one is
    overdue. `retired`: sites that are given up, and left out. A site, a retired one too, whose WARC
    files are not all in `folder` (by default `captures/` beside the database), or not all in the
    database, is red. Only reads, and takes no lock. Raises sqlite3.Error.
    """
    working_since = locked_since(path_of(db.conn))
    lost = missing_files.reasons_of(db, folder, is_at_work=working_since is not None)
    names = db.execute(
        "SELECT name, title FROM sites WHERE EXISTS "
        "(SELECT 1 FROM runs WHERE site = name AND via = 'live') "
        "OR name IN (SELECT value FROM json_each(?)) ORDER BY name",
        [json.dumps(list(lost))],
    ).fetchall()
    statuses = [
        _of_site(db, name, title, now, working_since)
        for name, title in names
        if name in lost or name not in retired
    ]
    statuses = [_lacking(site, lost.get(site.site), now) for site in statuses]
    return statuses if within is None else [_timely(site, now, within) for site in statuses]


def names(text: str | None) -> frozenset[str]:
    """The sites that a setting names, with commas between them."""
    return frozenset(filter(None, map(str.strip, (text or "").split(","))))


def gravest(sites: Iterable[SiteStatus]) -> Condition | None:
    """The gravest condition of any of the sites, None if there is no trouble."""
    conditions = {site.condition for site in sites}
    return next((condition for condition in GRAVEST if condition in conditions), None)


def _of_site(
    db: Database, site: str, title: str, now: str, working_since: str | None
) -> SiteStatus:
    newest, articles = _articles(db, site, now)
    status = SiteStatus(
        site,
        title,
        last_new=_last_new(db, site),
        newest=newest,
        articles=articles,
        last_begun=_value(
            db,
            "SELECT started FROM runs WHERE site = ? AND via = 'live' ORDER BY id DESC LIMIT 1",
            site,
        ),
        last_ok=_value(db, f"SELECT started {_JUDGED} AND verdict = 'ok' ORDER BY id DESC", site),
    )
    last = _last(db, _JUDGED, site)
    for run, started, in_part in db.execute(_UNFINISHED, [site]).fetchall():
        if working_since is not None and started >= working_since:
            status = replace(status, running=started)
        elif not in_part and (last is None or run > last["id"]):
            last = _killed(run, started)
    well = last is None or last["verdict"] == "ok"
    if well:
        last = _last(db, _TELLING, site)
        status = replace(status, last_ok=last["started"] if last else None)
    if last is None:
        return status
    spell, since = _spell(db, site, last, well=well)
    return replace(
        status,
        condition=last["verdict"],
        reason=last["reason"],
        run=last["id"],
        started=last["started"],
        finished=last["finished"],
        exit_code=last["exit_code"],
        counts={name: last[name] for name in COUNTS},
        since=None if well else since,
        spell=spell,
    )


# A crawl that was stopped, that is not over, or that was for a part of the days only says nothing
# of the site. Before version 2 of the tables neither `ended` nor `whole` was on record.
_TELLING = (
    "FROM runs WHERE site = ? AND via = 'live' AND finished IS NOT NULL "
    "AND ended IS NOT 'stopped' AND (whole IS NOT NULL OR ended IS NULL)"
)
# A crawl that its budget or its hours ended was judged neither by its listings nor by their
# silence: it may show trouble, but not that there is none.
_JUDGED = f"{_TELLING} AND (verdict != 'ok' OR coalesce(ended, '') NOT IN ('budget', 'hours'))"
# For a crawl without an end only its arguments show that it was for a part of the days.
_UNFINISHED = (
    "SELECT id, started, whole IS NULL AND "
    "coalesce(json_extract(arguments, '$.since'), json_extract(arguments, '$.until')) IS NOT NULL "
    "FROM runs WHERE site = ? AND via = 'live' AND finished IS NULL ORDER BY id"
)


def _last(db: Database, among: str, site: str) -> dict[str, Any] | None:
    return next(iter(db.query(f"SELECT * {among} ORDER BY id DESC LIMIT 1", [site])), None)


def _killed(run: int, started: str) -> dict[str, Any]:
    """What the next start will put on record of a run that has no end."""
    return {
        "id": run,
        "started": started,
        "finished": None,
        "verdict": "crashed",
        "reason": KILLED,
        "exit_code": None,
        **dict.fromkeys(COUNTS, 0),
    }


def _spell(db: Database, site: str, last: dict[str, Any], *, well: bool) -> tuple[int, str]:
    """The first run, and its start, of the unbroken series of crawls that went like the last."""
    unlike = "!=" if well else "="
    before = _value(db, f"SELECT max(id) {_JUDGED} AND verdict {unlike} 'ok'", site) or 0
    row = db.execute(
        f"SELECT id, started {_JUDGED} AND id > ? ORDER BY id LIMIT 1", [site, before]
    ).fetchone()
    unfinished = [
        (run, started)
        for run, started, in_part in db.execute(_UNFINISHED, [site]).fetchall()
        if before < run <= last["id"] and not in_part and not well
    ]
    starts = [start for start in (row, *unfinished) if start]
    first = min(starts, default=(last["id"], last["started"]))
    return int(first[0]), str(first[1])


def _articles(db: Database, site: str, now: str) -> tuple[str | None, int]:
    tomorrow = (moment(now).astimezone(VIETNAM).date() + dt.timedelta(days=1)).isoformat()
    newest = _value(
        db, "SELECT max(published) FROM articles WHERE site = ? AND published < ?", site, tomorrow
    )
    count = _value(db, "SELECT count(*) FROM articles WHERE site = ?", site)
    return day_of(newest) if newest else None, count


def _last_new(db: Database, site: str) -> str | None:
    """By the first revisions: their rows are found by time, without reading any text. CROSS JOIN:
    the last ones first, and not all articles of the site."""
    return _value(  # type: ignore[no-any-return]
        db,
        "SELECT seen_at FROM revisions CROSS JOIN articles ON articles.id = article "
        "WHERE number = 1 AND site = ? ORDER BY seen_at DESC LIMIT 1",
        site,
    )


def _value(db: Database, sql: str, *values: Any) -> Any:
    row = db.execute(sql, values).fetchone()
    return row[0] if row else None


def _lacking(site: SiteStatus, reason: str | None, now: str) -> SiteStatus:
    """As it is while its files and the database do not fit together."""
    if not reason or (site.reason and reason in site.reason):
        return site
    return replace(
        site,
        condition=site.condition if site.in_trouble else "red",
        since=site.since or now,
        reason=f"{site.reason}; {reason}" if site.reason else reason,
    )


def _timely(site: SiteStatus, now: str, within: float) -> SiteStatus:
    if site.last_begun is None:
        return site
    hours = (moment(now) - moment(site.last_begun)).total_seconds() / 3600
    if hours <= within:
        return site
    late = of_runs.overdue(f"{round(hours, 1):g}", f"{within:g}")
    reason = f"{site.reason}; {late}" if site.in_trouble and site.reason else late
    condition = site.condition if site.in_trouble else "overdue"
    return replace(site, condition=condition, reason=reason, overdue=True)
