"""A board: an office, its news, and the system that publishes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tests.boards.model import ALL_SOURCES, Source, Story, Truth
from tests.boards.news import Newsroom, write_news
from tests.boards.site import Office, Site


@dataclass(frozen=True)
class Board:
    """`name` is short, and its key in BOARDS; `home_path` is where a crawl begins."""

    name: str
    system: str
    office: Office
    room: Newsroom
    kind: type[Site]
    default_theme: bool  # whether its pages follow the system's default theme
    home_path: str = "/"

    @cached_property
    def stories(self) -> tuple[Story, ...]:
        """The 45 of its own, newest first."""
        return write_news(self.room)

    @cached_property
    def articles(self) -> Sequence[Truth]:
        """What a reader should make of each, newest first."""
        return self.truths()

    def truths(self, news: Sequence[Story] | None = None) -> tuple[Truth, ...]:
        """The same for other stories (`tests.boards.news.write_news(board.room, 5000)`)."""
        site = self.site(ALL_SOURCES, news, dt.date(2026, 1, 5))
        return tuple(map(site.truth, site.stories))

    def site(
        self, sources: frozenset[Source], news: Sequence[Story] | None, today: dt.date
    ) -> Site:
        """Its site without a server. Raises ValueError for a source that does not exist."""
        if unknown := sources - ALL_SOURCES:
            raise ValueError(f"no source {sorted(unknown)[0]!r}")
        return self.kind(self.office, self.stories if news is None else news, sources, today)
