"""Every answer of the site in the given files, copied into a WARC file of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from kho_tin.base.errors import NoMoment
from kho_tin.outcome.run import Run
from kho_tin.replay.importers import files
from kho_tin.replay.importers.answers import Answer, NoAnswer, Revisit, read_answer
from kho_tin.replay.importers.files import Found
from kho_tin.replay.importers.originals import Originals, Wanted
from kho_tin.replay.importers.place import Place
from kho_tin.replay.importers.records import Damage
from kho_tin.replay.importers.shelf import Shelf

_ANSWERS = {"response", "resource", "revisit"}

Begin = Callable[[str, int, str], Callable[[int], None]]


@dataclass
class Taken:
    """What was in the files. `elsewhere` counts answers of other hosts than the site's."""

    records: int = 0
    new: int = 0
    held: int = 0
    elsewhere: int = 0
    unread: int = 0  # no HTTP answer, larger than is taken, of no time that can be
    damaged: list[str] = field(default_factory=list)
    without_original: int = 0

    @property
    def of_site(self) -> int:
        return self.new + self.held + self.unread + self.without_original


class Taking:
    """One pass over the files; a second only for originals that the first passed by."""

    def __init__(self, run: Run, folder: Path, place: Place) -> None:
        self.run = run
        self.place = place
        self.taken = Taken()
        recorder = run.recorder
        self.shelf = Shelf(recorder.db, recorder.run, run.warc, place)
        self.originals = Originals(recorder.db, folder, place)
        self._left: list[Revisit] = []

    def take(self, paths: list[Path], begin: Begin) -> Taken:
        """Take in all that is whole. Raises ArchiveError and OSError; what is taken stays."""
        for found in _told("taking in", paths, begin):
            self._take(found)
        self.shelf.flush()
        left = [revisit for revisit in self._left if not self._revisit(revisit)]
        self.shelf.flush()
        wanted = Wanted(left)
        if wanted:
            self._find_elsewhere(paths, wanted, begin)
        self.taken.without_original = len(wanted)
        for url in wanted.urls():
            message = "a revisit record whose original is in none of the files"
            self.run.report(url, "no_original", message)
        self.taken.new = self.shelf.new
        return self.taken

    def _take(self, found: Found) -> None:
        if isinstance(found.what, Damage):
            self._damaged(found, found.file, found.what.why)
            return
        self.taken.records += 1
        answer = self._answer(found)
        if isinstance(answer, Answer):
            self._keep(answer)
        elif isinstance(answer, Revisit) and not self._revisit(answer):
            self._left.append(answer)

    def _answer(self, found: Found) -> Answer | Revisit | None:
        """The answer in a record, if it is the site's."""
        assert not isinstance(found.what, Damage)
        fields = found.what.fields
        if found.what.type not in _ANSWERS:
            if found.what.type == "continuation":
                self._unread(found, "a record in segments, which are not put together")
            return None
        url = fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">")
        if not url.lower().startswith(("http:", "https:")):
            return None  # of the recording program itself, or of DNS
        if not self.place.holds(url):
            self.taken.elsewhere += 1
            return None
        if "warc-segment-number" in fields:
            self._unread(found, "a record in segments, which are not put together")
            return None
        try:
            return read_answer(found.what, self.run.latest)
        except NoMoment as error:
            self.taken.unread += 1
            record_id = fields.get("warc-record-id", "a record without an identity")
            self._damaged(found, url, f"{record_id} {error}")
        except NoAnswer as error:
            self._unread(found, str(error))
        return None

    def _damaged(self, found: Found, url: str, why: str) -> None:
        where = f"{found.file}: byte {found.what.offset}: {why}"
        self.taken.damaged.append(where)
        self.run.report(url, "damaged", where)

    def _unread(self, found: Found, why: str) -> None:
        self.taken.unread += 1
        url = found.what.fields.get("warc-target-uri", found.file)  # type: ignore[union-attr]
        self.run.report(url, "unreadable", f"{found.file}: byte {found.what.offset}: {why}")

    def _keep(self, answer: Answer) -> None:
        sha256, new = self.shelf.keep(answer)
        self.originals.note(answer, sha256)
        self.taken.held += not new

    def _revisit(self, revisit: Revisit) -> bool:
        """Keep a revisit; False if its original is not held (yet)."""
        answer = revisit.answer
        if answer.status == 304:
            self.shelf.flush()  # it speaks of the newest look before it, whichever that is
        else:
            self.shelf.settle()
        original = self.originals.find(revisit)
        if original is None:
            if answer.status != 304:
                return False
            self._keep(answer)  # it says that the page was there, and that says something
            return True
        if not revisit.has_head and original.media_type and answer.status != 304:
            kind = original.media_type + (
                f"; charset={original.encoding}" if original.encoding else ""
            )
            answer = replace(answer, headers=[(b"Content-Type", kind.encode())])
        self.taken.held += not self.shelf.revisit(answer, original)
        return True

    def _find_elsewhere(self, paths: list[Path], wanted: Wanted, begin: Begin) -> None:
        """The same bytes may have been fetched from another host first."""
        for found in _told("finding originals", paths, begin):
            if isinstance(found.what, Damage) or found.what.type not in ("response", "resource"):
                continue
            try:
                original = read_answer(found.what, self.run.latest)
            except (NoAnswer, NoMoment):
                continue
            assert isinstance(original, Answer)
            for answer in wanted.answered_by(original):
                self._keep(answer)
            if not wanted:
                break
        self.shelf.flush()


def _told(name: str, paths: list[Path], begin: Begin) -> Iterator[Found]:
    """All records of the files, with word of how far the reading has come."""
    advance = begin(name, sum(path.stat().st_size for path in paths), "bytes")
    before = 0
    for found in files.read(paths):
        advance(found.done - before)
        before = found.done
        yield found
