"""What goes into a parser and what comes out of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from kho_tin.base.reasons.problem_kinds import ProblemKind
from kho_tin.parsers.vietnamese.date_forms import Order, Shown


@dataclass(frozen=True)
class Page:
    """One fetched page.

    `body` has no Content-Encoding any more; `encoding` is the charset that the server named
    in Content-Type, or None; `fetched_at` is aware, in UTC. `date_order` is which of day and month
    stands first in the dates of its site, by the site's profile; None where that is not known.
    """

    url: str
    body: bytes
    encoding: str | None = None
    fetched_at: dt.datetime | None = None
    date_order: Order | None = None


@dataclass(frozen=True)
class Problem:
    """Something that a reader of the run's record should know: `kind` is a short fixed word."""

    kind: ProblemKind
    message: str


@dataclass(frozen=True)
class Image:
    url: str
    caption: str | None = None
    alt: str | None = None


@dataclass(frozen=True)
class Attachment:
    url: str
    filename: str


@dataclass(frozen=True)
class Article:
    """A news article as the page shows it: text is NFC, without layout blanks.

    `published` is ISO 8601: a date, or a time with +07:00 where the page gives one.
    `published_text` is the date as printed. `body` is plain text, paragraphs parted by a blank
    line. None means that the page does not say. `identity` names the article on its site for
    good, whatever its address becomes (the VNPT portal's numeric id, WebSphere's urile path or
    uuid); elsewhere it is the canonical URL. `suspect` says in a line why the page, though it
    reads as an article, may be an error, a login or a maintenance page (`parsers.substitutes`).
    `date_order` is what the page's own date shows of the order of day and month, for the site's
    profile (`vietnamese.date_order`); None where the order is the system's, and for other dates.
    """

    url: str
    title: str
    published: str | None
    body: str
    parser: str
    published_text: str | None = None
    author: str | None = None
    source: str | None = None
    category: str | None = None
    summary: str | None = None
    body_html: str | None = None
    language: str = "vi"
    identity: str = ""
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    problems: tuple[Problem, ...] = ()
    suspect: str | None = None
    date_order: Shown | None = None

    @property
    def has_content(self) -> bool:
        """Whether there is a text, a document or a picture."""
        return bool(self.body or self.attachments or self.images)

    @property
    def contents(self) -> tuple[str, str | None, str]:
        """Title, date and text: two different articles never share all three."""
        return self.title, self.published, self.body


@dataclass(frozen=True)
class Link:
    """A line of a listing, or (with the title alone) a link to another listing.

    `modified` is when a sitemap or an endpoint says that the page changed last (UTC, `…Z`).
    """

    url: str
    title: str
    published: str | None = None
    summary: str | None = None
    identity: str = ""
    modified: str | None = None


@dataclass(frozen=True)
class Postback:
    """A pager's own control of an ASP.NET page: what its script would send to `url` by POST
    (`fields`, in order, as printed)."""

    url: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Listing:
    """A page that names articles (`items`, in order) or leads to pages that do (`sections`).

    Where the list ends, `next` and `unfollowed` are None. Where it goes on, but only by what cannot
    be followed (a script, a form), `unfollowed` says in a line what was seen. `post` is set where
    the next page is had by a postback.
    """

    url: str
    parser: str
    items: tuple[Link, ...] = ()
    next: str | None = None
    sections: tuple[Link, ...] = ()
    problems: tuple[Problem, ...] = ()
    unfollowed: str | None = None
    post: Postback | None = None


@dataclass(frozen=True)
class NotAnArticle:
    """A page that is neither: `reason` is one of `static`, `document`, `gallery`, `empty`, `other`,
    `missing` (a soft 404), or, for a substitute of the page requested, `wall` (a firewall's or
    CDN's, a challenge), `login`, `maintenance`, `error`."""

    url: str
    parser: str
    reason: str
    message: str = ""
    problems: tuple[Problem, ...] = ()


# Reasons of `NotAnArticle` that say nothing of the page that was requested.
NO_ANSWER = frozenset({"wall", "login", "maintenance", "error", "empty"})


@dataclass(frozen=True)
class LayoutChanged:
    """The CMS is recognised, but what every page of it has is missing: never stored, always
    reported."""

    url: str
    parser: str
    message: str
    problems: tuple[Problem, ...] = field(default=())


Reading = Article | Listing | NotAnArticle | LayoutChanged
