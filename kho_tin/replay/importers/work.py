"""One import: the files' records into captures, then articles out of these."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from kho_tin.archive import captures
from kho_tin.archive.runs import Ended, Verdict
from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.crawler.run.ending import finish
from kho_tin.replay.importers.media import link_media
from kho_tin.replay.importers.place import Place
from kho_tin.replay.importers.reading import Reading
from kho_tin.replay.importers.taking import Taken, Taking


class Progress(Protocol):
    """Told how far the work is: of all bytes of the files, then of all pages in them."""

    def begin(self, name: str, total: int, unit: str) -> Callable[[int], None]:
        """A stage of `total` units begins; what is returned is told how many more are done."""


@dataclass
class Imported:
    verdict: Verdict
    taken: Taken = field(default_factory=Taken)


def import_files(
    run: CrawlRun, paths: list[Path], *, hosts: set[str], folder: Path, progress: Progress
) -> Imported:
    """Take in the site's answers from WARC and WACZ files, and read the articles in them.

    Killed at any moment and begun again, it ends as it would have ended. Raises ArchiveError;
    what was taken in by then stays.
    """
    run.walk.whole = False  # no listing is walked here: what none names is not unlisted
    taking = Taking(run, folder, Place.of(run.plan, hosts))
    ended: Ended = "finished"
    why = None
    try:
        taking.take(paths, progress.begin)
        # A file is read from under the name it keeps.
        captures.keep_file(run.db, run.id, run.warc.finish())
        Reading(run, folder).read_all(progress.begin)
        link_media(run, folder)
    except KeyboardInterrupt:
        ended, why = "stopped", "stopped before the end; run it again to go on"
    except OSError as error:
        ended = "failed"
        why = f"the files could not be read to their end ({os.strerror(error.errno or 0)})"
    taking.shelf.flush()
    run.counts.bytes = sum(path.stat().st_size for path in paths)
    taken = taking.taken
    if not why and not taken.of_site:
        run.home_unread(f"nothing in the files is of {', '.join(sorted(hosts))}")
    if not why and (why := _incomplete(taken)):
        ended = "failed"
    verdict = finish(run, least_articles=0, cms=None, ended=ended, why_ended=why or "")
    return Imported(verdict, taken)


def _incomplete(taken: Taken) -> str | None:
    """What the files should have held and did not, in one line."""
    if not taken.without_original:
        return None
    return (
        f"{taken.without_original} pages are kept in a file that is not given "
        f"(revisit records without their original)"
    )
