"""One import: the files' records become captures, then the captures become articles."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from kho_tin.archive import misdated, missing_files
from kho_tin.archive.runs import Ended
from kho_tin.base.eras import HostsInTime
from kho_tin.base.reasons import of_runs
from kho_tin.base.reasons.sentence import Reason
from kho_tin.outcome.bounds import Bounds
from kho_tin.outcome.conclude import conclude
from kho_tin.outcome.facts import Facts
from kho_tin.outcome.run import Run
from kho_tin.reader.reads import Reads
from kho_tin.replay.importers.import_pass import ImportCounts, ImportPass
from kho_tin.replay.importers.site_addresses import SiteAddresses
from kho_tin.replay.journal import Journal
from kho_tin.replay.media import link_media
from kho_tin.replay.run_replay import RunReplay, number
from kho_tin.warc.journal import End


class Progress(Protocol):
    """Gets the progress: first in bytes of the files, then in pages."""

    def begin(self, name: str, total: int, unit: str) -> Callable[[int], None]:
        """Begin a stage of `total` units. The function returned takes how many more are done."""


@dataclass
class Imported:
    end: End
    taken: ImportCounts = field(default_factory=ImportCounts)

    @property
    def verdict(self) -> str:
        """Of `archive.runs.Verdict`."""
        return self.end.verdict


def import_files(
    run: Run,
    paths: list[Path],
    *,
    hosts: set[str],
    in_time: HostsInTime,
    folder: Path,
    progress: Progress,
    reads: Reads,
) -> Imported:
    """Take in the site's answers from WARC and WACZ files, and read the articles in them.

    Killed at any moment and run again, it ends with the same result. Raises ArchiveError; what was
    taken in by then stays.
    """
    recorder = run.recorder
    import_pass = ImportPass(run, folder, SiteAddresses.of(recorder.plan, hosts, in_time))
    ended: Ended = "finished"
    why: Reason | None = None
    try:
        import_pass.take(paths, progress.begin)
        import_pass.finish()
        _read(run, progress, reads)
        link_media(recorder.db, folder, recorder.site, recorder)
    except KeyboardInterrupt:
        ended, why = "stopped", of_runs.import_stopped()
    except OSError as error:
        ended = "failed"
        why = of_runs.files_not_read(os.strerror(error.errno or 0))
    import_pass.finish()
    taken = import_pass.taken
    home = None
    if not why and not taken.of_site:
        home = of_runs.nothing_of_site(", ".join(sorted(hosts)))
    if not why and (why := _incomplete(taken)):
        ended = "failed"
    facts = Facts(
        least_articles=0,
        bounds=Bounds(),
        expected_parser=None,
        periods=in_time.parts,
        home_unread=home,
        damaged=taken.damaged,
        taken_in=taken.new + taken.known,
        left_out=taken.left_out,
        ended=ended,
        why_ended=why,
        missing=missing_files.missing(missing_files.files(recorder.db), folder),
        unknown=missing_files.unknown(recorder.db, folder),
    )
    received = sum(path.stat().st_size for path in paths)
    end = conclude(recorder, facts, requests=0, received=received)
    run.finish(end)
    return Imported(end, taken)


def _read(run: Run, progress: Progress, reads: Reads) -> None:
    """Read what was taken in, oldest first: each version of an article is compared with the one
    before it."""
    recorder, warc = run.recorder, run.warc
    journal = Journal.read(warc.path, "import", recorder.plan)
    number(recorder.db, warc.name, journal.index, misdated.latest(recorder.db, recorder.run))
    advance = progress.begin("reading", journal.index.bytes(), "bytes")
    RunReplay(reads, advance=advance).play_captures(recorder, journal, "import")


def _incomplete(taken: ImportCounts) -> Reason | None:
    """That some revisits lack their original, in one line."""
    if not taken.without_original:
        return None
    return of_runs.without_original(taken.without_original)
