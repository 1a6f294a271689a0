"""What an archive must hold of a life, worked out from the life and from the site's own record.

A run's verdict is the program's to find, and by what it says of whole walks the states of articles
are held; but that it may say so is checked. All moments are UTC.
"""

from __future__ import annotations

import datetime as dt
import signal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from tests.lives import markup
from tests.lives.news import SECTIONS, Standing
from tests.lives.script import APART, Life, Night
from tests.lives.site import Site

Line = Mapping[str, Any]
SEEN = ("listed", "unlisted")
HERE = dt.timezone(dt.timedelta(hours=7))
HOME = "http://www.langsen.example"
# Of a crawl that was killed, the last answers may have come, and been kept, or not.
UNSURE = 2
GOES_ON = ("error", "flaky", "busy", "refused", "cut", "loop", "sent home")

# Trouble of a page after which there is nothing that a run could be red for.
HARMLESS = {"flaky", "busy", "refresh", "coding utf-8", "coding none", "coding gzip", "utf-16"}
# What the site said of an article, with the states that an observation of it may have (None: by
# the listings), and its statuses.
MEANINGS: Mapping[str, tuple[str | None, tuple[int | None, ...]]] = {
    "page": (None, (200,)),
    "unmodified": (None, (304,)),
    "missing": ("gone", (404, 410)),
    "soft": ("gone", (200,)),
    "sent home": ("gone", (200, 302)),
    "error": ("error", (500,)),
    "flaky": ("error", (502,)),
    "blocked": ("blocked", (403,)),
    "busy": ("blocked", (503,)),
    "elsewhere": ("error", (None, 302)),
    "loop": ("error", (None, 302)),
    "refused": ("error", (None,)),
    "cut": ("error", (None, 200)),
    "short": ("error", (200,)),
    "maintenance": ("error", (200,)),
    "notice": ("error", (200,)),
}


@dataclass(frozen=True)
class Look:
    """What a night's crawl saw of an article's page; not `sure`: it may have been killed first."""

    night: int
    what: str
    standing: Standing
    sure: bool


@dataclass(frozen=True)
class Kept:
    """What an archive has of an article: rows as mappings, in order of time."""

    row: Line
    revisions: Sequence[Line]
    observations: Sequence[Line]


class Ledger:
    """`records` are the site's, night by night; `codes` the crawls' exit codes."""

    def __init__(self, life: Life, records: Sequence[Sequence[Line]], codes: Sequence[int]) -> None:
        self.life = life
        self.records = records
        self.codes = codes

    @cached_property
    def looks(self) -> dict[int, list[Look]]:
        """Of each article, night by night."""
        looks: dict[int, list[Look]] = {}
        for number, (night, lines) in enumerate(zip(self.life.nights, self.records, strict=True)):
            last: dict[int, Look] = {}
            for position, line in enumerate(lines):
                if "article" in line and line["what"] != "moved":
                    sure = not self.was_killed(number) or position < len(lines) - UNSURE
                    # What fails is asked for again, and a redirect followed, if the crawl lasts.
                    ends = bool(night.budget) or self.was_killed(number)
                    sure = sure and not (ends and line["what"] in GOES_ON)
                    article = line["article"]
                    last[article] = Look(number, line["what"], night.standing[article], sure)
            for article, look in last.items():
                looks.setdefault(article, []).append(look)
        return looks

    @cached_property
    def foundlings(self) -> set[int]:
        """Articles at whose address something else was read before they themselves were: nobody
        can tell that it is not what the listing names."""
        articles = set[int]()
        for article, looks in self.looks.items():
            first = next((look.what for look in looks if look.what == "page" and look.sure), "")
            before = looks[: [look.what for look in looks].index(first)] if first else looks
            if any(look.what == "notice" for look in before):
                articles.add(article)
        return articles

    def was_killed(self, night: int) -> bool:
        return self.codes[night] == -signal.SIGKILL

    def named(self, night: int) -> set[int]:
        """The articles that listings named to the crawl of a night."""
        return {
            each
            for line in self.records[night]
            if line["what"] == "listing"
            for each in line["names"]
        }

    def could_walk(self, night: int) -> bool:
        """Whether the crawl of a night had all pages of all listings."""
        site = Site(self.life, night)
        lines = self.records[night]
        pages = {(each["section"], each["page"]) for each in lines if each["what"] == "listing"}
        return all(
            (section, page) in pages
            for section in SECTIONS
            for page in range(1, site.pages(section) + 1)
        )

    def night_at(self, moment: str) -> int:
        """The night in whose crawl a moment (`…Z`) lies."""
        at = dt.datetime.strptime(moment, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
        for number, night in enumerate(self.life.nights):
            if dt.timedelta(0) <= at - night.clock < APART:
                return number
        raise ValueError(f"{moment} lies in no night")

    # What must be so, a line for each thing that is not.

    def runs(self, runs: Sequence[Line]) -> Iterator[str]:
        """`runs` are the archive's rows."""
        by_night = {self.night_at(run["started"]): run for run in runs}
        for number, night in enumerate(self.life.nights):
            run = by_night.get(number)
            if self.was_killed(number):
                if run and run["verdict"] == "crashed" and run["walked"]:
                    yield f"night {number}: crashed, and yet it walked through all listings"
                continue
            if run is None:
                yield f"night {number}: no run on record"
                continue
            yield from self._verdict(number, night, run)
            if run["walked"] and not self.could_walk(number):
                yield f"night {number}: walked, and not all pages of the listings were asked for"

    def _verdict(self, number: int, night: Night, run: Line) -> Iterator[str]:
        verdict, reason = run["verdict"], run["reason"]
        visited = {line["article"] for line in self.records[number] if "article" in line}
        expected = {"ok", "red", "blocked"}
        if night.site_trouble == "shut":
            expected = {"blocked"}
        elif night.site_trouble == "down":
            expected = {"red"}
        elif night.site_trouble == "maintenance" and len(visited) > 5:
            expected = {"red", "blocked"}
        elif night.is_quiet and not {
            each for each in visited & night.trouble.keys() if night.trouble[each] not in HARMLESS
        }:
            expected = {"ok"}
        if verdict not in expected:
            yield f"night {number}: {verdict} ({reason}), and not {' or '.join(sorted(expected))}"

    def visited(self) -> Iterator[str]:
        """Whether the crawls asked for what they must ask for."""
        known = set[int]()
        for number, night in enumerate(self.life.nights):
            visited = {line["article"] for line in self.records[number] if "article" in line}
            whole = night.is_quiet and not self.was_killed(number)
            if whole and night.is_full:
                listed = {each.number for each in night.standing.values() if each.is_listed}
                for article in sorted((listed | known) - visited):
                    yield f"night {number}: article {article} was not asked for by a full crawl"
            elif whole and self._is_newest(number - 1) and self._is_newest(number):
                for article in sorted(self._failed(number - 1) & known - visited):
                    yield f"night {number}: article {article} failed the night before: not asked"
            known |= {each for each in visited if self._was_read(each, number)}

    def _is_newest(self, number: int) -> bool:
        """Whether no clock before said a later time than that of a night."""
        nights = self.life.nights[: number + 1]
        return number >= 0 and nights[-1].clock == max(night.clock for night in nights)

    def _was_read(self, article: int, number: int) -> bool:
        return any(
            look.night == number and look.what == "page" and look.sure
            for look in self.looks.get(article, [])
        )

    def _failed(self, number: int) -> set[int]:
        failed = {what for what, (state, _) in MEANINGS.items() if state == "error"}
        return {
            article
            for article, looks in self.looks.items()
            if any(each.night == number and each.what in failed and each.sure for each in looks)
        }

    def articles(self, kept: Mapping[int, Kept], walked: set[int]) -> Iterator[str]:
        """`kept` is the archive's, by number; `walked` the nights that read all listings."""
        for number, looks in sorted(self.looks.items()):
            if number in self.foundlings:
                continue
            sure = any(look.what == "page" and look.sure for look in looks)
            if number in kept:
                for line in _Article(self, number, looks, kept[number], walked).check():
                    yield f"article {number}: {line}"
            elif sure:
                yield f"article {number}: was read, and is not in the archive"
        for number in sorted(kept.keys() - self.looks.keys()):
            yield f"article {number}: is in the archive, and was never asked for"


class _Article:
    """One article of the ledger, held against what the archive has of it."""

    def __init__(
        self, ledger: Ledger, number: int, looks: list[Look], kept: Kept, walked: set[int]
    ) -> None:
        self.ledger = ledger
        self.number = number
        self.looks = {look.night: look for look in looks}
        self.kept = kept
        self.walked = walked
        self.seen: dict[int, list[Line]] = {}
        for row in kept.observations:
            self.seen.setdefault(ledger.night_at(row["at"]), []).append(row)

    def check(self) -> Iterator[str]:
        yield from self._observations()
        yield from self._revisions()
        yield from self._row()

    def _observations(self) -> Iterator[str]:
        is_known, before = False, "listed"
        history: list[Line] = []
        for night in range(len(self.ledger.life.nights)):
            rows = self.seen.get(night, [])
            shown = [(row["state"], row["status"]) for row in rows]
            look = self.looks.get(night)
            if look:
                is_known = is_known or look.what == "page"
                allowed = self._allowed(look, night, before)
                if history and self._is_dropped(look, night, before):
                    if ("unlisted", None) not in shown:
                        yield f"night {night}: {look.what}, and {before} still"
                    shown = [each for each in shown if each != ("unlisted", None)]
                if self._is_taken_back(shown, night):
                    shown = [("listed", shown[0][1])]
                if len(shown) > 1:
                    yield f"night {night}: {look.what}, and observed {shown}"
                elif shown and shown[0] not in allowed:
                    yield f"night {night}: {look.what}, and observed {shown}, not {allowed}"
                elif not shown and is_known and look.sure and (look.what == "page" or history):
                    yield f"night {night}: {look.what}, and no observation"
            else:
                expected = self._from_listings(night, before) if history else []
                if shown != expected:
                    yield f"night {night}: not asked for, and observed {shown}, not {expected}"
            history += rows
            before = self._state(history)

    def _is_dropped(self, look: Look, night: int, before: str) -> bool:
        """Whether an article whose page is gone is in no listing any more either."""
        gone = MEANINGS[look.what][0] == "gone" and before == "listed"
        return gone and night in self.walked and self.number not in self.ledger.named(night)

    def _is_taken_back(self, shown: list[tuple[str, int | None]], night: int) -> bool:
        """Whether a look called it unlisted before the listings had been read, and the end of the
        run says otherwise."""
        is_so = night not in self.walked or self.number in self.ledger.named(night)
        return is_so and [state for state, _ in shown] == ["unlisted", "listed"]

    def _allowed(self, look: Look, night: int, before: str) -> list[tuple[str, int | None]]:
        state, statuses = MEANINGS[look.what]
        states = (state,) if state else self._by_listings(night, before)
        return [(each, status) for each in states for status in statuses]

    def _by_listings(self, night: int, before: str) -> tuple[str, ...]:
        """What an article is whose page is there."""
        if self.number in self.ledger.named(night):
            return ("listed",)
        if night in self.walked:
            return ("unlisted",)
        return (before,) if before in SEEN else SEEN

    def _from_listings(self, night: int, before: str) -> list[tuple[str, int | None]]:
        """What is observed of an article whose page was not asked for."""
        if night not in self.walked:
            return []
        if self.number in self.ledger.named(night):
            return [("listed", None)] if before in ("unlisted", "gone") else []
        return [("unlisted", None)] if before == "listed" else []

    def _state(self, rows: Sequence[Line]) -> str:
        """By the rule: three days of well-judged runs on which it was gone, and since then nobody
        saw it; else what was observed last, whatever the days on which it was gone."""
        rows = sorted(rows, key=lambda row: (row["at"], row["id"]))
        last_seen = max((row["at"] for row in _seen(rows)), default="")
        gone = {
            _day(row["at"])
            for row in rows
            if row["state"] == "gone" and row["at"] > last_seen and row["verdict"] == "ok"
        }
        others = [str(row["state"]) for row in rows if row["state"] != "gone"]
        return "gone" if len(gone) >= 3 else others[-1] if others else "listed"

    def _pages(self) -> list[Look]:
        """The looks that read the page, in order of their clocks; of those that are not sure, the
        ones of which the archive has an observation."""
        nights = self.ledger.life.nights
        pages = [
            look
            for look in self.looks.values()
            if look.what == "page" and (look.sure or self.seen.get(look.night))
        ]
        return sorted(pages, key=lambda look: nights[look.night].clock)

    def _revisions(self) -> Iterator[str]:
        pages = self._pages()
        starts = pages[:1] + [
            later for look, later in pairwise(pages) if _said(look) != _said(later)
        ]
        expected = [(look.night, _said(look)) for look in starts]
        revisions = [
            (self.ledger.night_at(row["seen_at"]), _shown(row)) for row in self.kept.revisions
        ]
        if [night for night, _ in expected] != [night for night, _ in revisions]:
            yield (
                f"versions since nights {[night for night, _ in revisions]}, "
                f"not {[night for night, _ in expected]}"
            )
        for (night, said), (_, shown) in zip(expected, revisions, strict=False):
            yield from (
                f"version of night {night}: {name} is {shown[name]!r}, not {said[name]!r}"
                for name in said
                if said[name] != shown[name]
            )

    def _row(self) -> Iterator[str]:
        row, pages = self.kept.row, self._pages()
        if not pages:
            yield "is in the archive, and was never read"
            return
        said, shown = _said(pages[-1]), _shown(row)
        for name in said:
            if said[name] != shown[name]:
                yield f"{name} is {shown[name]!r}, not {said[name]!r}"
        state = self._state(self.kept.observations)
        if row["state"] != state:
            yield f"is {row['state']}, not {state}"
        seen = [row["at"] for row in _seen(self.kept.observations)]
        changed = [each["seen_at"] for each in self.kept.revisions]
        times = {
            "first_seen": min(seen, default=None),
            "last_seen": max(seen, default=None),
            "last_changed": max(changed, default=None),
        }
        for name, moment in times.items():
            if row[name] != moment:
                yield f"{name} is {row[name]}, not {moment}"


def _seen(rows: Sequence[Line]) -> list[Line]:
    """Those that saw the article: not that no listing names what is not there either."""
    gone = {row["run"] for row in rows if row["state"] == "gone"}
    return [
        row
        for row in rows
        if row["state"] in SEEN and not (row["status"] is None and row["run"] in gone)
    ]


def _said(look: Look) -> dict[str, object]:
    """What the site's page said."""
    standing, version = look.standing, look.standing.version
    return {
        "url": HOME + standing.path,
        "title": version.title,
        "published": version.date.isoformat(),
        "author": version.author,
        "category": SECTIONS[standing.section],
        "body": version.body,
        "pictures": [
            (HOME + markup.picture_path(number), caption) for number, caption in version.pictures
        ],
        "documents": [HOME + markup.document_path(number) for number in version.documents],
    }


def _shown(row: Line) -> dict[str, object]:
    """What the archive's row says, in the same terms."""
    return {name: row[name] for name in (
        "url", "title", "published", "author", "category", "body", "pictures", "documents"
    )}  # fmt: skip


def _day(moment: str) -> dt.date:
    return dt.datetime.fromisoformat(moment).astimezone(HERE).date()
