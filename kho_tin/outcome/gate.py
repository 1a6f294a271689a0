"""Readings that must not replace an article at once, since they may be of something else.

They are deferred until the run is concluded, and due again at the next run. An edit by the site is
accepted when the next run reads the same again, with the article's own title or date.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from kho_tin.base.reasons import of_problems
from kho_tin.base.reasons.problem_kinds import ProblemKind
from kho_tin.outcome.answered import Problem
from kho_tin.parsers.model import Article

# The kinds of problems that say why a reading was not stored in the end.
KINDS = ("suspect", "shrunk", "other_parser", "little_shared")
# A page whose text suddenly shrinks below this share of what is stored lost it to a broken layout,
# not to an editor: no real correction was seen to remove nine tenths of an article.
LEAST_LENGTH = 0.1
# After an edit at least this share of the stored pairs of neighbouring words is still there.
LEAST_SHARED = 0.1
FEW_WORDS = 20  # what a text as short as this shares shows nothing
DUPLICATES = 2  # an article may be published twice, not three times with one title and one date


@dataclass(frozen=True)
class StoredText:
    """An article as the archive has it, as of a capture's time. `parser` reads its last capture
    today."""

    title: str
    published: str | None
    body: str
    parser: str


def doubt(
    article: Article,
    stored: StoredText | None,
    duplicates: int,
    role: str,
    *,
    is_strange: bool = False,
) -> Problem | None:
    """Why a reading must wait; `duplicates` other addresses gave the same text; `is_strange`: it is
    not read as other articles of the site are. For a `link`, which no crawl would request again,
    only the text's length is compared."""
    kind: ProblemKind
    before, now = len(stored.body) if stored else 0, len(article.body)
    if article.suspect:
        kind, why = "suspect", article.suspect
    elif duplicates >= DUPLICATES:
        kind, why = "suspect", of_problems.same_text(duplicates)
    elif is_strange:
        kind, why = "other_parser", of_problems.strange_parser(article.parser)
    elif now < LEAST_LENGTH * before:
        kind, why = "shrunk", of_problems.shrank(before, now)
    elif stored is None or role == "link":
        return None
    elif _name(article.parser) != _name(stored.parser):
        kind, why = "other_parser", of_problems.other_parser(article.parser, stored.parser)
    elif _shared(stored.body, article.body) < LEAST_SHARED:
        kind, why = "little_shared", of_problems.little_shared()
    else:
        return None
    return Problem(article.url, kind, of_problems.not_stored(why))


def bears(title: str | None, published: str | None, stored: StoredText) -> bool:
    """Whether a reading has the title or the date of the article that is `stored`."""
    return title == stored.title or (bool(published) and published == stored.published)


def _name(parser: str) -> str:
    return parser.split("@")[0]


def _shared(stored: str, now: str) -> float:
    """The share of the stored text's pairs of words that are in the new one."""
    words = stored.split()
    if len(words) < FEW_WORDS or stored == now:
        return 1.0
    pairs = set(pairwise(words))
    return len(pairs & set(pairwise(now.split()))) / len(pairs)
