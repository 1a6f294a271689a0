"""The value of each line of a page for its article, and the element where their sum is greatest.

A line's value is positive for votes of the extractors, negative for links. The article is in the
element whose lines have the greatest sum: it holds the text, and little else. No rule is for one
site; names of elements count only where they say what the element is for.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache

from kho_tin.parsers.general.lines import Element, Line
from kho_tin.parsers.vietnamese.boilerplate import stands_beside

# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
# Share of the extractors, 0 to 1, from which a line counts as voted for; each way some reading
# changes.
_VOTED = 0.7
# Share of the extractors from which a line counts against its element's role; same from 0.25 to
# 0.99.
_HALF = 0.5
# Of all such lines: an element that holds so much has no role; same from 0.3 to 0.6.
_BESIDE_SHARE = 0.3
# Value of a character of a notice, or of a line that is mostly links; same from -1 to -0.5.
_AGAINST = -1.0
# Value of a character without votes, or of one repeated from the text; same from -0.3 to -0.15.
_DOUBTFUL = -0.3
# Value of a character without votes in the same markup as lines with votes; same from 0.4 to
# 0.99.
_ALIKE = 0.8
# Of the long lines in the same markup: so many must have votes for that; same from 0.125 to 0.5.
_ALIKE_SHARE = 0.25
# Density of links from which a line is worth nothing even with votes; each way some reading
# changes.
ALL_LINKS = 0.8
# Density of links up to which a line without votes may be text; same from 0.375 to 0.5.
MOSTLY_LINKS = 0.5
LONG = 40  # characters: a shorter line says little by its place in the markup; same from 20 to 50
_NUMBERED = re.compile(r"\.[^.\d]*\d[^.]*")
_TITLE_TAGS = frozenset(("h1", "h2", "h3"))
_HEADINGS = _TITLE_TAGS | {"h4", "h5", "h6"}
CAPTIONS = frozenset(("figcaption", "caption", "captions", "chu-thich", "chuthich"))


@dataclass(frozen=True)
class Valued:
    """`values` of the lines in characters, `sums` of them by element, and each element's role,
    its own or of one around it."""

    values: list[float]
    sums: list[float]
    roles: list[str]


def value(
    elements: list[Element], lines: list[Line], votes: list[float], titles: set[str]
) -> Valued:
    """Value the lines by `votes`, one for each; `titles` are the texts that may be the title, in
    the form of `html.text.plain`."""
    roles = _roles(elements, lines, votes, titles)
    values = _values(elements, lines, votes, titles, roles)
    return Valued(values, _sums(elements, lines, values), roles)


def best_element(
    elements: list[Element], lines: list[Line], valued: Valued, titles: set[str]
) -> int | None:
    """The index of the element that the article is in; None when no line has a value."""
    sums = valued.sums
    # The deepest of those with the greatest sum.
    best = max(range(len(elements)), key=lambda place: (sums[place], place))
    return _own_article(elements, lines, sums, best, titles) if sums[best] > 0 else None


def _roles(
    elements: list[Element], lines: list[Line], votes: list[float], titles: set[str]
) -> list[str]:
    """The role that each element has by itself or from those around it. A role is ignored when a
    good part of what the extractors have stands in the elements of the same tag and classes
    ("has-sidebar"), or of the same tag and role beside it: of a text in four boxes, each has a
    quarter. And where the title stands in a heading, what is around it is the article's, whatever
    its name ("widget")."""
    voted = [float(len(line.text)) if vote >= _HALF else 0.0 for line, vote in _pairs(lines, votes)]
    sums = _sums(elements, lines, voted)
    enough = _BESIDE_SHARE * sums[0]
    alike = {kind for kind, total in _sums_alike(elements, sums).items() if total >= enough}
    siblings = _sums_of_siblings(elements, sums)
    beside = {place for place, total in siblings.items() if total >= enough}
    titled: set[int] = set()
    for line in lines:
        place = line.element
        if elements[place].tag in _TITLE_TAGS and line.plain in titles and not line.linked:
            while place > 0 and place not in titled:
                titled.add(place)
                place = elements[place].parent
    roles = [""] * len(elements)
    for place in range(1, len(elements)):
        element = elements[place]
        if element.tag == "blockquote" and not roles[element.parent].startswith("author"):
            continue  # a quotation is the article's, in whatever box but its author's
        role = element.role
        if place in titled and role != element.tag:
            role = ""
        if role and (
            not enough  # the extractors have nothing
            or (beside and _place_and_role(element) in beside)
            or (alike and _kind(element) in alike)
        ):
            role = ""
        # That it is a caption says more than the role of the box around the picture.
        roles[place] = role if role in CAPTIONS else roles[element.parent] or role
    return roles


def _kind(element: Element) -> str:
    """The tag and the classes of an element, without those that are of it alone: page builders give
    each box a class with a number."""
    return _without_numbered(element.name)


@lru_cache(maxsize=4096)
def _without_numbered(name: str) -> str:
    return _NUMBERED.sub("", name)


def _sums_alike(elements: list[Element], sums: list[float]) -> dict[str, float]:
    """The sums of elements with a role, added up by tag and classes. Of elements alike within one
    another the outermost counts."""
    totals: dict[str, float] = defaultdict(float)
    holders: list[frozenset[str]] = []  # of each element: the names of it and those that hold it
    nothing: frozenset[str] = frozenset()
    for place, element in enumerate(elements):
        around = holders[element.parent] if place else nothing
        if sums[place] and element.role and (name := _kind(element)) not in around:
            totals[name] += sums[place]
            around |= {name}
        holders.append(around)
    return totals


def _sums_of_siblings(
    elements: list[Element], sums: list[float]
) -> dict[tuple[int, str, str], float]:
    """The sums of elements with a role, added up for those beside one another with the same tag
    and role: a site may name all sections of an article for the advertisements between them."""
    totals: dict[tuple[int, str, str], float] = defaultdict(float)
    for place, element in enumerate(elements):
        if sums[place] and element.role:
            totals[_place_and_role(element)] += sums[place]
    return totals


def _place_and_role(element: Element) -> tuple[int, str, str]:
    return element.parent, element.tag, element.role


def _pairs(lines: list[Line], votes: list[float]) -> zip[tuple[Line, float]]:
    return zip(lines, votes, strict=True)


def _values(
    elements: list[Element],
    lines: list[Line],
    votes: list[float],
    titles: set[str],
    roles: list[str],
) -> list[float]:
    mass: Counter[str] = Counter()
    voted: Counter[str] = Counter()
    paths = [elements[line.element].path for line in lines]
    for line, vote, path in zip(lines, votes, paths, strict=True):
        length = len(line.text)
        if length >= LONG and not roles[line.element]:
            mass[path] += length
            voted[path] += length if vote > _VOTED else 0
    main = max(voted, key=lambda path: voted[path], default="")
    texts = {line.plain for line, path in zip(lines, paths, strict=True) if path == main}
    values = []
    for line, vote, path in zip(lines, votes, paths, strict=True):
        length, text = len(line.text), line.plain
        if roles[line.element] or text in titles:
            worth = 0.0
        elif stands_beside(line.text):
            worth = _AGAINST
        elif line.density >= ALL_LINKS and path == main and line.leads_away:
            # What the text points to on others' sites; "more on this" leads to the site itself.
            worth = _ALIKE
        elif length >= LONG and path != main and text in texts:
            # Repeated from the text: a pull quote, or a highlight above it.
            worth = _DOUBTFUL
        elif vote > _VOTED:
            # A voted character within a link is worth half of one outside: an author's own links
            # stand in sentences. A line that is all links is worth nothing, even with votes. The
            # tests hold from no loss by links to all of it.
            worth = vote * (1 - line.density / 2) if line.density < ALL_LINKS else 0.0
        elif (
            length >= LONG
            and line.density < MOSTLY_LINKS
            and voted[path] > _ALIKE_SHARE * mass[path] > 0
        ):
            # Without votes, but in the same markup as lines with votes: more of the same text.
            worth = _ALIKE
        elif line.density <= MOSTLY_LINKS:
            worth = _DOUBTFUL
        else:
            worth = 0.0 if line.files else _AGAINST
        values.append(worth * length)
    return values


def _sums(elements: list[Element], lines: list[Line], values: list[float]) -> list[float]:
    """The values of the lines in each element, added up."""
    sums = [0.0] * len(elements)
    for line, worth in _pairs(lines, values):
        sums[line.element] += worth
    for place in range(len(elements) - 1, 0, -1):
        sums[elements[place].parent] += sums[place]
    return sums


def _own_article(
    elements: list[Element], lines: list[Line], sums: list[float], best: int, titles: set[str]
) -> int:
    """Of several <article> elements, the one with the title: the others are other articles, if any
    of them has a heading."""
    around: dict[int, int] = {}
    for place in range(best + 1, len(elements)):
        if elements[place].parent in around:
            around[place] = around[elements[place].parent]
        elif elements[place].tag == "article" and sums[place] > 0:
            around[place] = place
    if len(set(around.values())) < 2:
        return best
    titled = {
        around[line.element] for line in lines if line.element in around and line.plain in titles
    }
    headed = {
        around[line.element]
        for line in lines
        if line.element in around and elements[line.element].tag in _HEADINGS
    }
    return titled.pop() if len(titled) == 1 and headed - titled else best
