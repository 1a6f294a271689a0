"""How many bytes of `archive.db` an article takes, beside the bytes of its own text.

The text of an article is its title, summary, author and body and the texts of its attachments, as
UTF-8. Its articles are made of the sample's sentences, 3 to 4 KB each, and stored as a crawl
stores them. An edit replaces a sentence, and makes a second revision of every article.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from html import escape
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from kho_tin.archive import articles, captures, runs, sites
from kho_tin.archive.content import ParsedArticle
from kho_tin.archive.database import connect
from kho_tin.sample import load_news
from kho_tin.sample.news import Paragraph

ARTICLES: Final = 3000
MOST: Final = {"one revision": 4.0, "further revision": 1.3}
_HOME: Final = "https://vungsuong.example"
_DAY: Final = "2026-03-{:02}T{:02}:{:02}:{:02}Z"
# A table and its indexes belong to the first of these that its name begins with.
_PARTS: Final = ("articles_fts", "articles", "revisions", "captures", "observations", "images")
_LOOK: Final = ("captures", "observations")  # what every look at a page adds, edited or not
_SIZES: Final = (
    "SELECT coalesce(tbl_name, dbstat.name), sum(pgsize) FROM dbstat "
    "LEFT JOIN sqlite_master ON sqlite_master.name = dbstat.name GROUP BY 1"
)


def main() -> None:
    """Print the table."""
    news = list(made(ARTICLES))
    with tempfile.TemporaryDirectory() as folder, closing(connect(Path(folder) / "a.db")) as db:
        db.execute("PRAGMA synchronous = OFF")  # bytes and the processor are measured, not the disk
        writer = _Writer(db)
        once, text = _cpu(writer, news), _text(db)
        first = sizes(db)
        again = _cpu(writer, [edited(article) for article in news])
        further = sizes(db) - first
    looks = Counter({part: further.pop(part) for part in _LOOK})
    print(f"{len(news)} articles, text {text / len(news):.0f} bytes each")
    print(f"{'':28}{'bytes':>8}{'of text':>9}{'at most':>9}")
    for what, parts in (("one revision", first), ("further revision", further), ("look", looks)):
        most = f"{MOST[what]:9.1f}" if what in MOST else ""
        _line(what, parts.total(), text, most)
        for part, size in parts.most_common():
            _line(f"  {part}", size, text)
    print(f"stored in {once:.2f} ms of CPU each, edited in {again:.2f} ms")


def _line(what: str, size: int, text: int, most: str = "") -> None:
    print(f"{what:28}{size / ARTICLES:8.0f}{size / text:9.2f}{most}")


def _cpu(writer: _Writer, news: list[dict[str, Any]]) -> float:
    """Store articles; milliseconds for each."""
    begun = time.process_time()
    for article in news:
        writer.store(article)
    return (time.process_time() - begun) / len(news) * 1000


def made(number: int) -> Iterator[dict[str, Any]]:
    """Articles of sentences, titles and names of the sample's news."""
    chance = random.Random(16)
    news = load_news()
    paragraphs = [
        block.text for item in news for block in item.blocks if isinstance(block, Paragraph)
    ]
    sentences = [sentence for text in paragraphs for sentence in text.split(". ")]
    for count in range(number):
        size = chance.randrange(3000, 4000)
        body: list[str] = []
        while len("".join(body).encode()) < size:
            body.append(". ".join(chance.sample(sentences, chance.randrange(2, 5))))
        item = chance.choice(news)
        image = f"{_HOME}/Portals/0/hinh-anh/2026/{count}.jpg"
        html = [f"<p>{escape(text, quote=False)}</p>" for text in body]
        html.insert(1, f'<p><img src="{image}" alt="{escape(item.title)}"></p>')
        yield {
            "identity": str(count + 1),
            "url": f"{_HOME}/{item.alias}-{count + 1}.html",
            "title": item.title,
            "published": item.date.isoformat(),
            "published_text": f"Cập nhật lúc: {item.date:%d/%m/%Y}",
            "author": item.author,
            "category": item.category.name,
            "summary": item.summary,
            "body": "\n\n".join(body),
            "body_html": "\n".join(html),
            "language": "vi",
            "parser": "vnpt_portal@1",
            "images": [{"url": image, "caption": chance.choice(sentences)[:80], "alt": item.title}],
        }


def edited(article: dict[str, Any]) -> dict[str, Any]:
    """The article with another sentence in the place of its last."""
    kept, _, last = article["body"].rpartition(". ")
    new = f"{kept}. Bản tin đã được đính chính"
    html = article["body_html"].replace(escape(last, quote=False), "Bản tin đã được đính chính")
    return {**article, "body": new, "body_html": html}


class _Writer:
    """Stores readings, a capture each."""

    def __init__(self, db: Database) -> None:
        self.db = db
        sites.register(db, "sample", title="Ban Quản lý", home_url=f"{_HOME}/", invented=True)
        self.run = runs.start(db, runs.Started("sample", version="1.0.0"))
        self.count = 0

    def store(self, article: dict[str, Any]) -> None:
        self.count += 1
        rest, second = divmod(self.count, 60)
        rest, minute = divmod(rest, 60)
        day, hour = divmod(rest, 24)
        at = _DAY.format(day + 1, hour, minute, second)
        capture = captures.add(
            self.db,
            captures.Capture(
                run=self.run,
                url=article["url"],
                page_url=article["url"],
                fetched_at=at,
                status=200,
                media_type="text/html",
                encoding="utf-8",
                payload_sha256=f"{self.count:064x}",
                warc="sample-20260301T000000Z.warc.gz",
                offset=self.count * 20_000,
                length=12_000,
                record_id=f"<urn:uuid:00000000-0000-4000-8000-{self.count:012}>",
            ),
        )
        read = ParsedArticle(article, images=article["images"])
        articles.store(self.db, "sample", read, articles.Observation(self.run, at, capture))


def sizes(db: Database) -> Counter[str]:
    """The bytes of the archive's pages by what is in them, when the index is merged and no page is
    free."""
    by_part: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "copy.db")
        db.execute("VACUUM INTO ?", [path])
        with closing(sqlite3.connect(path, isolation_level=None)) as copy:
            copy.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")
            copy.execute("VACUUM")
            for table, size in copy.execute(_SIZES):
                part = next((part for part in _PARTS if table.startswith(part)), "others")
                by_part[part] += size
    return by_part


def _text(db: Database) -> int:
    """The bytes of all texts, as UTF-8."""
    parts = " + ".join(
        f"length(CAST(coalesce({name}, '') AS BLOB))"
        for name in ("title", "summary", "author", "body")
    )
    (of_articles,) = db.execute(f"SELECT sum({parts}) FROM articles").fetchone()
    (of_files,) = db.execute("SELECT sum(length(CAST(text AS BLOB))) FROM attachments").fetchone()
    return int(of_articles) + int(of_files or 0)
