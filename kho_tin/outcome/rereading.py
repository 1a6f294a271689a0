"""Reading the captures of an article once more, with today's code: see `archive.reprocessing`."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import captures
from kho_tin.archive.captures import Capture, Via
from kho_tin.archive.content import ParsedArticle
from kho_tin.archive.reprocessing import Rereader
from kho_tin.outcome.canonical_urls import plan_of, with_canonical_urls
from kho_tin.outcome.plan import Plan
from kho_tin.parsers.model import Article
from kho_tin.parsers.vietnamese.date_order import DateProfile
from kho_tin.reader.reading import read
from kho_tin.reader.reread import pointer_to
from kho_tin.warc.reader import warc_info


def rereader(db: Database, folder: Path, dates: DateProfile | None = None) -> Rereader:
    """Reads the captures in `folder` again, while this process stores articles; their site's dates
    by one profile, so that two captures never differ by that.

    Never from a file that is still being written: this process has read what is in it.
    """
    terms = CanonicalUrls(folder)

    def parsed_again(number: int, identity: str) -> ParsedArticle | None:
        capture = captures.get(db, number)
        article = read(pointer_to(db, folder, capture, dates)).reading
        if not isinstance(article, Article):
            return None
        try:
            plan = terms.plan(capture)
        except OSError:
            return None
        if plan is None or article.identity != identity:
            return None
        return parsed(with_canonical_urls(article, plan))

    return Rereader(parsed_again)


def parsed(article: Article) -> ParsedArticle:
    """An article as the archive takes it."""
    return ParsedArticle(
        vars(article),
        [vars(image) for image in article.images],
        [vars(attachment) for attachment in article.attachments],
    )


class CanonicalUrls:
    """Gives articles their sites' own addresses, by the plans in their files' warcinfo."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._plans: dict[tuple[str, Via], Plan | None] = {}

    def of(self, article: Article, capture: Capture) -> Article:
        """As `with_canonical_urls`, for what was read from `capture`. Raises OSError."""
        plan = self.plan(capture)
        return with_canonical_urls(article, plan) if plan else article

    def plan(self, capture: Capture) -> Plan | None:
        """The plan by which a capture was fetched; None where its file does not say. Raises
        OSError."""
        key = capture.warc, capture.via
        if key not in self._plans:
            path = self.folder / capture.warc
            self._plans[key] = plan_of(warc_info(path) if path.exists() else {}, capture.via)
        return self._plans[key]
