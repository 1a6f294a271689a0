"""Whether what looks like an article is a list of them: teasers below links with dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kho_tin.parsers.general.article_lines import Part
from kho_tin.parsers.general.extracted import Found
from kho_tin.parsers.general.line_values import LONG
from kho_tin.parsers.general.lines import Line
from kho_tin.parsers.html.text import word_set
from kho_tin.parsers.vietnamese.dates import find_date

_HEADINGS = word_set("h1 h2 h3 h4 h5 h6")
# A teaser: its title, a line or two of date and the like, its summary, a link to more.
_LINES = 6
_TITLE = 15


def is_list(found: Found) -> bool:
    """Whether the text is divided into teasers by links that are set alike.

    An article may link to others between its paragraphs too; but these links are no headings,
    have no dates, and do not stand before the text.
    """
    roles, elements = found.choice.roles, found.rows.elements
    pairs = zip(found.rows.lines, found.choice.parts, strict=True)
    rows = [
        (line, part)
        for line, part in pairs
        if part is not Part.OUTSIDE and not roles[line.element] and len(line.text) > 2
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
    if _text(rows[: starts[0]]) > 0.3 * _text(rows) or long > 2 * count + 2:
        return False
    dated = headed = 0
    for start, end in zip(starts, [*starts[1:], starts[-1] + _LINES], strict=True):
        if end - start > _LINES:
            continue
        short = (line.text for line in lines[start:end] if len(line.text) <= 120)
        dated += any(find_date(text) for text in short)
        headed += elements[lines[start].element].tag in _HEADINGS
    return (dated >= 2 and dated >= 0.6 * count) or (headed >= 3 and headed >= 0.6 * count)


def _is_title(line: Line) -> bool:
    return line.density >= 0.6 and len(line.text) >= _TITLE and not line.files


def _text(rows: Sequence[tuple[Line, Part]]) -> int:
    return sum(len(line.text) for line, part in rows if part is Part.TEXT)
