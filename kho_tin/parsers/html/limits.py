"""Pages that are refused since parsing them would cost too much: broken, or made to be costly.

The time of parsing grows with the square of the depth of nesting (an HTML parser searches the open
elements at each new one), and memory with the number of elements. A page is measured before it is
parsed, and refused with a reason rather than read in part.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from string import ascii_letters

from kho_tin.base.markup import without_scripts, without_tags
from kho_tin.parsers.html.text import word_set

# Real pages of news have some hundred elements, at most a few thousand. This many are read in
# less than a second.
MOST_TAGS = 20_000
# Browsers make an element that is nested more deeply a sibling of its parent (Chromium and WebKit:
# 512).
MOST_DEPTH = 512
# Fonts, bold and links that are not closed are opened again in every paragraph after them
# (HTML Standard, "reconstruct the active formatting elements"). So many elements may come of that:
# ten times as many as a page may have otherwise. lexbor makes them in 0.04 s of CPU time; the
# tests hold from 50,000 to 400,000.
MOST_REOPENED = 200_000
# A page at one of these bounds is read in less than a second of CPU time (0.7, 0.7 and 0.15 s).
MOST_TEXT = 1_000_000  # characters
MOST_ENTITIES = 100_000
MOST_ATTRIBUTES = 5_000  # of one element
# Below these sizes nothing is costly, and a page need not be measured further. A page of few start
# tags is nested no deeper than twice MOST_DEPTH. The tests hold from 500 to 1,000, and fail with
# 2,000.
_FEW_TAGS = 1_000  # start tags or end tags
_LONG = MOST_TEXT  # characters of HTML: a shorter page has no text that is too long

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = word_set(
    "area base br col embed hr img input link meta param source track wbr script style"
)
_FORMATTING = word_set("a b big code em font i nobr s small strike strong tt u")
_OPENED = re.compile(rf"<({'|'.join(sorted(_FORMATTING))})[\s>]")
_CLOSED = re.compile(rf"</({'|'.join(sorted(_FORMATTING))})[\s>]")
# Elements that end where the next of their kind begins, if no element of _HOLDING lies between.
_ENDING = word_set("p li td th tr dt dd option thead tbody tfoot")
_HOLDING = word_set("div table ul ol dl section article blockquote td th li form select body")
# Characters of a tag whose attributes are counted: the shortest with so many is "<a" and, for each,
# a blank and a letter.
_LONG_TAG = 2 + 2 * MOST_ATTRIBUTES
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_INLINE_FILE = re.compile(r"data:[\w/+.;=-]{0,60};base64,[A-Za-z0-9+/=\s]{200,}")


def without_inline_files(text: str) -> str:
    """A large page's HTML without pictures in `data:` URLs (pages pasted from Word have many
    megabytes of them)."""
    return _INLINE_FILE.sub("data:,", text) if len(text) > _LONG else text


def why_refused(text: str) -> str | None:
    """Why the HTML in `text` is not to be read; None when it can be."""
    starts, ends = _tags(text)
    tags, entities = max(starts, ends), text.count("&")
    if len(text) > _LONG or tags > MOST_TAGS or entities > MOST_ENTITIES:
        markup = without_scripts(text)
        tags, entities = max(_tags(markup)), markup.count("&")
        if len(without_tags(markup)) > MOST_TEXT:
            return f"more than {MOST_TEXT} characters"
        if tags > MOST_TAGS:
            return f"more than {MOST_TAGS} elements"
        if entities > MOST_ENTITIES:
            return f"more than {MOST_ENTITIES} entities"
    # Elements that are never closed, those included that need no end tag.
    suspicious = (starts - ends) * tags > MOST_REOPENED and _unclosed(text) * tags > MOST_REOPENED
    if (suspicious or tags > _FEW_TAGS) and _may_be_deep(text):
        return _too_deep(text) or _too_many_attributes(text)
    return _too_many_attributes(text)


def _tags(text: str) -> tuple[int, int]:
    """How many start tags there are, and end tags: a parser searches the open elements at each end
    tag, too."""
    ends = text.count("</")
    return text.count("<") - ends, ends


def _unclosed(text: str) -> int:
    """Roughly how many fonts, links and the like are never closed."""
    opened, closed = Counter(_OPENED.findall(text)), Counter(_CLOSED.findall(text))
    return (opened - closed).total()


def _may_be_deep(text: str) -> bool:
    """Whether `_too_deep` may find anything, by a bound that takes a fourth of its time: of each
    name no more elements are open than were opened and not closed by their own end tags."""
    opened: dict[str, int] = {}
    most: dict[str, int] = {}
    starts = 0
    for closing, name in _TAG.findall(text):
        count = opened.get(name, 0)
        if closing:
            if count:
                opened[name] = count - 1
        else:
            starts += 1
            opened[name] = count + 1
            if count >= most.get(name, 0):
                most[name] = count + 1
    depth = sum(count for name, count in most.items() if name.lower() not in _VOID)
    formatting = sum(count for name, count in most.items() if name.lower() in _FORMATTING)
    return depth > MOST_DEPTH or formatting * starts > MOST_REOPENED


def _too_deep(text: str) -> str | None:
    """Why the elements are nested too deeply, by a rough imitation of a parser; or None."""
    opened: list[str] = []
    formatting = reopened = 0
    for match in _TAG.finditer(text):
        closing, name = match.group(1), match.group(2).lower()
        if name in _VOID:
            continue
        if name in _FORMATTING:
            formatting = max(0, formatting + (-1 if closing else 1))
        if closing:
            _close(opened, name)
            continue
        if name in _ENDING:
            _close(opened, name, _HOLDING)
        if name not in _FORMATTING:
            reopened += formatting
        opened.append(name)
        if len(opened) > MOST_DEPTH:
            return f"elements nested more than {MOST_DEPTH} deep"
        if reopened > MOST_REOPENED:
            return "fonts or links that are not closed, around many elements"
    return None


def _close(opened: list[str], name: str, up_to: frozenset[str] = frozenset()) -> None:
    """Close the innermost open element `name`, unless one of `up_to` lies around it first."""
    for place in range(len(opened) - 1, -1, -1):
        if opened[place] == name:
            del opened[place:]
            return
        if opened[place] in up_to:
            return


def _too_many_attributes(text: str) -> str | None:
    """A tag with thousands of attributes: each is compared with all before it."""
    for tag in _long_tags(text):
        names = _QUOTED.sub("", tag.split(">", 1)[0])
        if len(names.split(None, MOST_ATTRIBUTES + 1)) > MOST_ATTRIBUTES:
            return f"an element with more than {MOST_ATTRIBUTES} attributes"
    return None


def _long_tags(text: str) -> Iterator[str]:
    """The start tags that are so long, with what follows each up to the next "<". They are told by
    the last "<" of each stretch of their length, so that most of the text is not read."""
    place = text.find("<")
    while 0 <= place <= len(text) - _LONG_TAG:
        last = text.rfind("<", place + 1, place + _LONG_TAG)
        if last < 0:
            last = text.find("<", place + _LONG_TAG)
            if text[place + 1] in ascii_letters:
                yield text[place : last if last >= 0 else len(text)]
        place = last
