"""Whether what looks like an article is a list of them: teasers below links with dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kho_tin.parsers.general.article_lines import Part
from kho_tin.parsers.general.extraction import ExtractedText
from kho_tin.parsers.general.line_values import LONG
from kho_tin.parsers.general.lines import Line
from kho_tin.parsers.html.text import word_set
from kho_tin.parsers.vietnamese.dates import find_date

_HEADINGS = word_set("h1 h2 h3 h4 h5 h6")
# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
# Lines of a teaser: its title, a date and the like, its summary, a link to more; same from 5 to
# 12.
_LINES = 6
_TITLE = 15  # characters of a teaser's title; same from 8 to 15
_LINKED = 0.6  # density of links of a teaser's title; same from 0.3 to 0.99
_SHORTEST = 3  # characters of a line that is counted; same from 1 to 6
_ABOVE_SHARE = 0.3  # of the text, that may stand before the first teaser; same from 0.15 to 0.6
# Long lines for each teaser, and as many besides; an article has more; same from 1 to 4.
_PARAGRAPHS = 2
_LONGEST_DATE_LINE = 120  # characters of a line with a teaser's date; same from 60 to 240
_SHARE = 0.6  # of the teasers: so many are dated, or are headings; same from 0.3 to 0.99
_LEAST_DATED = 2  # and at least so many are dated; same from 1 to 4
_LEAST_HEADED = 3  # or so many are headings; same from 1 to 6


def is_list(extracted: ExtractedText) -> bool:
    """Whether the text is divided into teasers by links in the same markup.

    An article may link to others between its paragraphs too; but these links are no headings, have
    no dates, and do not stand before the text.
    """
    roles, elements = extracted.choice.roles, extracted.rows.elements
    pairs = zip(extracted.rows.lines, extracted.choice.parts, strict=True)
    rows = [
        (line, part)
        for line, part in pairs
        if part is not Part.OUTSIDE and not roles[line.element] and len(line.text) >= _SHORTEST
    ]
    lines = [line for line, _ in rows]
    paths = Counter(elements[line.element].path for line in lines if _is_title(line))
    if not paths:
        return False
    path, count = paths.most_common(1)[0]
    starts = [
        n for n, line in enumerate(lines) if _is_title(line) and elements[line.element].path == path
    ]
    long = sum(part is Part.TEXT and len(line.text) >= LONG for line, part in rows)
    if _text(rows[: starts[0]]) > _ABOVE_SHARE * _text(rows) or long > _PARAGRAPHS * (count + 1):
        return False
    dated = headed = 0
    for start, end in zip(starts, [*starts[1:], starts[-1] + _LINES], strict=True):
        if end - start > _LINES:
            continue
        short = (line.text for line in lines[start:end] if len(line.text) <= _LONGEST_DATE_LINE)
        dated += any(find_date(text) for text in short)
        headed += elements[lines[start].element].tag in _HEADINGS
    most = _SHARE * count
    return dated >= max(_LEAST_DATED, most) or headed >= max(_LEAST_HEADED, most)


def _is_title(line: Line) -> bool:
    return line.density >= _LINKED and len(line.text) >= _TITLE and not line.files


def _text(rows: Sequence[tuple[Line, Part]]) -> int:
    return sum(len(line.text) for line, part in rows if part is Part.TEXT)
