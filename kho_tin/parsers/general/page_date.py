"""When the article of a page of unknown markup was published.

What the metadata says comes first, then <time>, the printed date nearest the title, the day in the
address, and at last when the page was changed.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from kho_tin.base.times import VIETNAM_OFFSET, day_of
from kho_tin.parsers.general.declared_dates import declared_dates, timed
from kho_tin.parsers.general.extraction import ExtractedText
from kho_tin.parsers.general.near_dates import (
    NearDate,
    is_of_the_fetching,
    labelled,
    near_title,
)
from kho_tin.parsers.general.page_lines import Part
from kho_tin.parsers.general.structured_data import NewsArticle
from kho_tin.parsers.html.document import Document, attribute
from kho_tin.parsers.vietnamese.ambiguous_dates import DateEvidence, Settled, settle
from kho_tin.parsers.vietnamese.date_forms import Order, PrintedDate, Shown
from kho_tin.parsers.vietnamese.dates import date_line, find_date
from kho_tin.parsers.vietnamese.language import has_vietnamese, language_of

# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
_MOST_LINES = 400  # a bound on time: lines that may show the order of the page's dates
_ZONE = len("+07:00")
# Zones are whole quarters of an hour from UTC, and none is farther than the easternmost, UTC+14
# (the Line Islands of Kiribati).
_QUARTER = 15 * 60  # seconds
_MOST_QUARTERS = 14 * 4
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)(?:[/-]|/[a-z_][\w-]{1,39}/)(\d\d?)[/-](\d\d?)(?=[/-])"
    r"|/((?:19|20)\d{6})(?=[/-])",
    re.IGNORECASE | re.ASCII,
)
# Days from the one in the address to the one that the page declares: with more, the article may
# have been published again, or the address may be older than it; same from 15 to 62.
_SAME_TIME = 31
# Top-level domains of countries whose English prints the month first.
_MONTH_FIRST = frozenset(("us", "gov", "mil", "edu", "ph"))


@dataclass(frozen=True)
class PageDate:
    """`published` (ISO 8601) and the date as printed; None without any. `order` is what
    the printed date shows of the order of day and month. `doubt` says what else
    `published` may be."""

    published: str | None = None
    printed: PrintedDate | None = None
    order: Shown | None = None
    doubt: str | None = None


def page_date(
    document: Document,
    extracted: ExtractedText,
    data: NewsArticle | None,
    marked: NearDate | None = None,
) -> PageDate:
    """When the page's article was published, by all that the page says. `marked` is a date that the
    markup shows to be the article's, wherever it stands."""
    text = _text(extracted)
    is_vietnamese = _is_vietnamese(document, text)
    declared = declared_dates(document, data)
    near = marked or near_title(extracted, document.page.fetched_at)
    of_address = _in_address(document.url)
    if near is None and declared.published is None and of_address is None:
        near = labelled(extracted)
    times = list(timed(document))
    declares = [declared.published, declared.changed, of_address, *times]
    dates = (near.date if near else None, *declares)
    evidence = DateEvidence(
        site=document.page.date_order,
        page=_orders(extracted) if any(date and date.other for date in dates) else (),
        fetched=document.page.fetched_at,
        text=text,
        usual="day" if is_vietnamese else _usual(document, text),
    )
    stamps = [stamp for stamp in declares if stamp and stamp.other is None]
    days = {day for stamp in stamps for day in (day_of(stamp.iso), day_of(stamp.local))}
    printed = settle(near.date, replace(evidence, stamps=days)) if near else None
    published = declared.published
    if published and is_of_the_fetching(published, document.page.fetched_at):
        published = None
    if published is None and (near is None or near.is_change or not near.date.has_time):
        published = _timed(times, printed)
    chosen = _chosen(published, printed, near, of_address, is_vietnamese, evidence)
    if chosen:
        return replace(chosen, order=_shown(printed, near))
    last = of_address or declared.changed
    return PageDate(_written(last, is_vietnamese) if last else None)


def _text(extracted: ExtractedText) -> str:
    """The title and the text, without lines that are dates: these are no evidence of their own."""
    lines = (*extracted.texts(Part.TITLE), *extracted.texts(Part.TEXT))
    return "\n".join(line for line in lines if date_line(line) is None)


def _chosen(
    published: PrintedDate | None,
    printed: Settled | None,
    near: NearDate | None,
    day_of_address: PrintedDate | None,
    is_vietnamese: bool,
    evidence: DateEvidence,
) -> PageDate | None:
    """The stamp and the printed date put together; the more exact of them where they agree."""
    if published is None:
        if printed is None:
            return None
        return PageDate(_written(printed.date, is_vietnamese), printed.date, None, printed.doubt)
    settled = settle(published, evidence)
    stamp = settled.date
    iso = _written(stamp, is_vietnamese)
    if printed is None or near is None:
        local = None if is_vietnamese else _of_day(stamp, day_of_address)
        doubt = None if local else _another(stamp, day_of_address)
        return PageDate(local or iso, None, None, settled.doubt or doubt)
    exact = _written(printed.date, is_vietnamese)
    if near.is_change and not is_vietnamese:
        iso = _in_zone_of(stamp, printed.date)
    if day_of(exact) == day_of(iso):
        is_exact = printed.date.has_time and not (near.is_change and stamp.has_time)
        return PageDate(
            exact if is_exact and (is_vietnamese or near.is_zoned) else iso, printed.date
        )
    if not near.is_change and (local := _local_time(stamp, printed.date, is_vietnamese)):
        return PageDate(local, printed.date)
    if not near.is_change and day_of_address and day_of_address.day == printed.date.day:
        return PageDate(exact, printed.date)
    doubt = None
    if is_vietnamese and near.is_line and not near.is_change:
        doubt = f"printed {exact}, marked up as {iso}"
    return PageDate(iso, None, None, settled.doubt or doubt)


def _another(stamp: PrintedDate, day_of_address: PrintedDate | None) -> str | None:
    """What is doubtful in a stamp, where the address names a day long before or after it."""
    if day_of_address is None or abs((stamp.day - day_of_address.day).days) <= _SAME_TIME:
        return None
    return f"marked up as {stamp.iso}, the address names {day_of_address.iso}"


def _local_time(stamp: PrintedDate, printed: PrintedDate, is_vietnamese: bool) -> str | None:
    """The moment of a stamp whose day, in its readers' zone, is the printed one; None where both
    are not of one moment.

    On a Vietnamese page the stamp is then a clock of Việt Nam that is called UTC, as many systems
    write it; elsewhere one in UTC of a site in another zone.
    """
    if not stamp.has_time:
        return None
    if is_vietnamese:
        is_called_utc = day_of(printed.iso) == day_of(stamp.local)
        return stamp.local[:-_ZONE] + VIETNAM_OFFSET if is_called_utc else None
    return _of_day(stamp, printed)


def _in_zone_of(stamp: PrintedDate, printed: PrintedDate) -> str:
    """A stamp in UTC in the zone that the page prints with another time; any other as it is."""
    # A time printed without a zone was taken for one of Việt Nam (`date_forms`).
    is_zoned = printed.has_time and not printed.local.endswith(VIETNAM_OFFSET)
    if not stamp.local.endswith("+00:00") or not is_zoned:
        return stamp.local
    zone = dt.datetime.fromisoformat(printed.local).tzinfo
    return dt.datetime.fromisoformat(stamp.local).astimezone(zone).isoformat(timespec="seconds")


def _of_day(stamp: PrintedDate, other: PrintedDate | None) -> str | None:
    """A stamp in UTC in the zone of a date printed without one, by their difference; the printed
    day where no time is. None where no zone is so far from UTC, or where a day printed alone is
    not the one before or after the stamp's."""
    if other is None or not stamp.local.endswith("+00:00"):
        return None
    moment = dt.datetime.fromisoformat(stamp.local)
    if not other.has_time:
        days = (other.day - moment.date()).days
        return other.iso if abs(days) == 1 else None
    clock = dt.datetime.fromisoformat(other.local[:-_ZONE]).replace(tzinfo=dt.UTC)
    quarters = round((clock - moment).total_seconds() / _QUARTER)
    if abs(quarters) > _MOST_QUARTERS:
        return None
    zone = dt.timezone(dt.timedelta(seconds=quarters * _QUARTER))
    return moment.astimezone(zone).isoformat(timespec="seconds")


def _shown(printed: Settled | None, near: NearDate | None) -> Shown | None:
    """What the printed date shows of the order: by itself, or since a stamp agrees with one reading
    of it."""
    if printed is None or near is None:
        return None
    if printed.by == "stamp":
        return "day" if printed.date is near.date else "month"
    return "open" if near.date.other else near.date.order


def _timed(times: list[PrintedDate], printed: Settled | None) -> PrintedDate | None:
    """The first <time>, or the first of the day that is printed near the title."""
    same = (time for time in times if printed and day_of(time.iso) == day_of(printed.date.iso))
    return next(same, None) or (times[0] if times and printed is None else None)


def _orders(extracted: ExtractedText) -> set[Order]:
    """The orders that other dates on the page show, outside of the text."""
    pairs = zip(extracted.rows.lines, extracted.choice.parts, strict=True)
    lines = [line.text for line, part in pairs if part is Part.OUTSIDE and "/" in line.text]
    dates = (date_line(line) for line in lines[:_MOST_LINES])
    return {date.order for date in dates if date and date.order}


def _in_address(url: str) -> PrintedDate | None:
    match = _IN_ADDRESS.search(urlsplit(url).path + "/")
    if match is None:
        return None
    year, month, day, compact = match.groups()
    return find_date(
        f"{compact[:4]}-{compact[4:6]}-{compact[6:]}" if compact else f"{year}-{month}-{day}"
    )


def _is_vietnamese(document: Document, text: str) -> bool:
    host = urlsplit(document.url).hostname or ""
    return host.endswith(".vn") or has_vietnamese(text)


def _usual(document: Document, text: str) -> Order | None:
    """The order of a page that is not Vietnamese: English has both, by its country."""
    language = attribute(document.tree.css_first("html"), "lang").lower().replace("_", "-")
    country = (urlsplit(document.url).hostname or "").rpartition(".")[2]
    if language[:2] not in ("en", "") or (not language and language_of(text) != "en"):
        return "day"
    if country in _MONTH_FIRST:
        return "month"
    if len(country) == 2 or language in ("en-gb", "en-au", "en-nz", "en-ie", "en-in", "en-za"):
        return "day"
    return "month" if language == "en-us" else None


def _written(date: PrintedDate, is_vietnamese: bool) -> str:
    """As the archive has it: a time of a Vietnamese page in +07:00, since that is its readers' day;
    another page's in the zone that it names, since its readers are there."""
    if is_vietnamese or not date.has_time:
        return date.iso
    return date.local or date.iso
