"""How a finished run is judged: a changed or closed site must turn it red, never pass."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.runs import Verdict
from parsers.model import Article

# More pages than this share that were not what they should be: the site has changed or is ill.
MOST_FAILED = 0.1
MOST_REFUSED = 0.1
# An editor takes down a page or two. Many at once are a site that has moved or is ill.
MOST_GONE = 0.2
FEW = 5


COVERED = (
    "title", "published", "author", "source", "category", "summary", "body", "images",
    "attachments",
)  # fmt: skip


@dataclass
class Counts:
    """What one run did. `pages` are article pages looked at, 304 included."""

    pages: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    failed: int = 0  # no answer, or one that says nothing about the article
    refused: int = 0  # answered, and not good enough to be stored
    other: int = 0  # static pages, documents, galleries
    listings: int = 0
    requests: int = 0
    bytes: int = 0
    layout_changed: int = 0
    # By parser: how many articles it read, and in how many of them it found each field.
    parsers: dict[str, dict[str, int]] = field(default_factory=dict)

    def count(self, article: Article) -> None:
        """Take note of which fields an article's parser found."""
        found = self.parsers.setdefault(article.parser, dict.fromkeys(("articles", *COVERED), 0))
        found["articles"] += 1
        for name in COVERED:
            found[name] += bool(getattr(article, name))


def judge(
    counts: Counts,
    *,
    listed: int,
    least_articles: int,
    blocked: str | None,
    home_unread: str | None,
    stopped: str | None,
    expected_parser: str | None,
) -> tuple[Verdict, str]:
    """The verdict (`ok`, `red`, `blocked`) and its reason in words.

    `listed` is how many articles the listings named; `stopped` why the crawl ended early.
    """
    if blocked:
        return "blocked", blocked
    reasons = []
    if stopped:
        reasons.append(stopped)
    if home_unread:
        reasons.append(home_unread)
    elif listed < least_articles:
        reasons.append(f"the listings name {listed} articles, at least {least_articles} expected")
    if counts.layout_changed:
        reasons.append(f"{counts.layout_changed} pages whose layout has changed")
    looked_at = counts.pages + counts.failed
    if counts.failed > MOST_FAILED * looked_at:
        reasons.append(f"{counts.failed} of {looked_at} pages failed")
    if counts.gone > max(FEW, MOST_GONE * looked_at):
        reasons.append(f"{counts.gone} of {looked_at} pages are gone at once")
    if counts.refused > MOST_REFUSED * looked_at:
        reasons.append(f"{counts.refused} of {looked_at} pages were not good enough to store")
    unexpected = sum(
        found["articles"]
        for parser, found in counts.parsers.items()
        if expected_parser and parser.split("@")[0] != expected_parser
    )
    if unexpected:
        reasons.append(f"{unexpected} articles were read by another parser than {expected_parser}")
    return ("red", "; ".join(reasons)) if reasons else ("ok", "")
