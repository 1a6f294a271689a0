"""What the captures of one run say of the articles, as the run understood them.

A capture does not tell for what it was asked. It was the page of an article if a listing of the
run, or the archive, names its address as one; what comes after a redirect was asked for by
whoever was redirected. Of several answers at one address the last one counted: the ones before
were asked again (a server error, a cookie wall).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urldefrag, urljoin, urlsplit

from kho_tin.archive import articles, files, runs
from kho_tin.archive.runs import State
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.statuses import GONE, REFUSALS
from kho_tin.outcome.store import store_article
from kho_tin.outcome.terms import in_site_terms
from kho_tin.outcome.validate import objection
from kho_tin.outcome.verdicts import Bounds, Counts, Facts, judge
from kho_tin.parsers.model import Article, LayoutChanged, Listing, NotAnArticle, Reading
from kho_tin.reader.reading import Read
from kho_tin.replay.rebuild.rebuilding import NewDatabase

Row = dict[str, Any]
Seen = Literal["listed", "unlisted"]


@dataclass
class Memory:
    """What has to be remembered from one capture of a run to the next, as JSON can hold it.

    `links`: identity by address. `waiting`: by the address that a redirect leads to, who asked:
    an identity, or None for a listing. `media`: likewise, the address by which a picture is named.
    """

    links: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, list[str | None]] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    pages_close: bool = False
    home: str | None = None  # what is wrong with the home page
    listed: int = 0
    counts: dict[str, Any] = field(default_factory=lambda: asdict(Counts()))


class Looks:
    """Stores what the captures of one run say, in order; each within a transaction."""

    def __init__(
        self, new: NewDatabase, site: str, run: int, plan: Plan, warc: str, memory: Memory
    ) -> None:
        self.new = new
        self.db = new.db
        self.site = site
        self.run = run
        self.plan = plan
        self.memory = memory
        self.counts = Counts(**memory.counts)
        self.known = new.known(site, warc)
        self.addresses = {
            url: identity
            for url, identity in self.db.execute(
                "SELECT url, identity FROM articles WHERE site = ?", [site]
            )
            if identity in self.known
        }
        self.unread: list[str] = []  # what could not be read, or was not stored: a line each

    def order(self, rows: list[Row]) -> list[Row]:
        """The captures of the run as they are to be looked at."""
        return rows

    def wants(self, row: Row) -> bool:
        """Whether a capture has to be read."""
        return bool(row["status"] == 200)

    def is_file(self, row: Row) -> bool:
        """Whether an answer 200 at the address of a picture or document was taken for one."""
        return True

    def end(self, folder: Path) -> None:
        """When all captures of the run were looked at."""

    def remembered(self) -> dict[str, Any]:
        """What a rebuild that goes on here has to know."""
        self.memory.counts = asdict(self.counts)
        return asdict(self.memory)

    def look(self, row: Row, read: Read | None, *, is_last: bool) -> None:
        """One capture. `read` is what it holds, for an answer 200 only; `is_last`: no later
        answer of the run is from its address."""
        url, status = row["page_url"], row["status"]
        if urlsplit(url).path == "/robots.txt":
            return
        if (named := self.memory.media.get(url)) or self._is_media(url):
            self._media(named or url, row, read)
            return
        redirected = bool(self.memory.waiting.get(url))
        identity = self._asked_for(url)
        if status == 304:
            self.counts.pages += 1
            self._observe(identity, "listed", row)
        elif 300 <= status < 400:
            if target := self._target(row):
                self.memory.waiting.setdefault(target, []).append(identity)
        elif status == 200:
            assert read
            self._page(row, read, identity, redirected=redirected, is_last=is_last)
        elif is_last:
            self._refusal(row, identity)

    def finish(self) -> tuple[runs.Verdict, str]:
        """How the run would be judged by what its captures show."""
        return judge(
            self.counts,
            Facts(
                listed=self.memory.listed,
                least_articles=1,
                bounds=Bounds(),
                expected_parser=None,
                home_unread=self.memory.home,
            ),
        )

    def _asked_for(self, url: str) -> str | None:
        if waiting := self.memory.waiting.get(url):
            return waiting.pop(0)
        return self.memory.links.get(url) or self.addresses.get(url)

    def _target(self, row: Row) -> str | None:
        """Where a redirect led, in the site's own terms."""
        location = row.get("location")
        if not location:
            return None
        target = urldefrag(self.plan.site_url(urljoin(row["url"], location))).url
        if named := self.memory.media.get(row["page_url"]):
            self.memory.media[target] = named
        return target

    def _is_media(self, url: str) -> bool:
        return url not in self.memory.links and any(
            self.db.execute(f"SELECT 1 FROM {table} WHERE url = ? LIMIT 1", [url]).fetchone()
            for table in ("images", "attachments")
        )

    def _media(self, url: str, row: Row, read: Read | None) -> None:
        if 300 <= row["status"] < 400:
            self.memory.media[row["page_url"]] = url
            self._target(row)
        elif read and not read.damage and self.is_file(row):
            files.keep_image(self.db, url, row["id"])
            files.keep_attachment(
                self.db,
                url,
                row["id"],
                media_type=row["media_type"],
                size=read.bytes,
                sha256=read.sha256,
                text=read.text,
            )

    def _refusal(self, row: Row, identity: str | None) -> None:
        status = row["status"]
        if row["page_url"] == self.plan.home_url:
            self.memory.home = f"the home page answered {status}"
        if status in GONE:
            self.counts.pages += identity is not None
            self.counts.gone += identity in self.known
            self._observe(identity, "gone", row)
        else:
            self.counts.failed += 1
            self._observe(identity, "blocked" if status in REFUSALS else "error", row)

    def _page(
        self, row: Row, read: Read, identity: str | None, *, redirected: bool, is_last: bool
    ) -> None:
        if read.no_page:
            self.unread.append(f"{row['page_url']}: {read.no_page}")
            if not read.lost:
                self.counts.pages += identity is not None
                self.counts.failed += 1
                self._observe(identity, "error", row)
            return
        is_wall = isinstance(read.reading, NotAnArticle) and read.reading.reason == "wall"
        if is_wall and not is_last:
            return
        self.counts.pages += identity is not None
        if is_wall:
            self.counts.failed += 1
            self._observe(identity, "blocked", row)
        elif self._is_cut(read):
            self.counts.failed += 1
            self._observe(identity, "error", row)
        elif read.reading is not None:
            self._reading(row, read.reading, identity, redirected=redirected)

    def _is_cut(self, read: Read) -> bool:
        """As `crawler.run.crawl_run` has it: a page without </html>, if others have one, is cut."""
        if read.closes:
            self.memory.pages_close = True
        return read.cut or (self.memory.pages_close and not read.closes)

    def _reading(
        self, row: Row, reading: Reading, identity: str | None, *, redirected: bool
    ) -> None:
        match reading:
            case Listing():
                self.counts.listings += 1
                self.memory.listed += len(reading.items)
                for link in reading.items:
                    self.memory.links.setdefault(self.plan.site_url(link.url), link.identity)
            case Article():
                self._article(row, in_site_terms(reading, self.plan))
            case LayoutChanged():
                self.counts.layout_changed += 1
                self.unread.append(f"{row['page_url']}: {reading.parser}: {reading.message}")
            case NotAnArticle(reason="missing"):
                self._gone(row, identity)
            case NotAnArticle(reason="error") if redirected:
                self._gone(row, identity)
            case NotAnArticle(reason="error" | "empty"):
                self.counts.failed += identity is not None
                self._observe(identity, "error", row)

    def _gone(self, row: Row, identity: str | None) -> None:
        self.counts.gone += identity in self.known
        self._observe(identity, "gone", row)

    def _article(self, row: Row, article: Article) -> None:
        number = articles.find(self.db, self.site, article.identity)
        before = articles.body_at(self.db, self.site, article.identity, row["fetched_at"])
        if refused := objection(article, before):
            self.counts.refused += 1
            self.unread.append(f"{article.url}: {refused.message}")
            if row["via"] != "import":
                self._observe(article.identity, "error", row)
            return
        run, state = self._told(row["id"])
        stored = store_article(
            self.db,
            article,
            site=self.site,
            capture=row["id"],
            run=run,
            seen_at=row["fetched_at"],
            state=state,
            again=None,
            number=None if number else self.new.article_number(self.site, article.identity),
        )
        self.counts.count(article)
        name = stored.outcome
        setattr(self.counts, name, getattr(self.counts, name) + 1)

    def _number(self, identity: str | None) -> int | None:
        """The article that a crawl knew by this identity when it began."""
        return self.known.get(identity) if identity else None

    def _told(self, capture: int) -> tuple[int, Seen]:
        """The run that read a capture, and whether the listings then named the article: which
        of them were read to their end is what only the old database knows."""
        run, state = self.new.observed(capture) or (self.run, "listed")
        return run, "unlisted" if state == "unlisted" else "listed"

    def _observe(self, identity: str | None, state: State, row: Row) -> None:
        number = self._number(identity)
        if number is None:
            return
        run, seen = self._told(row["id"])
        runs.observe(
            self.db,
            run,
            number,
            seen if state == "listed" else state,
            status=row["status"],
            capture=row["id"],
            at=row["fetched_at"],
        )
