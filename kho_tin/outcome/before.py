"""What was known when an answer came."""

from __future__ import annotations

from dataclasses import dataclass

from kho_tin.archive.known_articles import KnownArticle
from kho_tin.archive.observations import State
from kho_tin.outcome.gate import StoredText
from kho_tin.outcome.plan import Plan


@dataclass(frozen=True)
class Before:
    """What was known when an answer came, as of its own time.

    `known` is the article that was requested; `stored` the one that the page reads as, in the
    archive, and `duplicates` how many other addresses gave the same text in this run. `has_ids`:
    articles of the site are known by ids of its system, and not by their addresses. `pages_close`:
    earlier pages of the run have their </html>. `state` is that of an article that is there, by the
    listings so far. `is_of_others`: no article of a site with listings was read by the parser of a
    link's page. `repeats`: earlier pages of a listing named all that this one names.
    `most_media` is how many pictures and documents of one article are kept. `for_good`: the
    requested address redirects for good; `moved` is its article then, in the archive.
    """

    plan: Plan
    known: KnownArticle | None = None
    stored: StoredText | None = None
    duplicates: int = 0
    has_ids: bool = False
    pages_close: bool = False
    state: State = "listed"
    is_of_others: bool = False
    repeats: bool = False
    most_media: int = 60
    for_good: bool = False
    moved: StoredText | None = None
