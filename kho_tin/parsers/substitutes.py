"""Substitute pages: what is sent in place of the page requested, by whatever system.

A firewall's refusal, a challenge, a maintenance page, a login form, an error with status 200, a
soft 404: none of them says anything of the article at whose address it is sent. They are recognised
before any CMS's parser reads: by their title and headings, which are such a wording and nothing
else, or by a short text that says so, on a page without an article's markup and headline. An
article *about* maintenance has these, and a longer text.
"""

from __future__ import annotations

import re
from functools import cached_property

from selectolax.lexbor import LexborNode

from kho_tin.base.text import squeeze
from kho_tin.parsers import substitute_wordings
from kho_tin.parsers.cookie_walls import is_wall
from kho_tin.parsers.html.document import Document, ancestors, attribute, text_of
from kho_tin.parsers.substitute_wordings import Wording, form_of
from kho_tin.parsers.vietnamese.dates import find_date

_MARKUP = (
    "#PageDetail, input#ArticleId, .asset-full-content, .asset-full-content-title,"
    " .nd_detail_chitiet, .tandan-p-article-main, .tandan-p-article-news-content,"
    " .tandan-p-article-news-title, [itemprop=articleBody], .article-content, .asset-abstract,"
    " .categoryList .article-item, meta[property='og:type'][content=article],"
    " meta[property='article:published_time']"
)
_BESIDE = (
    "a[href]", "nav", "footer", "select", "button", "[role=navigation]", "[class*=breadcrumb]",
    "[class*=menu]", "[id*=menu]", "[class*=footer]", "[id*=footer]",
)  # fmt: skip
_CHALLENGE = (
    "#challenge-form, #challenge-running, .cf-browser-verification, #cf-wrapper, .g-recaptcha,"
    " .h-captcha, .cf-turnstile, iframe[src*='_Incapsula_Resource'], iframe[src*=captcha],"
    " form[action*=captcha], img[src*=captcha i]"
)
_SHOWN = "img, iframe, frame, frameset, object, embed, video, audio, canvas, svg, input, textarea"
# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
_LONGEST = 20_000  # characters of an error page with a trace; same from 10000 to 40000
_SHORT = 1_200  # of a page that says what it is in its title; same from 600 to 2400
_TINY = substitute_wordings.LONGEST  # of one that says so only in its text
_NOTE = 400  # of an article under a site's name that is suspect; same from 200 to 500
_HARDLY = 250  # of a page that holds a form and little else; same from 125 to 500
_EMPTY = 125  # of an article that says only "being updated"; same from 62 to 250
_HEAD = 250  # characters before the wording, in a page with its headings; same from 125 to 500
_FIRST_WORDS = 40  # characters before the wording, in a text alone; same from 20 to 80
_REST = 25  # characters behind a wording in a title, which may name the site; same from 12 to 50
_HEADLINE = 25  # characters of a link that may be a headline; same from 12 to 50
_LINKS = 4  # so many of them are a list of news, or a home page; same from 2 to 8
_MOST_LINKS = 2000  # a bound on time: links that are counted
_LONGEST_TITLE = 150  # characters of a title that is such a wording; same from 75 to 300
_QUOTED = 120  # characters of what is reported: two lines of a terminal
_HEADINGS = 3  # headings that are read like the title; same from 1 to 6
_MOST_HEADINGS = 20  # a bound on time: headings that are looked at for an article's
_SHORTEST_HEADLINE = 20  # characters of an article's headline; same from 10 to 20
_LONGEST_HEADLINE = 300  # characters of an article's headline; same from 150 to 600
_HEADLINE_WORDS = 4  # words of an article's headline; same from 2 to 5
# Characters of the text in which the headline's date is; same from 2500 to 10000.
_DATE_WITHIN = 5000
_HTML_WITHIN = 4096  # characters in which <html> begins; same from 2048 to 8192

_BY_TITLE = (
    ("wall", substitute_wordings.WALL_TITLE),
    ("maintenance", substitute_wordings.MAINTENANCE_TITLE),
    ("missing", substitute_wordings.MISSING_TITLE),
    ("error", substitute_wordings.ERROR_TITLE),
)
_BY_TEXT = (
    ("maintenance", substitute_wordings.MAINTENANCE),
    ("wall", substitute_wordings.WALL),
    ("missing", substitute_wordings.MISSING),
    ("error", substitute_wordings.ERROR),
)


def substitute(document: Document) -> tuple[str, str] | None:
    """Which kind of substitute the page is (a reason of `NotAnArticle`), and a line of what was
    seen; None if it is none."""
    if is_wall(document):
        return "wall", "a script that sets a cookie"
    if document.has(_MARKUP):
        return None
    page = _PageWords(document)
    return _by_title(page) or _by_text(page) or _login(page) or _blank(document)


def said_in_words(text: str) -> tuple[str, str] | None:
    """The same for an answer that is not HTML: servers and firewalls send their line as plain
    text."""
    form = form_of(text[:_SHORT])
    if len(text) > _SHORT or len(form) > _TINY:
        return None
    for kind, wording in _BY_TITLE:
        if _says(wording, form):
            return kind, _quoted(form)
    for kind, wording in _BY_TEXT:
        if (match := wording.search(form)) and match.start() <= _FIRST_WORDS:
            return kind, _quoted(match.group())
    return None


def suspicion(document: Document, title: str, body: str) -> str | None:
    """Why an article with this title and text may be a substitute page; None if nothing shows
    it."""
    form, heading = form_of(body[:_LONGEST]), form_of(title)
    names = {form_of(document.meta(name) or "") for name in ("og:site_name", "application-name")}
    if not form or len(form) > _TINY:
        return None  # of pictures or files alone; or too much for a page that says one thing
    is_site = heading in names or substitute_wordings.SITE_NAME.match(heading) is not None
    if is_site and len(form) <= _NOTE:
        return f"its title is a site's name, its text is short: {title[:_QUOTED]}"
    if len(form) <= _EMPTY and substitute_wordings.EMPTY_TEXT.match(form):
        return f"its text is no article's: {_quoted(form)}"
    for kind, wording in _BY_TITLE:
        if _says(wording, heading):
            return f"its title is a page's of the kind {kind}: {title[:_QUOTED]}"
    if substitute_wordings.MATTER.search(heading) and not is_site:
        return None
    for kind, wording in _BY_TEXT:
        if (match := wording.search(form)) and match.start() <= _FIRST_WORDS:
            return f"its text is a page's of the kind {kind}: {_quoted(match.group())}"
    return None


class _PageWords:
    """A page's title, headings, and what it says outside of its links and menus."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def titles(self) -> list[str]:
        """The parts of the title, the first headings."""
        title = self.document.title
        parts = [title]
        for sign in (" | ", " - ", " – ", " :: ", " » "):
            parts = [piece for part in parts for piece in part.split(sign)]
        headings = [text_of(node) for node in self.document.all("h1, h2")[:_HEADINGS]]
        return [
            form_of(part)[:_LONGEST_HEADLINE]
            for part in dict.fromkeys((title, *parts, *headings))
            if part
        ]

    @cached_property
    def text(self) -> str:
        return form_of(text_of(self.document.tree.body, _BESIDE))

    @cached_property
    def links(self) -> int:
        """How many links are as long as a headline, outside of menus."""
        count = 0
        for node in self.document.all("a[href]")[:_MOST_LINKS]:
            if len(text_of(node)) >= _HEADLINE and not _in_menu(node):
                count += 1
                if count >= _LINKS:
                    break
        return count

    @cached_property
    def dated_headline(self) -> bool:
        """Whether there is a headline, which is neither a site's name nor one of the wordings, and
        a date beside it."""
        for node in self.document.all("h1, h2, h3, [class*=title], [class*=tieude]")[
            :_MOST_HEADINGS
        ]:
            form = form_of(text_of(node))
            if not _SHORTEST_HEADLINE <= len(form) <= _LONGEST_HEADLINE:
                continue
            if len(form.split()) < _HEADLINE_WORDS:
                continue
            if substitute_wordings.SITE_NAME.match(form) or any(
                _says(wording, form) for _, wording in _BY_TITLE
            ):
                continue
            if any(_ends(wording.search(form), form) for _, wording in _BY_TEXT):
                continue
            return find_date(self.text.replace(form, " ", 1)[:_DATE_WITHIN]) is not None
        return False


def _by_title(page: _PageWords) -> tuple[str, str] | None:
    for kind, wording in _BY_TITLE:
        for title in page.titles:
            if len(title) > _LONGEST_TITLE or not _says(wording, title):
                continue
            most = _LONGEST if kind == "error" and _is_trace(page.text) else _SHORT
            if len(page.text) > most or page.dated_headline:
                return None
            if kind == "maintenance" and page.links >= _LINKS:
                continue
            # "Error" may stand above anything.
            return (kind == "error" and _by_text(page)) or (kind, _quoted(title))
    return None


def _is_trace(text: str) -> bool:
    """Whether a page is a program's error report."""
    marks = ("stack trace", "traceback", "exception", "root cause", "version information")
    return any(mark in text[:_LONGEST] for mark in marks)


def _by_text(page: _PageWords) -> tuple[str, str] | None:
    if page.document.has(_CHALLENGE) and len(page.text) <= _HARDLY and page.links < _LINKS:
        return "wall", "a challenge, and hardly any text"
    if len(page.text) > _TINY:
        return None
    for kind, wording in _BY_TEXT:
        match = wording.search(page.text)
        if not match or match.start() > _HEAD:
            continue
        if page.links >= _LINKS or page.dated_headline:
            return None
        return kind, _quoted(match.group())
    return None


def _login(page: _PageWords) -> tuple[str, str] | None:
    """A form that wants a password, on a page with hardly anything else."""
    if not page.document.has("input[type=password i]"):
        return None
    if page.links >= _LINKS or len(page.text) > _TINY or page.dated_headline:
        return None
    named = any(substitute_wordings.LOGIN_TITLE.match(title) for title in page.titles)
    if named or len(page.text) <= _HARDLY:
        return "login", "a form that wants a password, and hardly any text"
    return None


def _blank(document: Document) -> tuple[str, str] | None:
    """A page that shows nothing at all."""
    is_page = "<html" in document.text[:_HTML_WITHIN].lower()  # and no feed
    if not is_page or document.has(_SHOWN) or text_of(document.tree.body):
        return None
    return "empty", "a page without text or pictures"


def _says(wording: Wording, form: str) -> bool:
    """Whether a title or heading is the wording, not a sentence that only begins with it."""
    match = wording.match(form)
    if match is None:
        return False
    return _ends(match, form) or any(other.search(form[match.end() :]) for _, other in _BY_TEXT)


def _ends(match: re.Match[str] | None, form: str) -> bool:
    """Whether hardly anything follows a wording."""
    return match is not None and len(form) - match.end() <= _REST


def _in_menu(node: LexborNode) -> bool:
    for element in ancestors(node):
        name = f"{attribute(element, 'class')} {attribute(element, 'id')}".lower()
        if element.tag in ("nav", "footer") or "menu" in name or "footer" in name:
            return True
    return False


def _quoted(text: str) -> str:
    return squeeze(text)[:_QUOTED]
