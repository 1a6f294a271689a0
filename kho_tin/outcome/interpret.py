"""What one answer, or the lack of one, means: a pure function, the same wherever it came from."""

from __future__ import annotations

from dataclasses import dataclass

from kho_tin.archive.same_text import text_sha256
from kho_tin.base.hosts import same_site
from kho_tin.base.reasons import of_problems, of_runs
from kho_tin.base.reasons.problem_kinds import ProblemKind, kind_of
from kho_tin.base.reasons.sentence import Reason, on_record
from kho_tin.outcome import gate
from kho_tin.outcome.answered import Alias, Answered, Outcome
from kho_tin.outcome.before import Before
from kho_tin.outcome.canonical_urls import with_canonical_urls
from kho_tin.outcome.gate import StoredText
from kho_tin.outcome.statuses import GONE, OK, REFUSALS
from kho_tin.outcome.validate import why_not_stored
from kho_tin.parsers.addresses import canonical, identity_of_url, is_address
from kho_tin.parsers.model import NO_ANSWER, Article, LayoutChanged, Listing, NotAnArticle, Reading
from kho_tin.parsers.parser import name_of
from kho_tin.parsers.sources import ROLES as SOURCES
from kho_tin.reader.reading import PAGES

# Who reads pages of any system, and so static ones too.
GENERAL = "general"
UNFINISHED = of_problems.unfinished()
# Decisions of a crawl after which listings may go on unread.
_LEFT_OUT = ("endless_pager", "sections")


def is_static(parser: str, role: str) -> bool:
    """Whether a page that reads as an article is one about the site itself, which its menu names
    ("Giới thiệu"): what the general parser reads where a list was to be."""
    return role in ("home", "listing") and name_of(parser) == GENERAL


def interpret(answered: Answered, before: Before) -> Outcome:
    """What `answered` means for the archive."""
    interpreter = Interpreter(answered, before)
    interpreter.run()
    return interpreter.outcome


@dataclass
class Interpreter:
    """Goes through one answer and fills in its outcome: each branch is a method."""

    answered: Answered
    before: Before

    def __post_init__(self) -> None:
        self.outcome = Outcome(self.answered)

    def run(self) -> None:
        """Interpret the answer by what was requested."""
        answered, role = self.answered, self.answered.requested.role
        # It may have named more: only what is read as a list, or as no list at all, says otherwise.
        self.outcome.breaks_coverage = role in ("home", "listing")
        if answered.failure:
            self._failed()
        elif role in ("image", "attachment"):
            self._file()
        elif role == "index":
            self.outcome.count("listings", answered.status == OK)
        elif role in SOURCES:
            self._source()
        elif role in PAGES:
            self._page()

    def _failed(self) -> None:
        """No answer, or none that was taken."""
        answered, failure = self.answered, self.answered.failure
        assert failure
        requested = answered.requested
        if failure.kind == "stopped" or (requested.role == "robots" and failure.sent):
            return  # nothing was requested; or each page left out has its own problem
        if failure.kind == "robots" and requested.role in (*SOURCES, "link"):
            return  # nobody named it as news
        self.outcome.problem(kind_of(failure.kind), failure.message)
        if requested.role not in PAGES or failure.kind in _LEFT_OUT:
            return
        self.outcome.count("failed")
        if requested.identity is not None or requested.role == "link":
            self.outcome.count("pages")
            self.outcome.state = "error"
        if failure.refused:
            self.outcome.refusal = on_record(failure.message)
        elif requested.role == "home" and failure.kind != "robots":
            self.outcome.home = of_runs.home_not_fetched(failure.message)

    def _file(self) -> None:
        """A picture or a document: a page in its place is the site's "not found"."""
        answered, read = self.answered, self.answered.read
        if answered.status != 200:
            self.outcome.problem("media", of_problems.answered(answered.status or 0))
            return
        assert read
        if read.damage:
            self.outcome.problem("unreadable", read.damage)
        elif "html" in (answered.media_type or ""):
            self.outcome.problem("media", of_problems.page_for_file())
        else:
            self.outcome.is_file = True
            self.outcome.count("files")
            if read.note:
                self.outcome.problem("attachment", read.note)

    def _source(self) -> None:
        """A sitemap, a feed or an endpoint: one that is none is on record, and no fault."""
        answered, read = self.answered, self.answered.read
        if not answered.is_page or read is None:
            self.outcome.is_unread = True
        elif isinstance(read.reading, Listing):
            self.outcome.source = read.reading
        else:
            self.outcome.is_unread = True
            if read.exceeded:
                self.outcome.problem("exceeded", read.exceeded)
            elif read.damage:
                self.outcome.problem("unreadable", read.damage)

    def _page(self) -> None:
        """The page of an article, or one that should lead to articles."""
        answered = self.answered
        requested, status = answered.requested, answered.status
        if requested.role == "link" and status != 200:
            return  # nothing was known of this page, and nothing is now
        if requested.role == "link" or requested.identity is not None:
            self.outcome.count("pages")
        if answered.is_page:
            self._body()
        elif status == 304 and self.before.known:
            self.outcome.count("unchanged")
            self.outcome.state = self.before.state
        elif status in GONE:
            self._missing(of_problems.no_such_page(status))
        elif status in REFUSALS:
            self._refused(of_runs.answered(status))
        elif answered.location and requested.cause == "wall":
            self._refused(of_runs.redirects_again())
        elif answered.location:
            self._unfit("off_site", of_problems.redirects_off_site(answered.location))
        else:
            self._unfit("status", of_problems.answered(status or 0))

    def _body(self) -> None:
        read = self.answered.read
        assert read
        if read.exceeded:
            if read.is_stopped:
                self.outcome.problem("exceeded", read.exceeded)
                self.outcome.state = "error"
            else:
                self._unfit("exceeded", read.exceeded)
        elif read.damage or read.reading is None:
            self._unfit("unreadable", read.damage or of_problems.file_for_page())
        elif not (read.closes or read.is_fragment) and (self.before.pages_close or read.left_open):
            self._unfit("cut", UNFINISHED)
        elif read.cut:
            self._unfit("cut", read.cut)
        else:
            self._reading()

    def _reading(self) -> None:
        reading, requested = self._reads_as(), self.answered.requested
        if self._is_a_guess() and (self._is_strange(reading) or not is_news(reading)):
            self.outcome.is_unread = True
            return
        for problem in reading.problems:
            self.outcome.problem(problem.kind, problem.message)
        match reading:
            case Article():
                self._article()
            case Listing():
                self._listing()
            case LayoutChanged(parser=parser, message=message):
                self.outcome.count("layout_changed")
                self.outcome.problem("layout_changed", f"{parser}: {message}")
                if requested.identity is not None:
                    self.outcome.state = "error"
            case NotAnArticle(reason="wall", message=message):
                self._wall(message)
            case NotAnArticle(reason="missing", message=message):
                self._missing(of_problems.says_missing(message))
            case NotAnArticle(reason="error") if self._is_led_elsewhere():
                # A soft 404: the portal redirects from a missing article to its error page.
                self._missing(of_problems.leads_to_error())
            case NotAnArticle(reason=reason, message=message) if reason in NO_ANSWER:
                self._substitute_page(reason, message)
            case NotAnArticle(reason=reason, message=message):
                self._other(reason, message)

    def _is_a_guess(self) -> bool:
        """Whether a crawl requested a page without knowing whether it is news: what cannot be read
        is kept, and no fault."""
        is_live = self.before.plan.route.via == "live"
        return is_live and self.answered.requested.role == "link"

    def _is_strange(self, reading: Reading) -> bool:
        """Whether a page that nobody called news is not read as the site's articles are: a page of
        another kind (one in the site's menu is about the site itself), or a redesign, which the
        articles themselves show."""
        if not isinstance(reading, Article) or self._is_led_elsewhere():
            return False
        assert self.answered.read
        if self.answered.read.in_menu:
            return True
        return self.before.is_of_others or (self.before.has_ids and is_address(reading.identity))

    def _article(self) -> None:
        requested, reading = self.answered.requested, self._reads_as()
        assert isinstance(reading, Article)
        if is_static(reading.parser, requested.role):
            self._other("static", reading.title)
            return
        article = with_canonical_urls(reading, self.before.plan)
        media = len(article.images) + len(article.attachments)
        if media > self.before.most_media:
            message = of_problems.many_files(media, self.before.most_media)
            self.outcome.problem("media", message, article.url)
        if self.before.known and article.identity != requested.identity:
            self._elsewhere(of_problems.leads_to_another(article.url))
        if self.before.for_good:
            self.outcome.alias = self._alias(article)
        self.outcome.article = self.outcome.parsed = article
        if why := why_not_stored(article.title, article.published, has_content=article.has_content):
            self.outcome.article = None
            self.outcome.count("refused")
            self.outcome.problem("incomplete", why, article.url)
            if requested.identity is not None and article.identity == requested.identity:
                self.outcome.state = "error"
            return
        named = requested.identity or article.identity
        is_strange = self.before.has_ids and is_address(article.identity) and not is_address(named)
        self.outcome.deferred = gate.doubt(
            article,
            self.before.stored,
            self.before.duplicates,
            requested.role,
            is_strange=is_strange and not self._is_led_elsewhere(),
        )

    def _alias(self, article: Article) -> Alias | None:
        """What else the article is called, where the requested address leads to it for good: by the
        identity of another article, or of an address that never had one."""
        url, named = self.answered.page_url, self.answered.requested.identity
        is_its_own = identity_of_url(article.url) == identity_of_url(url)
        if is_its_own or named == article.identity:
            return None
        text = _text(article)
        is_same = bool(text and self.before.moved and text == _text(self.before.moved))
        return Alias(named or identity_of_url(url), is_same)

    def _listing(self) -> None:
        requested, listing = self.answered.requested, self._reads_as()
        assert isinstance(listing, Listing)
        self.outcome.count("listings")
        url = self.before.plan.site_url(listing.url)
        if requested.role == "home" and not same_site(url, self.before.plan.home_url):
            self.outcome.problem("moved", of_problems.home_elsewhere(url))
        if requested.role in ("home", "listing"):
            self.outcome.listing = listing
            self.outcome.breaks_coverage = False
            self.outcome.count("front_pages", (requested.page or 1) == 1)
            if not listing.items and not listing.sections:
                self.outcome.problem("empty_listing", of_problems.empty_listing())
            unfollowed = listing.unfollowed
            if listing.post and self.before.repeats:
                # The server took the postback for a first visit: its later pages stay unread.
                unfollowed = of_problems.postback_repeats()
            if unfollowed:
                self.outcome.breaks_coverage = True
                self.outcome.count("unfollowed")
                self.outcome.problem("unfollowed_pager", unfollowed)
        elif self.before.known:
            self._elsewhere(of_problems.leads_to_list())
        elif requested.role == "article" and name_of(listing.parser) == GENERAL:
            # A list of news named it, so that it may well be some.
            self._other("other", of_problems.leads_to_list())

    def _elsewhere(self, message: str) -> None:
        """The address of an article has something else: the article was taken down, or moved."""
        if self._is_led_elsewhere():
            self.outcome.count("gone")
            self.outcome.state = "gone"
        else:
            self.outcome.count("failed")
            self.outcome.state = "error"
            self.outcome.problem("unreadable", message)

    def _is_led_elsewhere(self) -> bool:
        """Whether the site redirected to another page: a session may begin with a redirect back to
        the same page."""
        url = self.before.plan.site_url(self._reads_as().url)
        is_other = canonical(url) != canonical(self.answered.page_url)
        return self.answered.requested.cause == "redirect" and is_other

    def _reads_as(self) -> Reading:
        read = self.answered.read
        assert read
        assert read.reading
        return read.reading

    def _missing(self, message: str) -> None:
        """The page is not there: 404, 410, or a page that only says so."""
        if self.answered.requested.role == "link" and not self.before.known:
            self.outcome.count("other")
        elif self.before.known:
            self.outcome.count("gone")
            self.outcome.state = "gone"
        else:
            self.outcome.count("missing")
            self.outcome.problem("missing", message)

    def _wall(self, message: str) -> None:
        requested = self.answered.requested
        if requested.cause == "wall":
            self._refused(of_runs.wall_again())
        elif requested.role in ("home", "listing"):
            is_home = requested.role == "home"
            page = of_runs.the_home_page() if is_home else of_runs.a_listing()
            self.outcome.refusal = of_runs.challenge(page, message)
            self.outcome.problem("blocked", self.outcome.refusal)
        else:
            self._refused(of_runs.challenged(message))

    def _refused(self, message: Reason) -> None:
        self.outcome.count("failed")
        self.outcome.problem("blocked", message)
        self.outcome.state = "blocked"
        if self.answered.requested.role == "home":
            self.outcome.refusal = of_runs.home_refused(message)

    def _unfit(self, kind: ProblemKind, message: str) -> None:
        """An answer that is not the requested page."""
        self.outcome.count("failed")
        self.outcome.problem(kind, message)
        self.outcome.state = "error"
        if self.answered.requested.role == "home":
            self.outcome.home = of_runs.home_not_fetched(message)

    def _substitute_page(self, reason: str, message: str) -> None:
        """An answer 200 that says nothing of the article: an error page, a login, no body."""
        requested = self.answered.requested
        if requested.role == "home":
            self.outcome.home = of_runs.home_no_listing(message or reason)
        if requested.role in ("home", "listing") and reason == "empty":
            self.outcome.breaks_coverage = False  # a section in which there is nothing yet
            return
        self.outcome.count("failed")
        self.outcome.problem("unreadable", f"{reason}: {message}")
        self.outcome.state = "error"

    def _other(self, reason: str, message: str) -> None:
        """A page that is no news: a static page, a document, a gallery."""
        requested = self.answered.requested
        self.outcome.breaks_coverage = False
        if requested.role == "home":
            self.outcome.no_listing = of_runs.home_no_listing(message or reason)
        elif requested.role in ("article", "link"):
            self.outcome.count("other")
            self.outcome.is_unread = requested.role == "link"
            if reason == "other" and requested.role == "article":
                # It may well be news, and nothing of it is kept.
                self.outcome.count("not_read")
                self.outcome.problem("not_read", message)
            if self.before.known:
                self.outcome.state = "error"


def _text(article: StoredText | Article) -> str | None:
    return text_sha256(article.title, article.published, article.body)


def is_news(reading: Reading) -> bool:
    """Whether a page that nobody called news is an article, or stands in for one."""
    if isinstance(reading, NotAnArticle):
        return reading.reason in ("wall", "maintenance")
    if not isinstance(reading, Article):
        return False
    return not why_not_stored(reading.title, reading.published, has_content=reading.has_content)
