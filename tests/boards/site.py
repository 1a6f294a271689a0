"""What all systems share: one board's stories, what is shown of them, files, static pages, 404."""

from __future__ import annotations

import datetime as dt
import zlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Literal

import jinja2

from kho_tin.sample.documents import pdf
from kho_tin.sample.news import Picture, slug
from kho_tin.sample.pictures import Canvas
from tests.boards.editor import Hand, body_html, names
from tests.boards.feeds import Entry
from tests.boards.model import Category, File, Source, Story, Truth
from tests.boards.web import XML, Answer, Request, key, page

Kind = Literal["page", "feed", "sitemap", "file"]
_MARKUP = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "markup"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_MARKUP.filters["names"] = names
_MARKUP.filters["slug"] = slug
WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
MONTHS = (
    *("Tháng Một", "Tháng Hai", "Tháng Ba", "Tháng Tư", "Tháng Năm", "Tháng Sáu", "Tháng Bảy"),
    *("Tháng Tám", "Tháng Chín", "Tháng Mười", "Tháng Mười Một", "Tháng Mười Hai"),
)


@dataclass(frozen=True)
class Office:
    """The board as its footer and static pages know it."""

    name: str
    short: str
    place: str
    chief: str

    @property
    def about(self) -> tuple[str, ...]:
        return (
            f"{self.name} là cơ quan trực thuộc UBND tỉnh {self.place}, thực hiện chức năng quản "
            "lý nhà nước trực tiếp đối với khu kinh tế và các khu công nghiệp trên địa bàn tỉnh.",
            "Ban có tư cách pháp nhân, tài khoản và con dấu riêng, được thành lập ngày 12/5/2009.",
            "Cơ cấu tổ chức gồm Văn phòng, Phòng Quản lý đầu tư, Phòng Quản lý tài nguyên và môi "
            "trường, Phòng Quản lý doanh nghiệp và lao động.",
            f"Trưởng ban: ông {self.chief}.",
        )

    @property
    def address(self) -> str:
        return f"Số 18 đường Hùng Vương, phường {self.place}, tỉnh {self.place}"


@dataclass(frozen=True)
class Part:
    """One page of a listing: `number` counts from 1 up to `last`."""

    title: str
    stories: tuple[Story, ...]
    number: int
    last: int
    rest: tuple[Story, ...] = ()  # those after it, newest first

    @property
    def numbers(self) -> range:
        return range(1, self.last + 1)


def cut(title: str, stories: Sequence[Story], number: int, size: int) -> Part | None:
    """That page of a listing; None past its ends. A listing without stories has one page."""
    last = max(1, -(-len(stories) // size))
    if not 1 <= number <= last:
        return None
    end = number * size
    return Part(title, tuple(stories[end - size : end]), number, last, tuple(stories[end:]))


class Site(ABC):
    """A system's site for one board. What is given to templates as `s` is this."""

    template: ClassVar[str]
    hand: ClassVar[Hand] = Hand()
    lead_apart: ClassVar[bool] = False  # whether an article's page prints the lead by itself
    conditional: ClassVar[frozenset[Kind]] = frozenset(("file",))  # answers with ETag and 304
    feed_size: ClassVar[int] = 10
    page_size: ClassVar[int] = 10

    def __init__(
        self, office: Office, stories: Sequence[Story], sources: frozenset[Source], today: dt.date
    ) -> None:
        self.office, self.today, self.sources = office, today, sources
        self.stories = tuple(stories)  # newest first
        self.lists = "listings" in sources
        self.shown = self.stories if self.lists else ()
        self.feed = "feed" in sources
        self.sitemap = "sitemap" in sources
        self._articles = {key(self.path(story)): story for story in self.stories}
        self._files = {key(path): data for path, data in self._documents()}

    # What differs from one system to the next.

    @abstractmethod
    def path(self, story: Story) -> str:
        """The article's address, as the listings link it, without the origin."""

    @abstractmethod
    def image_path(self, story: Story, picture: Picture) -> str: ...

    @abstractmethod
    def file_path(self, story: Story, file: File) -> str: ...

    @abstractmethod
    def other(self, request: Request) -> Answer | None:
        """The answer to what is neither an article nor a file; None for a page that is missing."""

    def robots(self, origin: str) -> str:
        """robots.txt; a sitemap is named in it."""
        return "User-agent: *\nDisallow:\n"

    def published(self, story: Story) -> str:
        """As `Truth.published`."""
        return story.published.isoformat()

    def authors(self, story: Story) -> tuple[str, ...]:
        """As `Truth.authors`."""
        return story.authors

    def article(self, story: Story, request: Request) -> Answer:
        return self.render(request, "article", story=story, title=story.title)

    # What does not.

    def answer(self, request: Request) -> Answer:
        """The answer to any request."""
        wanted = key(request.target)
        if request.method == "GET":
            if story := self._articles.get(wanted):
                return self.article(story, request)
            if data := self._files.get(wanted):
                return self._file(data, request)
            if request.target == "/robots.txt":
                return Answer(self.robots(request.origin).encode(), "text/plain; charset=utf-8")
        return self.other(request) or self.missing(request)

    def missing(self, request: Request) -> Answer:
        """The system's own page for what is not there."""
        gone = self.render(request, "missing", title="Không tìm thấy trang")
        return page(gone.body.decode(), 404)

    def truth(self, story: Story) -> Truth:
        images = tuple(self.image_path(story, picture) for picture in story.pictures)
        files = tuple(self.file_path(story, file) for file in story.files)
        lead, body = (story.lead, story.text) if self.lead_apart else ("", "")
        return Truth(
            path=self.path(story),
            title=story.title,
            published=self.published(story),
            authors=self.authors(story),
            body=body or f"{story.lead}\n\n{story.text}",
            category=story.category.name,
            images=images,
            attachments=files,
            lead=lead,
        )

    def render(self, request: Request, view: str, **values: object) -> Answer:
        """One page of the site. `view` says which part of the template is its main column."""
        html = _MARKUP.get_template(self.template).render(
            s=self, view=view, origin=request.origin, **values
        )
        return page(html, modified=self.modified("page"))

    def body(self, story: Story) -> str:
        """The article's text in HTML."""
        src = lambda picture: self.image_path(story, picture)  # noqa: E731
        return body_html(story, self.hand, src, lead=not self.lead_apart)

    def modified(self, kind: Kind) -> dt.datetime | None:
        """When anything was last published, for answers that the system makes conditional."""
        newest = self.stories[0].published if self.stories else None
        return newest if kind in self.conditional else None

    def xml(self, text: str, kind: Kind, media_type: str = XML) -> Answer:
        return Answer(text.encode(), media_type, modified=self.modified(kind))

    def static(self, request: Request, which: str) -> Answer:
        """A page that is no news: `about`, `contact` or `login`."""
        titles = {"about": "Giới thiệu chung", "contact": "Liên hệ", "login": "Đăng nhập"}
        return self.render(request, which, title=titles[which])

    @cached_property
    def categories(self) -> tuple[Category, ...]:
        """Those that have a listing, and stand in menus."""
        known = {story.category.id: story.category for story in self.shown}
        return tuple(known[number] for number in sorted(known))

    def in_category(self, number: int) -> tuple[Story, ...]:
        return tuple(story for story in self.shown if story.category.id == number)

    def tagged(self, tag: str) -> tuple[Story, ...]:
        return tuple(story for story in self.shown if tag in story.tags)

    @cached_property
    def tags(self) -> tuple[str, ...]:
        return tuple(sorted({tag for story in self.shown for tag in story.tags}))

    @property
    def recent(self) -> tuple[Story, ...]:
        return self.shown[:5]

    @cached_property
    def popular(self) -> tuple[Story, ...]:
        return tuple(sorted(self.shown, key=lambda story: -story.views)[:5])

    def related(self, story: Story, count: int = 5) -> tuple[Story, ...]:
        """Others of its category, those next to it first."""
        others = [other for other in self.in_category(story.category.id) if other.id != story.id]
        return tuple(sorted(others, key=lambda other: abs(other.id - story.id))[:count])

    def newer(self, story: Story) -> Story | None:
        place = self._places[story.id]
        return self.stories[place - 1] if self.lists and place else None

    def older(self, story: Story) -> Story | None:
        place = self._places[story.id] + 1
        return self.stories[place] if self.lists and place < len(self.stories) else None

    @cached_property
    def _places(self) -> dict[int, int]:
        return {story.id: place for place, story in enumerate(self.stories)}

    @property
    def fed(self) -> tuple[Story, ...]:
        """What the feed has: all of it where it is the only source."""
        return self.stories[: self.feed_size] if len(self.sources) > 1 else self.stories

    def entry(self, story: Story, origin: str, **more: str) -> Entry:
        """A feed's entry, in Vietnam's time."""
        link, category = f"{origin}{self.path(story)}", story.category.name
        values = {"category": category, "summary": story.lead, "guid": link, **more}
        return Entry(title=story.title, link=link, when=story.published, **values)

    def date_in_words(self) -> str:
        """Today as headers and footers print it."""
        return f"{WEEKDAYS[self.today.weekday()]}, ngày {self.today:%d/%m/%Y}"

    def picture_of(self, story: Story) -> str:
        """Where the story's first picture is; "" without one."""
        return self.image_path(story, story.pictures[0]) if story.pictures else ""

    def _documents(self) -> list[tuple[str, tuple[str, Story | None, File | None]]]:
        rows: list[tuple[str, tuple[str, Story | None, File | None]]] = [
            (path, ("picture", None, None)) for path in (*self.banners, self.logo)
        ]
        for story in self.stories:
            images = (self.image_path(story, picture) for picture in story.pictures)
            rows += [(path, ("picture", None, None)) for path in images]
            rows += [(self.file_path(story, file), ("pdf", story, file)) for file in story.files]
        return rows

    banners: ClassVar[tuple[str, ...]] = ("/images/banner-1.png", "/images/banner-2.png")
    logo: ClassVar[str] = "/images/logo.png"

    def _file(self, what: tuple[str, Story | None, File | None], request: Request) -> Answer:
        kind, story, file = what
        if kind == "pdf" and story and file:
            data = pdf(file.title, f"{file.title}\n{story.lead}")
            name = {"Content-Disposition": f'attachment; filename="{file.filename}"'}
            return Answer(data, "application/pdf", modified=self.modified("file"), extra=name)
        return Answer(draw(request.path), "image/png", modified=self.modified("file"))


def draw(name: str) -> bytes:
    """A small picture that no other name has."""
    seed = zlib.crc32(name.encode())
    canvas = Canvas(320, 200)
    canvas.box(0, 0, 320, 110, (150 + seed % 60, 190, 225))
    canvas.box(0, 110, 320, 200, (90, 120 + seed // 64 % 60, 90))
    for place in range(4):
        left, high = 20 + place * 74, 30 + (seed >> (4 * place)) % 60
        canvas.box(left, 130 - high, left + 50, 150, (150 + 20 * place, 140, 120 + seed % 40))
    return canvas.png()
