"""A run under way: its recorder, and its WARC file with the journal."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Protocol

from sqlite_utils import Database

from kho_tin.archive import captures, manifest, missing_files, runs, sites
from kho_tin.archive.database import transaction
from kho_tin.archive.lasting_names import archive_uuid
from kho_tin.base.archive_location import captures_folder
from kho_tin.base.eras import Era, periods
from kho_tin.base.errors import ArchiveError
from kho_tin.base.reasons.problem_kinds import FailureKind, ProblemKind
from kho_tin.base.times import latest, now
from kho_tin.outcome.answered import Answered
from kho_tin.outcome.conclude import apply_end
from kho_tin.outcome.counts import Counts
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.recorder import Recorder
from kho_tin.outcome.redating import date_profile
from kho_tin.warc.journal import Begin, End, Failure, Requested
from kho_tin.warc.writer import WarcFile

logger = logging.getLogger(__name__)


class SiteOfRun(Protocol):
    name: str
    title: ClassVar[str]
    home_url: ClassVar[str]
    cms: ClassVar[str | None]
    hosts: ClassVar[tuple[str, ...]]
    eras: ClassVar[tuple[Era, ...]]
    language: ClassVar[str]
    invented: ClassVar[bool]


Report = tuple[str, ProblemKind, str]  # the address, the kind of problem, and what is wrong


@dataclass
class Run:
    """`latest` is the latest date (UTC, `…Z`) that its captures may have."""

    recorder: Recorder
    warc: WarcFile
    latest: str

    @property
    def counts(self) -> Counts:
        """What it did, in numbers."""
        return self.recorder.counts

    def failure(
        self,
        requested: Requested,
        url: str,
        kind: FailureKind,
        message: str,
        *,
        sent: bool,
        refused: bool = False,
        again: bool = False,
        waits: bool = True,
    ) -> Answered:
        """Put a request without an answer into the journal; `waits` as `WarcFile.note` has it.
        Raises ArchiveError."""
        failure = Failure(url, now(), kind, " ".join(message.split()), sent, refused, again)
        end = self.warc.note(
            failure.block(), at=failure.at, url=url, requested=requested, waits=waits
        )
        return Answered(requested, url, failure.at, failure.at, end=end, failure=failure)

    def report(self, reports: Iterable[Report]) -> None:
        """Record, and put into the journal, what is wrong in files of others: all of it at once,
        since there may be thousands. Raises ArchiveError."""
        unasked = Requested(0, "robots")
        failed = [
            self.failure(unasked, *report, sent=False, waits=False)  # address, kind, message
            for report in reports
        ]
        self.warc.sync()
        with transaction(self.recorder.db):
            for answered in failed:
                self.recorder.take(replace(answered, end=0))

    def finish(self, end: End) -> None:
        """Put the end record into the journal, close the file, and apply it. Raises
        ArchiveError."""
        self.warc.note(end.block(), at=end.finished)
        close(self.recorder, self.warc, end)


def close(recorder: Recorder, warc: WarcFile, end: End) -> None:
    """Close a file whose end record is written, and apply that. Raises ArchiveError."""
    finished = warc.finish()
    with transaction(recorder.db):
        captures.keep_file(recorder.db, recorder.run, finished)
        apply_end(recorder, end)
        try:  # before others see the row: a kill in between leaves no list that is too short
            manifest.write(recorder.db, finished.path.parent)
        except ArchiveError as error:  # the run's own record is worth more than the list of files
            logger.warning("%s; the next start brings it up to date", error)


def begin(
    db: Database,
    archive: Path,
    *,
    site: type[SiteOfRun],
    plan: Plan,
    version: str,
    arguments: Mapping[str, str],
    info: Mapping[str, str],
    bounds: Mapping[str, Any],
    settings: Mapping[str, Any],
) -> Run:
    """Open a run: its file with the begin record, then its row. `info` is added to the warcinfo;
    `bounds` holds `whole` and `walk` (see `archive.runs.Started`, `outcome.listing_coverage`).
    Raises ArchiveError."""
    register(db, site, plan.home_url)
    owner = archive_uuid(db)
    assert owner
    profile = date_profile(db, captures_folder(archive), site.name)
    warc = WarcFile.create(
        captures_folder(archive),
        site.name,
        info={
            "software": f"Kho Tin/{version}",
            "format": "WARC File Format 1.1",
            "isPartOf": archive.name,
            "archive": owner,
            "site": site.name,
            "home": plan.home_url,
            "start": plan.route.source,
            "via": plan.route.via,
            **info,
        },
        taken=missing_files.files(db),
    )
    first = Begin(
        archive=owner,
        run=str(uuid.uuid4()),
        started=now(),
        previous=captures.newest_file(db),
        arguments=arguments,
        bounds=bounds,
        settings=settings,
        dates=profile.as_json() if profile else {},
    )
    warc.note(first.block(), at=first.started)
    number = put_on_record(db, site.name, plan, version, first)
    recorder = Recorder.of(db, warc.path.parent, number, plan, first)
    return Run(recorder, warc, latest(first.started))


def register(db: Database, site: type[SiteOfRun], home_url: str) -> None:
    """Put a site on record, as it is declared. Raises ArchiveError where invented news would stand
    beside real news."""
    sites.register(
        db,
        site.name,
        title=site.title,
        home_url=home_url,
        cms=site.cms,
        language=site.language,
        invented=site.invented,
        past=periods(site, home_url),
    )


def put_on_record(
    db: Database,
    site: str,
    plan: Plan,
    version: str | None,
    first: Begin,
    number: int | None = None,
) -> int:
    """Add the row of a run by the begin record of its journal; return its id."""
    started = runs.Started(
        site,
        version or "",
        first.started,
        plan.route.source,
        first.arguments,
        plan.route.via,
        first.bounds.get("whole"),
        first.run,
    )
    return runs.start(db, started, number)
