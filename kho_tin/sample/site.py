"""The state of the sample site: its news, its switches, and what has happened to articles."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from kho_tin.sample.addresses import FACES, Face
from kho_tin.sample.news import Block, NewsArticle, Paragraph, load_news, newest_first
from kho_tin.sample.switches import ACTS, Switches

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ADDED = "Thông tin này được bổ sung sau khi bài đã đăng."
Made = TypeVar("Made")


class SampleSite(Switches):
    """A board's site as it stands. May be changed from any thread while it is served.

    `version` grows with every change of a switch or an article: pages made before are stale.
    `changes` counts those of articles.
    """

    def __init__(
        self, news: Iterable[NewsArticle] | None = None, face: Face = "vnpt", **switches: object
    ) -> None:
        """`news` is the files of sample/news unless given. Raises ValueError for a bad switch."""
        self.version = self.changes = 0
        self._made: tuple[tuple[int, dt.date] | None, dict[object, Any]] = (None, {})
        super().__init__()
        self._original = {a.id: a for a in (load_news() if news is None else news)}
        self._news = dict(self._original)
        self._removed: dict[int, str] = {}
        self._unlisted: set[int] = set()
        self.face = face
        for name, value in switches.items():
            self.set(name, value)

    def __setattr__(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)
        if name not in {"version", "_made"}:
            self.version += 1

    def set(self, name: str, value: object) -> None:
        """Set a switch, or do one of ACTS to articles, by name. Raises ValueError, naming it."""
        if name in {act.name for act in ACTS}:
            for argument in value if isinstance(value, list | tuple) else (value,):
                number, _, text = str(argument).partition("=")
                getattr(self, name)(int(number), *([text] if text else []))
            return
        known = {switch.name: switch for switch in dataclasses.fields(Switches)}
        if name == "face":
            choices: tuple[str, ...] = FACES
        elif name in known:
            choices = known[name].metadata["choices"]
        else:
            raise ValueError(f"no switch {name!r}")
        if choices and value not in choices:
            raise ValueError(f"{name} is one of {', '.join(choices)}, not {value!r}")
        if name == "robots_disallow" and isinstance(value, list):
            value = tuple(value)
        if name == "now" and isinstance(value, str):
            value = dt.date.fromisoformat(value)
        setattr(self, name, value)

    # What the faces read.

    def today(self) -> dt.date:
        """Today in Vietnam, or `now`."""
        return self.now or dt.datetime.now(ZONE).date()

    def changed_at(self) -> dt.datetime:
        """For Last-Modified, in UTC: pages show today's date, so the day's first second in
        Vietnam, and a second more for each change of an article since the start."""
        midnight = dt.datetime.combine(self.today(), dt.time(), ZONE)
        return midnight.astimezone(dt.UTC) + dt.timedelta(seconds=self.changes)

    def once(self, key: object, make: Callable[[], Made]) -> Made:
        """What `make` returns, made once for the site as it stands: every page shows something of
        all news, and to go through 50,000 articles takes a quarter of a second."""
        stands = self.version, self.today()
        if self._made[0] != stands:
            self._made = stands, {}
        made = self._made[1]
        if key not in made:
            made[key] = make()
        value: Made = made[key]
        return value

    def out(self) -> list[NewsArticle]:
        """Every article of today or before, removed ones too."""
        today = self.today()
        return [article for article in self._news.values() if article.date <= today]

    def published(self) -> tuple[NewsArticle, ...]:
        """Every article that is out and has not been removed, newest first."""
        return self.once(
            "published",
            lambda: newest_first(a for a in self.out() if a.id not in self._removed),
        )

    def listed(self, *categories: int) -> tuple[NewsArticle, ...]:
        """The articles that listings of these categories (all, if none) name, newest first."""
        return self.once(
            categories,
            lambda: tuple(
                article
                for article in self.published()
                if article.id not in self._unlisted
                and (not categories or any(c.number in categories for c in article.categories))
            ),
        )

    def article(self, number: int) -> NewsArticle | None:
        """The article as it now stands, if it is out and not removed."""
        article = self._news.get(number)
        if article is None or article.date > self.today() or number in self._removed:
            return None
        return article

    def removed(self, number: int) -> str:
        """How an article has been removed: "404", "410", "soft", or "" when it has not."""
        return self._removed.get(number, "")

    def shown_date(self, article: NewsArticle) -> dt.date:
        """The date on the page: an unset one is shown as today (a trap of the CMS)."""
        return self.today() if article.undated else article.date

    # What happens to articles. Each raises ValueError for an id that the site never had.

    def edit(self, number: int, text: str = "", *, title: str = "") -> NewsArticle:
        """Change the body: a new last paragraph `text`, or a sentence added to the last one."""
        article = self._known(number)
        blocks: tuple[Block, ...] = (*article.blocks, Paragraph(text))
        if not text:
            last = article.blocks[-1]
            blocks = (
                (*article.blocks[:-1], Paragraph(f"{last.text} {ADDED}"))
                if isinstance(last, Paragraph)
                else (*article.blocks, Paragraph(ADDED))
            )
        return self._replace(number, blocks=blocks, title=title or article.title)

    def retitle(self, number: int, title: str = "") -> NewsArticle:
        """Change the title and leave the address."""
        title = title or f"{self._known(number).title} (đã sửa)"
        return self._replace(number, title=title)

    def move(self, number: int, alias: str = "") -> NewsArticle:
        """Give the article another alias."""
        alias = alias or f"{self._known(number).alias}-moi"
        return self._replace(number, alias=alias)

    def undate(self, number: int) -> NewsArticle:
        """Unset the date of publication."""
        return self._replace(number, undated=True)

    def detach(self, number: int) -> NewsArticle:
        """Take the documents off the article's page; they stay at their addresses."""
        return self._replace(number, attachments=())

    def remove(self, number: int, how: str = "soft") -> None:
        """Take the article off the site: "404", "410", or "soft" (the face's own way)."""
        if how not in {"404", "410", "soft"}:
            raise ValueError(f"remove: 404, 410 or soft, not {how!r}")
        self._removed = {**self._removed, self._known(number).id: how}
        self.changes += 1

    def unlist(self, number: int) -> None:
        """Take the article out of every listing."""
        self._unlisted = {*self._unlisted, self._known(number).id}
        self.changes += 1

    def restore(self, number: int) -> NewsArticle:
        """Undo whatever happened to one article."""
        self._known(number)
        self._removed = {n: how for n, how in self._removed.items() if n != number}
        self._unlisted = self._unlisted - {number}
        self._news = {**self._news, number: self._original[number]}
        self.changes += 1
        return self._news[number]

    def reset(self) -> None:
        """Everything as at the start of a site without faults (`now` and `tls` stay)."""
        for switch in dataclasses.fields(Switches):
            if switch.name not in {"now", "tls"}:
                setattr(self, switch.name, switch.default)
        self._removed, self._unlisted, self._news = {}, set(), dict(self._original)
        self.changes += 1

    def _known(self, number: int) -> NewsArticle:
        if number not in self._news:
            raise ValueError(f"no article {number}")
        return self._news[number]

    def _replace(self, number: int, **changes: object) -> NewsArticle:
        article = dataclasses.replace(self._known(number), **changes)  # type: ignore[arg-type]
        self._news = {**self._news, number: article}
        self.changes += 1
        return article
