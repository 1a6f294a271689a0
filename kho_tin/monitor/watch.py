"""What a crawl does outside of the archive: notices are sent, and figures written."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Self

from sqlite_utils import Database

from kho_tin.archive import notices, status, undelivered
from kho_tin.archive.database import connect
from kho_tin.archive.runs import Verdict
from kho_tin.archive.status import SiteStatus
from kho_tin.base.archive_location import captures_folder
from kho_tin.base.disk import special
from kho_tin.base.errors import ArchiveError, UsageError, explain
from kho_tin.base.reasons import of_settings
from kho_tin.base.setting_values import SettingValues
from kho_tin.base.times import now
from kho_tin.monitor.channels import Channel, channels_of
from kho_tin.monitor.followed import Followed, tell_searches
from kho_tin.monitor.message import NotSent
from kho_tin.monitor.notice import FEW, Notice, Problem, Trouble
from kho_tin.outcome.exits import VERDICTS

logger = logging.getLogger(__name__)


def metrics_of(settings: SettingValues) -> Path | None:
    """The path in METRICS_FILE. Raises UsageError where it cannot be such a file."""
    path = Path(settings["METRICS_FILE"]) if settings["METRICS_FILE"] else None
    if path and (special(path) or not path.absolute().parent.is_dir()):
        raise UsageError(of_settings.metrics_wrong(path))
    return path


class Watch:
    """Sends notices and writes figures. A failure here is a line in the log, and never changes how
    a crawl ends."""

    def __init__(
        self,
        archive: Path,
        channels: Sequence[Channel],
        metrics: Path | None,
        retired: Collection[str] = (),
        searches: Sequence[Followed] = (),
    ) -> None:
        self.archive = archive
        self.channels = channels
        self.metrics = metrics
        self.retired = retired  # sites without notices
        self.searches = searches

    @classmethod
    def of(cls, settings: SettingValues, searches: Sequence[Followed] = ()) -> Self:
        """As the settings have it; `searches` are those that are followed. Raises UsageError for
        wrong ones."""
        metrics = metrics_of(settings)
        retired = status.names(settings["RETIRED"])
        return cls(Path(settings["ARCHIVE"]), channels_of(settings), metrics, retired, searches)

    @contextmanager
    def for_killed(self, db: Database) -> Iterator[None]:
        """Send notices of the runs that have no end before the block, which recovery in the block
        records as killed."""
        killed = set[str]()
        with self._harmless():
            rows = db.execute("SELECT site FROM runs WHERE finished IS NULL").fetchall()
            killed = {row[0] for row in rows}
            if self.channels:
                with suppress(OSError):
                    undelivered.prepare(self.archive)
                undelivered.take_over(self.archive, db)
        yield
        with self._harmless():
            for site in self._sites(db) if killed else ():
                if site.site in killed:
                    self._tell(site, self._last_kinds(db, site.site), db)

    def ended(self, db: Database, run: int) -> None:
        """To be called when a crawl is over and on record."""
        with self._harmless():
            if self.channels:  # a site's first run takes over earlier notices
                undelivered.take_over(self.archive, db)
        with self._harmless():
            site, via, ended, whole = db.execute(
                "SELECT site, via, ended, whole FROM runs WHERE id = ?", [run]
            ).fetchone()
            sites = self._sites(db)
            if via == "live" and ended != "stopped" and whole is not None:
                for site_status in sites:
                    if site_status.site == site:
                        self._tell(site_status, self._last_kinds(db, site), db)
            self._write_metrics(sites)
        with self._harmless():
            tell_searches(db, self.archive, self.searches, self.channels)

    @contextmanager
    def _harmless(self) -> Iterator[None]:
        """Log errors in the block: a crawl that is on record must not be reported as crashed
        because of a notice."""
        try:
            yield
        except (ArchiveError, sqlite3.Error) as error:
            why = error if isinstance(error, ArchiveError) else explain(error, self.archive)
            logger.warning("notices may have to wait for the next crawl: %s", why)

    def _sites(self, db: Database) -> list[SiteStatus]:
        return status.of_sites(
            db, now(), retired=self.retired, folder=captures_folder(self.archive)
        )

    def not_on_record(
        self, site: str, title: str, reason: str, verdict: Verdict = "crashed"
    ) -> None:
        """A crawl failed, or was refused, and the archive cannot be written, or not even be read.
        To be called when its lock has been let go."""
        if site in self.retired:
            return
        sites, last_kinds = self._read(site)
        known = next(
            (site_status for site_status in sites if site_status.site == site),
            SiteStatus(site, title),
        )
        site_status = replace(known, condition=verdict, reason=reason, exit_code=VERDICTS[verdict])
        if not known.in_trouble:
            site_status = replace(
                site_status, since=now(), started=now(), finished=None, counts={}, run=None
            )
        try:
            # Opened for writing, a missing archive would be made.
            with closing(connect(self.archive, readonly=not self.archive.exists())) as db:
                self._tell(site_status, last_kinds, db if site_status.run else None)
        except ArchiveError:
            self._tell(site_status, last_kinds, None)
        self._write_metrics([site_status, *(other for other in sites if other.site != site)])

    def _read(self, site: str) -> tuple[list[SiteStatus], dict[str, str]]:
        """What can be read of the sites, and the last notices of this one."""
        try:
            with closing(connect(self.archive, readonly=True)) as db:
                return self._sites(db), self._last_kinds(db, site)
        except (ArchiveError, sqlite3.Error):
            return [], notices.said_when_closed(self.archive, site) | self._undelivered(site)

    def _last_kinds(self, db: Database, site: str) -> dict[str, str]:
        return notices.last_kinds(db, site) | self._undelivered(site)

    def _undelivered(self, site: str) -> dict[str, str]:
        """The notices sent since the archive could last be written."""
        return {
            channel: kind
            for name, channel, kind, _ in undelivered.read(self.archive)
            if name == site
        }

    def _tell(self, site: SiteStatus, last_kinds: Mapping[str, str], db: Database | None) -> None:
        """Send the notices that are due for a site; `db` is None where it cannot be written."""
        for channel in self.channels:
            kind = notices.due(site, last_kinds.get(channel.name))
            if kind is None:
                continue
            number = self._open(site, kind, channel.name, db)
            noted = number is None and undelivered.note(self.archive, site.site, channel.name, kind)
            recorded = noted or number is not None
            error = self._send(channel, self._notice(kind, site, db, recorded=recorded))
            if noted and error:
                undelivered.note(self.archive, site.site, channel.name, None)
            if db is not None and number is not None:
                try:
                    notices.close_notice(db, number, error)
                except (ArchiveError, sqlite3.Error) as failure:
                    logger.warning("notice by %s not put on record: %s", channel.name, failure)

    def _open(
        self, site: SiteStatus, kind: notices.Kind, channel: str, db: Database | None
    ) -> int | None:
        """The notice's number on record; None where it cannot be put there."""
        if db is None:
            return None
        with suppress(ArchiveError, sqlite3.Error):
            return notices.open_notice(db, site, kind, channel)
        return None

    def _send(self, channel: Channel, notice: Notice) -> str | None:
        """Returns why it could not be sent."""
        site = notice.status.site
        try:
            channel.send(notice)
        except NotSent as error:
            logger.warning("notice of %s by %s not sent: %s", site, channel.name, error)
            return str(error)
        except Exception as error:  # whatever a channel does, the crawl goes on
            why = type(error).__name__  # its text may hold a password
            logger.warning("notice of %s by %s not sent: %s", site, channel.name, why)
            return why
        if not notice.recorded:
            logger.warning("notice of %s by %s sent, and not on record", site, channel.name)
        return None

    def _notice(
        self, kind: notices.Kind, site: SiteStatus, db: Database | None, *, recorded: bool
    ) -> Notice:
        problems: list[Problem] = []
        total = 0
        before = None
        if db is not None and kind == "recovered":
            with suppress(sqlite3.Error):
                row = notices.trouble_notified(db, site.site)
                before = Trouble(*row) if row else None
        if db is not None and site.run is not None:
            with suppress(sqlite3.Error):
                total = db.execute(
                    "SELECT count(*) FROM problems WHERE run = ?", [site.run]
                ).fetchone()[0]
                rows = db.execute(
                    "SELECT kind, url, message FROM problems WHERE run = ? ORDER BY id LIMIT ?",
                    [site.run, FEW],
                )
                problems = [Problem(*row) for row in rows.fetchall()]
        place = str(self.archive.absolute())
        return Notice(kind, site, place, problems, total, recorded, before)

    def _write_metrics(self, sites: Sequence[SiteStatus]) -> None:
        if self.metrics is None:
            return
        from kho_tin.monitor import metrics  # not loaded by every crawl

        try:
            metrics.write(self.metrics, self.archive, sites)
        except OSError as error:
            logger.warning("%s: figures not written: %s", self.metrics, error.strerror or error)
