"""How one request of a run ended, wherever its answer came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from kho_tin.archive.observations import State
from kho_tin.base.reasons.problem_kinds import ProblemKind
from kho_tin.base.reasons.sentence import Reason
from kho_tin.outcome.statuses import NOT_MODIFIED, OK
from kho_tin.parsers.model import Article, Listing
from kho_tin.parsers.sources import ROLES as SOURCES
from kho_tin.reader.reading import ReadAnswer
from kho_tin.warc.journal import Failure, Requested

NOT_READ = frozenset(("robots", "index"))  # roles of answers whose bodies no reader wants


@dataclass(frozen=True)
class Answered:
    """An answer, which is a capture, or a failure without a capture to read.

    `page_url` is the site's own address of what was requested. `at` is when the site gave the
    answer, a memento's own time, and `brought` when the run got it (UTC, `…Z`). `end` is where in
    its WARC file all that belongs to it ends (bytes). `read` is what the capture holds, for an
    answer 200 only. The `identity` of a picture or document is the address by which articles name
    it, where that is not its `page_url`.
    """

    requested: Requested
    page_url: str
    at: str
    brought: str
    end: int = 0
    status: int | None = None
    capture: int | None = None
    media_type: str | None = None
    location: str | None = None
    read: ReadAnswer | None = None
    failure: Failure | None = None

    @property
    def is_page(self) -> bool:
        """Whether it is what was requested: a page, or one that has not changed and was read from
        its last capture."""
        return self.status == OK or (self.status == NOT_MODIFIED and self.read is not None)

    @property
    def is_unchanged(self) -> bool:
        """Whether it says that a listing or another source has not changed, which then is read from
        the capture that it refers to."""
        role = self.requested.role
        return self.status == NOT_MODIFIED and (role in ("home", "listing") or role in SOURCES)

    @property
    def has_body(self) -> bool:
        """Whether it has a body to read."""
        return self.status == OK and self.requested.role not in NOT_READ


@dataclass(frozen=True)
class Problem:
    """A problem to record: `kind` is of `base.reasons.problem_kinds`."""

    url: str
    kind: ProblemKind
    message: str


class Alias(NamedTuple):
    """The article (its identity) whose address redirects for good to that of another, and whether
    both have the same title, day and text: then they are one. The address may never have had one
    in the archive."""

    identity: str
    same_text: bool


@dataclass
class Outcome:
    """What an answer means for the archive.

    `state` is what was seen of the article that was requested, None where nothing was. `article` is
    to be stored, unless the reading is `deferred` (the reason) until the run is concluded; `parsed`
    counts for its parser, good enough or not. `alias`: the requested address redirects to this
    one for good. `source` is what a sitemap, a feed or an endpoint
    names; `is_unread`: the answer is none, or the page of a link cannot be read yet. `counts` are
    added to the run's. `home` is what is wrong with the home page, `no_listing` that it names no
    news, `refusal` why the site refuses all requests. `breaks_coverage`: the listings may name more
    than was read.
    """

    answered: Answered
    state: State | None = None
    article: Article | None = None
    parsed: Article | None = None
    listing: Listing | None = None
    source: Listing | None = None
    is_unread: bool = False
    is_file: bool = False
    deferred: Problem | None = None
    alias: Alias | None = None
    problems: list[Problem] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    home: Reason | None = None
    no_listing: Reason | None = None
    refusal: Reason | None = None
    breaks_coverage: bool = False

    def count(self, name: str, number: int = 1) -> None:
        """Add to one of the run's counts."""
        self.counts[name] = self.counts.get(name, 0) + number

    def problem(self, kind: ProblemKind, message: str, url: str | None = None) -> None:
        """Add a problem, of the page itself when no address is given."""
        self.problems.append(Problem(url or self.answered.page_url, kind, message))
