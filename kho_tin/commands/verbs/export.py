"""`kho-tin export FORMAT PATH`: articles out of the archive, as a table or a package for replay."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from array import array
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from kho_tin.base.archive_location import captures_folder
from kho_tin.base.errors import ArchiveError
from kho_tin.base.reasons import of_exports
from kho_tin.base.terminal import clipped, columns
from kho_tin.commands.refusal import UNHEARD, refuse, say, silence
from kho_tin.commands.verb import Verb
from kho_tin.exporters.errors import ExportError
from kho_tin.outcome.exits import FINE

# Scrapy imports every command for each: what takes long to load is loaded where it is used.
if TYPE_CHECKING:
    from sqlite_utils import Database

    from kho_tin.exporters.format import Format
    from kho_tin.exporters.selection import Selection

STDOUT = "-"


class Command(Verb):
    summary = "Export articles as a table, or their captures as a package for replay"
    arguments = "FORMAT PATH"
    most = None
    stopped = of_exports.export_stopped()

    @property
    def about(self) -> str:
        from kho_tin.exporters.registry import FORMATS

        formats = "; ".join(f"{each.name}, {each.meaning}" for each in FORMATS.values())
        return (
            f"{self.summary}. FORMAT is one of: {formats}. PATH gets its name when the export is "
            f"whole; {STDOUT} is standard output, on which nothing else is then printed."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--site", help="only this site's articles")
        parser.add_argument("--since", metavar="YYYY-MM-DD", help="published on this day or later")
        parser.add_argument("--until", metavar="YYYY-MM-DD", help="published then or earlier")
        parser.add_argument(
            "--force",
            action="store_true",
            help="write over a file that is there; where it is a link, over the file it leads to",
        )

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        from kho_tin.exporters.format import PackageFormat
        from kho_tin.exporters.registry import FORMATS

        if len(args) != 2 or args[0] not in FORMATS:
            refuse(of_exports.export_usage(", ".join(FORMATS)))
        path = None if args[1] == STDOUT else Path(args[1])
        form = FORMATS[args[0]]
        if isinstance(form, PackageFormat) and path and path.suffix != form.suffix:
            refuse(of_exports.no_package_name(path, form.suffix))
        from kho_tin.archive.database import connect
        from kho_tin.exporters.selection import Selection

        selection = Selection(opts.site, _day("since", opts.since), _day("until", opts.until))
        if selection.since and selection.until and selection.since > selection.until:
            refuse(of_exports.export_days_swapped(selection.since, selection.until))
        archive = self.archive
        if path and _is_of(archive, path):
            refuse(of_exports.part_of_archive(path))
        try:
            with closing(connect(archive, readonly=True)) as db:
                done = self._export(db, archive, form, path, selection, opts.force)
            if path:
                say(f"{path}: {done}, {path.stat().st_size / 1e6:.1f} MB", unheard=None)
        except BrokenPipeError:
            silence(sys.stdout)
            raise SystemExit(UNHEARD) from None
        except (ArchiveError, ExportError) as error:
            if path is None and sys.stdout:
                silence(sys.stdout)
            refuse(error.reason)
        return FINE

    def _export(
        self,
        db: Database,
        archive: Path,
        form: Format,
        path: Path | None,
        selection: Selection,
        force: bool,
    ) -> str:
        from kho_tin.archive.database import snapshot
        from kho_tin.exporters.columns import COLUMNS
        from kho_tin.exporters.format import PackageFormat, TableFormat
        from kho_tin.exporters.rows import rows
        from kho_tin.exporters.target import standard_output, whole_file

        selection.check(db)
        opened = whole_file(path, force=force) if path else standard_output(binary=form.binary)
        with snapshot(db.conn), opened as file:
            articles = selection.ids(db)
            done = f"{len(articles)} articles"
            if isinstance(form, TableFormat):
                with form.open(file, COLUMNS) as write:
                    for row in rows(db, progress(articles, "articles")):
                        write(row)
            elif isinstance(form, PackageFormat):
                records = form.write(
                    file,
                    db,
                    articles,
                    folder=captures_folder(archive),
                    title=_title(db, selection),
                    software=f"Kho Tin/{self.settings['VERSION']}",
                    each=lambda captures: progress(captures, "records"),
                )
                done += f" with their pictures and documents, {records} records"
        return done


def _is_of(archive: Path, path: Path) -> bool:
    real, captures = (Path(os.path.realpath(place)) for place in (path, captures_folder(archive)))
    return real == archive.resolve() or real.is_relative_to(captures)


def progress(ids: array[int], what: str) -> Iterator[int]:
    """The same ids, with a count on the last line of a terminal; nothing goes into a file or a
    pipe."""
    shown = sys.stderr.isatty()
    for number, id_ in enumerate(ids, 1):
        yield id_
        if shown and (number % 100 == 0 or number == len(ids)):
            end = "\n" if number == len(ids) else ""
            line = clipped(f"  {number:,} of {len(ids):,} {what}", columns(sys.stderr))
            print(f"\r{line}", end=end, file=sys.stderr, flush=True)


def _title(db: Database, selection: Selection) -> str:
    condition = "name = ?" if selection.site else "1"
    names = db.execute(
        f"SELECT title FROM sites WHERE {condition} ORDER BY name",
        [selection.site] if selection.site else [],
    )
    title = ", ".join(row[0] for row in names)
    if selection.since:
        title += f", from {selection.since}"
    if selection.until:
        title += f", until {selection.until}"
    return title


def _day(name: str, value: str | None) -> dt.date | None:
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        refuse(of_exports.export_no_day(name, value))
