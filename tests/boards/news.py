"""The boards' news, made from a small grammar and a seed: the same each time, no two alike."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kho_tin.sample.news import Block, Heading, Items, Paragraph, Picture, Table, slug
from tests.boards import words
from tests.boards.model import HANOI, Byline, Category, File, Story

_SLOT = re.compile(r"\{([a-zA-Z]{1,10})\}")
_LENGTHS = (60, 90, 120, 160, 200, 260, 320, 420, 520, 600)  # words, about


@dataclass(frozen=True)
class Newsroom:
    """What makes one board's news its own: `years` from and to, both within, and how its
    clerks sign. `count` stories are spread over the years, and over the categories in turn."""

    seed: str
    categories: tuple[Category, ...]
    years: tuple[int, int]
    bylines: tuple[Byline, ...]
    first_id: int = 100
    step: int = 7


class Writer:
    """Fills the slots of phrases; what it draws depends on the seed alone."""

    def __init__(self, seed: str, day: dt.date) -> None:
        self.dice = random.Random(seed)
        self._day = day
        self._home = self.place()
        self._draw: dict[str, Callable[[], str]] = {
            "place": self.place,
            "park": self.park,
            "person": self.person,
            "post": lambda: self._choose(words.POSTS),
            "unit": lambda: self.fill(self._choose(words.UNITS)),
            "firm": lambda: self.fill(self._choose(words.FIRMS)),
            "product": lambda: self._choose(words.PRODUCTS),
            "country": lambda: self._choose(words.COUNTRIES),
            "num": lambda: str(self.dice.randrange(105, 995)),
            "few": lambda: str(self.dice.randrange(3, 29)),
            "ha": lambda: f"{self.dice.randrange(11, 240)},{self.dice.randrange(1, 10)}",
            "pct": lambda: f"{self.dice.randrange(31, 98)},{self.dice.randrange(1, 10)}",
            "money": lambda: f"{self.dice.randrange(1, 9)}.{self.dice.randrange(100, 999)}",
            "quarter": lambda: self._choose(("I", "II", "III", "IV")),
            "month": lambda: f"{self._day:%m/%Y}",
            "day": lambda: f"ngày {self.near()}",
            "Day": lambda: f"Ngày {self.near()}",
            "doc": lambda: f"{self.dice.randrange(11, 2900)}/{self._choose(('QĐ', 'TB'))}-UBND",
        }

    def fill(self, phrase: str) -> str:
        text = _SLOT.sub(lambda match: self._draw[match[1]](), phrase)
        return text.replace("ngày ngày", "ngày")

    def place(self) -> str:
        return f"{self._choose(words.FIRST)} {self._choose(words.SECOND)}"

    def park(self) -> str:
        """Mostly the one that the story is about."""
        place = self._home if self.dice.random() < 0.75 else self.place()
        return f"Khu công nghiệp {place}"

    def person(self) -> str:
        return " ".join(map(self._choose, (words.FAMILY, words.MIDDLE, words.GIVEN)))

    def near(self) -> str:
        """A day within a fortnight of the story's own, as clerks write it: 5/3/2021."""
        day = self._day + dt.timedelta(days=self.dice.randrange(-14, 15))
        return f"{day.day}/{day.month}/{day.year}"

    def _choose(self, choices: Sequence[str]) -> str:
        return self.dice.choice(choices)


def write_news(room: Newsroom, count: int = 45) -> tuple[Story, ...]:
    """That many stories, newest first; the first ones of a longer list are not those of a shorter
    one, since days are spread over all the years."""
    titles: set[str] = set()
    stories: list[Story] = []
    for number in range(count):
        day = _moment(room, number, count)
        story = _story(room, number, day, titles)
        titles.add(story.alias)
        stories.append(story)
    return tuple(reversed(stories))


def _moment(room: Newsroom, number: int, count: int) -> dt.datetime:
    """The stories' days in order: within a month (which has its share of them) anywhere from the
    1st, whose number could be a month's, to the 28th, in working hours."""
    first, last = room.years
    months = (last - first + 1) * 12
    place = number * months // count
    start, end = -(-place * count // months), -(-(place + 1) * count // months)
    dice = random.Random(f"{room.seed} day {number}")
    days, hours = divmod((number - start + dice.random()) / (end - start) * 28, 1)
    seconds = int((7 + hours * 10.5) * 3600)
    day = dt.datetime(first + place // 12, place % 12 + 1, 1 + int(days), tzinfo=HANOI)
    return day + dt.timedelta(seconds=seconds)


def _story(room: Newsroom, number: int, day: dt.datetime, titles: set[str]) -> Story:
    writer = Writer(f"{room.seed} story {number}", day.date())
    dice = writer.dice
    length = _LENGTHS[dice.randrange(len(_LENGTHS))]
    short = length <= 90
    topic = dice.choice([topic for topic in words.TOPICS if topic.short == short])
    title = writer.fill(dice.choice(topic.titles))
    while slug(title) in titles:
        title = f"{writer.fill(dice.choice(topic.titles))} năm {day.year}"
        if slug(title) in titles:
            title = f"{title} ({writer.fill('{place}')})"
    people = tuple(writer.person() for _ in range(dice.choice((1, 1, 1, 2))))
    alias = slug(title)
    blocks = _blocks(writer, topic, length, alias)
    files: tuple[File, ...] = ()
    if number % 6 == 2:
        name = writer.fill("{doc}").replace("/", "-").replace("Đ", "D")
        files = (File(f"{name}-{number}.pdf", f"Văn bản số {name}"),)
    return Story(
        id=room.first_id + number * room.step,
        title=title,
        category=room.categories[number % len(room.categories)],
        published=day,
        lead=writer.fill(dice.choice(topic.leads)),
        blocks=blocks,
        people=people,
        byline=room.bylines[dice.randrange(len(room.bylines))],
        files=files,
        tags=tuple(dice.sample(words.TAGS, dice.randrange(1, 4))),
        views=dice.randrange(30, 4000),
    )


def _blocks(writer: Writer, topic: words.Topic, length: int, alias: str) -> tuple[Block, ...]:
    """Paragraphs of one to four sentences up to about that many words, and in longer ones what
    else a text may have."""
    dice = writer.dice
    pool = dice.sample(topic.sentences, len(topic.sentences))
    pool += dice.sample(words.COMMON, len(words.COMMON))
    blocks: list[Block] = []
    total = len(writer.fill(topic.leads[0]).split()) // 2
    while total < length and pool:
        several, pool = pool[: (take := dice.randrange(1, 5))], pool[take:]
        text = " ".join(map(writer.fill, several))
        blocks.append(Paragraph(text))
        total += len(text.split())
    if length >= 120 and dice.random() < 0.5:
        file = f"{alias[:40].strip('-')}-1.png"
        caption = writer.fill(dice.choice(words.CAPTIONS))
        blocks.insert(min(1, len(blocks)), Picture(file, caption, caption))
        if length >= 320 and dice.random() < 0.5:
            second = writer.fill(dice.choice(words.CAPTIONS))
            blocks.insert(len(blocks) - 1, Picture(file.replace("-1.", "-2."), second, ""))
    if length >= 200:
        extra = dice.randrange(4)
        if extra == 1:
            rows = tuple(map(writer.fill, dice.sample(words.ITEMS, 3)))
            blocks.insert(-1, Items(rows, numbered=dice.random() < 0.5))
        if extra == 2:
            blocks.insert(-1, _table(writer))
        if extra == 3 and len(blocks) > 3:
            blocks.insert(2, Heading(dice.choice(words.HEADINGS)))
    return tuple(blocks)


def _table(writer: Writer) -> Table:
    head = writer.dice.choice(words.COLUMNS)
    rows = [
        (writer.fill("{firm}"), writer.fill("{num}"), writer.fill("{pct}"))
        for _ in range(writer.dice.randrange(3, 6))
    ]
    return Table((head, *rows))
