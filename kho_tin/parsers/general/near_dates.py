"""The date printed near an article's title or text, on a page of unknown markup."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from kho_tin.base.times import VIETNAM
from kho_tin.parsers.general.author_names import before_date
from kho_tin.parsers.general.extraction import ExtractedText
from kho_tin.parsers.general.fields import DATED_TITLE, lines_around
from kho_tin.parsers.general.lines import Line
from kho_tin.parsers.general.page_lines import BETWEEN_LINKS, Part
from kho_tin.parsers.vietnamese.boilerplate import announces_others
from kho_tin.parsers.vietnamese.bylines import is_labelled_byline
from kho_tin.parsers.vietnamese.date_forms import PrintedDate
from kho_tin.parsers.vietnamese.dates import date_line, dated_line, find_date, place_and_date

# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
_LONGEST_LINE = 200  # characters of a line with the date; same from 100 to 400
_MOST_LINKS = 0.8  # and its density of links; same from 0.6 to 0.99
_FIRST = 8  # lines of the text that may be its date; same from 4 to 16
_DIGIT = re.compile(r"\d")
# A stamp so near to the fetching shows when the page was made for us. One without seconds may be a
# minute early; the other minute is for the way of the answer, and for two clocks that both keep
# time. Chosen, not measured; the tests hold from one minute to an hour.
_CLOCK = dt.timedelta(minutes=2)
_ZONED = re.compile(r"(?:[A-Z]{3}|[+-]\d\d?(?::?\d\d)?)\s?\)?$|\d\s?Z\b")
_CHANGE: Final = (
    r"(?:cập nhật|sửa đổi|chỉnh sửa|updated?|modified|edited|actuali[sz]\w+|atualizad\w+|mis à jour"
    r"|aktuali\w+|aggiornat\w+|bijgewerkt|oppdatert|uppdaterad|opdateret|обновлено)"
)
# "Cập nhật lần cuối lúc: …": other words may stand between it and the date, 20 characters at most.
_CHANGED = re.compile(_CHANGE + r"[^\d]{0,20}$", re.IGNORECASE)
# "June 2, 2021 -- Updated 0203 GMT": the word may stand behind the day.
_CHANGED_BEHIND = re.compile(r"[\s\-–—|,·(]{0,6}" + _CHANGE + r"\b", re.IGNORECASE)
# What says of a date, wherever it stands, that it is the one of publication. A word that says no
# more than "date" is a label alone in its line only.
_LABEL = re.compile(
    r"(?:\b(?:ngày (?:đăng|xuất bản|đưa tin|đăng tải)|đăng ngày|date published|publication date"
    r"|published|posted|date de publication|publiée?|mis en ligne|veröffentlicht|erschienen"
    r"|erscheinungsdatum|erstellt|veröffentlichungsdatum|publicad[oa]|fecha de publicación"
    r"|data de publicação|pubblicat[oa]|data di pubblicazione|gepubliceerd|geplaatst|publicerad"
    r"|publisert|opublikowano|опубликовано)|^\W{0,3}(?:date|datum|fecha|data|ngày))"
    r"(?:\s(?:on|am|le|el|il|em|op|den|the|lúc|vào))?\s?[:：]?\s?$",
    re.IGNORECASE,
)
_LONGEST_LABEL = 60  # characters before the date
_APART = re.compile(r"comment|relate|nav|menu|crumb")  # roles of what is others'


@dataclass(frozen=True)
class NearDate:
    """A date printed near the title. `is_change`: of the last change; `is_line`: in a line of its
    own; `is_zoned`: with its zone."""

    date: PrintedDate
    is_change: bool = False
    is_line: bool = False

    @property
    def is_zoned(self) -> bool:
        return _ZONED.search(self.date.printed) is not None


def near_title(extracted: ExtractedText, fetched: dt.datetime | None) -> NearDate | None:
    """The date between title and text; else that of the nearest line that is a date, else the
    nearest short line with one in it. One of the last change only where there is no other."""
    known = {
        text for part in (Part.TITLE, Part.TEXT, Part.SUMMARY) for text in extracted.texts(part)
    }
    between, above, below = _lines(extracted, fetched)
    behind = (
        in_line(title, find_date(match.group()))
        for title in known
        if (match := DATED_TITLE.search(title))
    )
    changed: NearDate | None = None
    for date in chain(
        _alone(between),
        # A caption between them is longer than the line of the date.
        _within(sorted(between, key=lambda line: len(line.text)), known),
        _alone(above),
        _alone(below),
        _within(above, known),
        _within(below, known),
        behind,
    ):
        if date and not is_of_the_fetching(date.date, fetched):
            if not date.is_change:
                return date
            changed = changed or date
    return changed


def _alone(lines: list[Line]) -> Iterator[NearDate | None]:
    """The dates of lines that hold little else: a label, a subject; a place; an author."""
    for line in lines:
        yield in_line(line.text, date_line(line.text), is_line=True)
        yield in_line(line.text, dated_line(line.text))
    yield from (in_line(line.text, place_and_date(line.text)) for line in lines)
    yield from (
        in_line(line.text, find_date(line.text))
        for line in lines
        if is_labelled_byline(before_date(line.text))
    )


def _within(lines: list[Line], known: set[str]) -> Iterator[NearDate | None]:
    """The dates of lines with other words, but not of the article's own."""
    yield from (
        in_line(line.text, find_date(line.text)) for line in lines if line.text not in known
    )


def _lines(
    extracted: ExtractedText, fetched: dt.datetime | None
) -> tuple[list[Line], list[Line], list[Line]]:
    """The lines that may have the text's date: those between title and text, those above the title
    and first in the text (on some pages the date is taken for text), and those below it, up to
    where other articles begin. One above with the day of fetching may be the page's clock: it comes
    after the text. Below the text a line of links with a date is another article.
    """
    lines, parts = extracted.rows.lines, extracted.choice.parts
    text = [n for n, part in enumerate(parts) if part is Part.TEXT]
    places = {id(line): n for n, line in enumerate(lines)}
    title = max((n for n in range(text[0]) if parts[n] is Part.TITLE), default=text[0])
    between: list[Line] = []
    above: list[Line] = []
    clocks: list[Line] = []
    below: list[Line] = []
    today = fetched.astimezone(VIETNAM).date() if fetched else None
    for line in lines_around(extracted):
        n = places[id(line)]
        if n > text[-1]:
            if announces_others(line.text):
                break
            below.append(line)
        elif title <= n < text[0]:
            if parts[n] is not Part.CAPTION:
                between.append(line)
        elif n < title and today and _day_in(line) == today:
            clocks.append(line)
        else:
            above.append(line)
    above += [*(lines[n] for n in text[:_FIRST]), *clocks]
    return (
        _short(between, _MOST_LINKS),
        _short(above, _MOST_LINKS),
        _short(below, BETWEEN_LINKS),
    )


def _short(lines: list[Line], most_links: float) -> list[Line]:
    """Those of them that may be a date: each has a digit, which is what costs least to see."""
    return [
        line
        for line in lines
        if len(line.text) <= _LONGEST_LINE
        and _DIGIT.search(line.text)
        and line.density < most_links
    ]


def _day_in(line: Line) -> dt.date | None:
    date = find_date(line.text)
    return date.day if date else None


def in_line(line: str, date: PrintedDate | None, *, is_line: bool = False) -> NearDate | None:
    """A date found in a line, with what the words beside it say of it."""
    if date is None:
        return None
    changed = _CHANGED.search(line[: date.start]) is not None
    if not changed and (behind := _CHANGED_BEHIND.match(line, date.end)):
        changed = find_date(line[behind.end() :]) is None  # else it says so of the next date
    return NearDate(date, changed, is_line)


def labelled(extracted: ExtractedText) -> NearDate | None:
    """The one day that the page labels as that of publication, wherever it stands ("Datum:
    02.06.2021", also in two lines); None where several days are: those are a list's."""
    dates: list[NearDate] = []
    rows = extracted.rows
    above = ""
    for line in rows.lines:
        role = rows.elements[line.element].role
        if len(line.text) <= _LONGEST_LINE and not _APART.search(role):
            date = find_date(line.text)
            before = line.text[: date.start] if date else ""
            if date and len(before) <= _LONGEST_LABEL and _LABEL.search(before.strip() or above):
                dates.append(NearDate(date))
        above = line.text if len(line.text) <= _LONGEST_LABEL else ""
    return dates[0] if len({near.date.day for near in dates}) == 1 else None


def is_of_the_fetching(stamp: PrintedDate, fetched: dt.datetime | None) -> bool:
    """Whether a stamp has a time of day and is less than `_CLOCK` from the fetching: then it says
    when the page was made for us, and not when the article was published."""
    if fetched is None or not stamp.has_time:
        return False
    return abs(dt.datetime.fromisoformat(stamp.iso) - fetched) < _CLOCK
