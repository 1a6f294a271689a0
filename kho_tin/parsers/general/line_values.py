"""What each line of a page is worth to its article, and where their sum is greatest.

A line's value is positive for the votes of the witnesses, negative for being links. The article
is in the element whose lines together are worth most: that is where the text is, and little
else. No rule knows a site; names of elements count only where they say what the element is for.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from kho_tin.parsers.general.lines import Element, Line
from kho_tin.parsers.general.witnesses import plain
from kho_tin.parsers.vietnamese.boilerplate import stands_beside

# From here on, of 0 to 1, a line counts as voted for.
_VOTED = 0.7
# A shorter line says little by its place in the markup.
LONG = 40
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
    """Value the lines by `votes`, one for each; `titles` are what the title is, in the form of
    `witnesses.plain`."""
    roles = _roles(elements, lines, votes)
    values = _values(elements, lines, votes, titles, roles)
    return Valued(values, _sums(elements, lines, values), roles)


def best_element(
    elements: list[Element], lines: list[Line], valued: Valued, titles: set[str]
) -> int | None:
    """The place of the element that the article is in; None when no text is worth anything."""
    sums = valued.sums
    # The deepest of those that are worth most.
    best = max(range(len(elements)), key=lambda place: (sums[place], place))
    return _own_article(elements, lines, sums, best, titles) if sums[best] > 0 else None


def _roles(elements: list[Element], lines: list[Line], votes: list[float]) -> list[str]:
    """The role that each element has by itself or from those around it. A name is wrong when a
    good part of what the witnesses vote for stands in the element ("has-sidebar")."""
    voted = [float(len(line.text)) if vote >= 0.5 else 0.0 for line, vote in _pairs(lines, votes)]
    sums = _sums(elements, lines, voted)
    roles = [""] * len(elements)
    for place in range(1, len(elements)):
        element = elements[place]
        if element.tag == "blockquote":
            continue  # What is quoted is quoted by the author, in whatever box.
        own = element.role if sums[place] < 0.3 * sums[0] else ""
        # That it is a caption says more than that the picture stands in a box.
        roles[place] = own if own in CAPTIONS else roles[element.parent] or own
    return roles


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
    for line, vote in _pairs(lines, votes):
        length, path = len(line.text), elements[line.element].path
        if length >= LONG and not roles[line.element]:
            mass[path] += length
            voted[path] += length if vote > _VOTED else 0
    main = max(voted, key=lambda path: voted[path], default="")
    texts = {plain(line.text) for line in lines if elements[line.element].path == main}
    values = []
    for line, vote in _pairs(lines, votes):
        length, path = len(line.text), elements[line.element].path
        text = plain(line.text)
        if roles[line.element] or text in titles:
            worth = 0.0
        elif stands_beside(line.text):
            worth = -1.0
        elif length >= LONG and path != main and text in texts:
            # Drawn out of the text, to stand large beside it or as a highlight above it.
            worth = -0.3
        elif vote > _VOTED:
            # What is all links is worth nothing, whoever votes for it.
            worth = vote * (1 - line.density / 2) if line.density < 0.8 else 0.0
        elif length >= LONG and line.density < 0.5 and voted[path] > 0.25 * mass[path] > 0:
            # Not voted for, but in the markup of what is: the rest of a text in several parts.
            worth = 0.8
        else:
            worth = -0.3 if line.density <= 0.5 else 0.0 if line.files else -1.0
        values.append(worth * length)
    return values


def _sums(elements: list[Element], lines: list[Line], values: list[float]) -> list[float]:
    """The values of the lines in each element, added up."""
    sums = [0.0] * len(elements)
    for line, own in _pairs(lines, values):
        sums[line.element] += own
    for place in range(len(elements) - 1, 0, -1):
        sums[elements[place].parent] += sums[place]
    return sums


def _own_article(
    elements: list[Element], lines: list[Line], sums: list[float], best: int, titles: set[str]
) -> int:
    """Of several <article> elements, the one with the title: the others are other articles."""
    around: dict[int, int] = {}
    for place in range(best + 1, len(elements)):
        if elements[place].parent in around:
            around[place] = around[elements[place].parent]
        elif elements[place].tag == "article" and sums[place] > 0:
            around[place] = place
    if len(set(around.values())) < 2:
        return best
    titled = {
        around[one.element] for one in lines if one.element in around and plain(one.text) in titles
    }
    return titled.pop() if len(titled) == 1 else best
