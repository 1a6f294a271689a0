"""A second reading, by the general parser, of pages in which the parser of a system reads nothing.

Marks of a system are only marks: a class name may be another system's, and a standard's metadata
says nothing of the page's markup. Where they led to a parser that finds no article, and the page
declares or shows one, the article is read by the general parser, with a problem that says so.
A layout that changed on pages with a system's strong marks stays what it is, and is told, unless
the page declares its article and the general parser reads the same title and day: then nothing is
guessed. A site whose declared system changed its layout still waits (`outcome.gate`): its pages are
read by another parser than before.
"""

from __future__ import annotations

from dataclasses import replace

from kho_tin.base.times import day_of
from kho_tin.parsers.general.structured_data import NewsArticle, news_article
from kho_tin.parsers.html.document import Document, text_of
from kho_tin.parsers.html.text import plain
from kho_tin.parsers.model import Article, LayoutChanged, NotAnArticle, Page, Problem, Reading
from kho_tin.parsers.registry import GENERAL
from kho_tin.parsers.vietnamese.dates import read_iso

# Reasons why a page is none that a system's parser may give although the page has an article.
_MISTAKABLE = frozenset(("static", "other", "document", "gallery"))
# Those of them that weak marks give: a legal document or an album shows a title and a date, too.
_MISTAKEN_WHERE_SHOWN = frozenset(("static", "other"))
_MOST_HEADINGS = 100  # a bound on time: headings that are compared with the title


def instead(page: Page, reading: Reading, marks: str) -> Article | None:
    """The article in `page`, which a parser that was recognised by `marks` (`strong`, `weak` or
    `common`) read as `reading`; None where that stands."""
    if isinstance(reading, LayoutChanged):
        reason = "static"
    elif isinstance(reading, NotAnArticle) and reading.reason in _MISTAKABLE:
        reason = reading.reason
    else:
        return None
    document = Document.of(page)  # anew: a parser removes from the tree what it has read
    declared = news_article(document)
    if not declared and (marks == "strong" or reason not in _MISTAKEN_WHERE_SHOWN):
        return None
    headings = {text_of(node) for node in document.all("h1, h2")[:_MOST_HEADINGS]}
    article = GENERAL.read(document, GENERAL.label)
    if not isinstance(article, Article):
        return None
    is_certain = marks == "strong" and isinstance(reading, LayoutChanged)
    if is_certain and declared and not _agrees(article, declared):
        return None
    # What every article shows: a date, and its title in a heading.
    if not declared and (article.published is None or article.title not in headings):
        return None
    message = f"{reading.parser} read nothing ({reading.message}); read by the general parser"
    return replace(article, problems=(*article.problems, Problem("read_generally", message)))


def _agrees(article: Article, declared: NewsArticle) -> bool:
    """Whether title and day are those that the page declares in its metadata, and none of what it
    prints speaks against the day."""
    stamp = read_iso(declared.published)
    if stamp is None or not (article.published or "").startswith(day_of(stamp)):
        return False
    doubtful = any(problem.kind == "doubtful_date" for problem in article.problems)
    return not doubtful and plain(article.title) == plain(declared.headline)
