"""A page's bytes, read by the parser of the system that it shows."""

from __future__ import annotations

import re

from kho_tin.parsers.assemble import no_article
from kho_tin.parsers.html.completeness import as_ascii, without_preamble
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.html.text import decode
from kho_tin.parsers.model import NotAnArticle, Page, Reading
from kho_tin.parsers.parser import name_of
from kho_tin.parsers.recognise import recognise
from kho_tin.parsers.registry import GENERAL, parser_for
from kho_tin.parsers.second_reading import instead
from kho_tin.parsers.substitutes import said_in_words, substitute

_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|script|div|section|article|main|table|center"
    rb"|p|h[1-6])\b",
    re.IGNORECASE,
)

# Characters, behind blanks and comments, in which a page has one of these tags; same from 2048 to
# 8192.
_HTML_WITHIN = 4096
_WORDS = 2000  # bytes read of an answer that is not HTML: it may be a server's one-line message


def read(page: Page) -> Reading:
    """What `page` is, and what it says. The CMS is recognised from the page itself.

    Never raises because of a page's content: a page that cannot be read is a `NotAnArticle` or a
    `LayoutChanged`.
    """
    if not page.body.strip():
        return NotAnArticle(page.url, GENERAL.label, "empty", "the answer has no body")
    if not _HTML.search(without_preamble(as_ascii(page.body)), 0, _HTML_WITHIN):
        words, _ = decode(page.body[:_WORDS], page.encoding)
        reason, message = said_in_words(words) or ("other", "no HTML")
        return NotAnArticle(page.url, GENERAL.label, reason, message)
    document = Document.of(page)
    if document.refused:
        return NotAnArticle(document.url, GENERAL.label, "other", document.refused)
    name, marks = recognise(document)
    parser = parser_for(name, page.fetched_at)
    try:
        if substitution := substitute(document):
            return no_article(document, parser.label, *substitution)
        reading = parser.read(document, parser.label)
        if name != GENERAL.name and name_of(reading.parser) == name:
            return instead(page, reading, marks) or reading
        return reading
    except RecursionError:
        return NotAnArticle(document.url, parser.label, "error", "elements nested too deeply")
