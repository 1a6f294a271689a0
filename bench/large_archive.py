"""An archive of many generated articles, made once by the program's own writer and kept.

The texts are of invented news: words of the sample's news by their frequency, and a long tail of
rarer ones, drawn by Zipf's law; each article repeats a few words of its own, as real ones do. Three
sites, their categories, authors and years; 5 % of the articles are edited once, 3 % are gone, and
4 % have a document with a text.
"""

from __future__ import annotations

import datetime as dt
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, islice, pairwise
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize

from sqlite_utils import Database

from kho_tin.archive import articles, captures, files, missing_files, observations, runs, sites
from kho_tin.archive.content import ParsedArticle
from kho_tin.archive.database import connect, transaction
from kho_tin.archive.search.query import words_in
from kho_tin.base.project import package_path
from kho_tin.base.times import utc

NEWS: Final = Path(package_path()) / "kho_tin" / "sample" / "news"
VOWELS: Final = frozenset("aăâeêioôơuưy")
TONES: Final = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
ONSETS: Final = "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x"
RIMES: Final = (
    "a ai am an ang anh ao at âm ân âng âu ăm ăn ăng e em en eo ê ên ênh êu i iên iêng iêu inh o "
    "oa oai oan oang oi om on ong ô ôi ôn ông ơ ơi ơm ơn u uân uôi uôn uông uy ư ưa ưng ươi ương"
)
RARE: Final = 30_000  # words of the long tail
OWN_WORDS: Final = 25  # that an article repeats
OWN_SHARE: Final = 0.2  # of the words of a text
BATCH: Final = 1_000  # articles that the sites' runs of a day read
EDITED: Final = 0.05
GONE: Final = 0.03
SITES: Final = {
    "so_xay_dung": ("Sở Xây dựng tỉnh Hải Lam", 5),
    "kkt_vung_suong": ("Ban Quản lý KKT Vũng Sương", 3),
    "huyen_suong_hai": ("UBND huyện Sương Hải", 2),
}
FAMILY: Final = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô"
GIVEN: Final = "An Bình Châu Dung Đào Giang Hà Hạnh Khải Lan Minh Nghĩa Phước Quân Sơn Thảo"


class Texts:
    """Invented texts. One `seed` makes the same texts on every machine."""

    def __init__(self, seed: int = 0) -> None:
        self.random = random.Random(seed)

    @cached_property
    def words(self) -> list[str]:
        """Words of one or two syllables, the most frequent first."""
        counts: Counter[str] = Counter()
        for path in sorted(NEWS.glob("*.md")):
            text = path.read_text("utf-8").rpartition("+++")[2].lower()
            syllables = [text[start:end] for start, end in words_in(text)]
            counts.update(syllables)
            # A pair that comes again is a word of two syllables, as most Vietnamese words are.
            counts.update(map(" ".join, pairwise(syllables)))
        common = [word for word, count in counts.most_common() if count > 1]
        rare = [" ".join(self._syllable() for _ in range(2)) for _ in range(RARE)]
        return common + rare

    def _syllable(self) -> str:
        rime = self.random.choice(RIMES.split())
        place = max(place for place, letter in enumerate(rime) if letter in VOWELS)
        toned = f"{rime[: place + 1]}{self.random.choice(TONES)}{rime[place + 1 :]}"
        return normalize("NFC", self.random.choice(ONSETS.split()) + toned)

    @cached_property
    def _weights(self) -> list[float]:
        # Mandelbrot's form of Zipf's law, with the shift that is usual for words.
        return list(accumulate(1 / (rank + 2.7) for rank in range(len(self.words))))

    def drawn(self, count: int) -> list[str]:
        """So many words, frequent ones often."""
        return self.random.choices(self.words, cum_weights=self._weights, k=count)

    def article(self) -> tuple[str, str, str]:
        """A title, a summary, and a body of three to four KB."""
        own = self.random.sample(self.words[300:], OWN_WORDS)
        words = self.drawn(370 + self.random.randrange(120))
        for place in range(len(words)):
            if self.random.random() < OWN_SHARE:
                words[place] = self.random.choice(own)
        paragraphs = [
            " ".join(words[start : start + 60]).capitalize() + "."
            for start in range(0, len(words), 60)
        ]
        title = " ".join([*own[:3], *self.drawn(4)]).capitalize()
        summary = " ".join([*own[2:6], *self.drawn(14)]).capitalize() + "."
        return title, summary, "\n\n".join(paragraphs)


def made(count: int = 100_000) -> Path:
    """The archive of so many thousand articles, made now if it never was: ten minutes for 100,000.

    It lies in the folder for temporary files, as `kho100k`; an older version's tables are brought
    up to date.
    """
    folder = Path(tempfile.gettempdir()) / f"kho{count // 1000}k"
    path = folder / "archive.db"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        new = folder / "unfinished.db"
        for rest in folder.glob(f"{new.name}*"):
            rest.unlink()
        begun = time.perf_counter()
        _make(new, count)
        new.rename(path)
        print(f"made {path} in {time.perf_counter() - begun:.0f} s", flush=True)
    connect(path).close()
    return path


Made = tuple[dict[str, Any], Sequence[dict[str, str]]]  # an article's fields and its documents


def _make(path: Path, count: int) -> None:
    db = connect(path)
    db.execute("PRAGMA synchronous = OFF")  # made again, if power fails
    for name, (title, _) in SITES.items():
        sites.register(db, name, title=title, home_url=f"https://{name}.example/", invented=True)
    texts, chosen = Texts(), random.Random(1)
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    edited: list[Made] = []
    gone: dict[str, list[int]] = {site: [] for site in SITES}
    every = _articles(texts, chosen, count)
    while batch := list(islice(every, BATCH)):
        for site in SITES:
            at += dt.timedelta(hours=1)
            published = [article for article in batch if article[0]["site"] == site]
            stored = _crawled(db, site, at, published)
            for article, number in zip(published, stored, strict=True):
                share = chosen.random()
                if share < EDITED:
                    edited.append(article)
                elif share < EDITED + GONE:
                    gone[site].append(number)
    for site in SITES:
        at += dt.timedelta(days=1)
        _crawled(
            db, site, at, [_edited(texts, *each) for each in edited if each[0]["site"] == site]
        )
    # Gone is what three days did not find: see `archive.observations`.
    for _ in range(3):
        at += dt.timedelta(days=1)
        for site in SITES:
            _crawled(db, site, at, gone=gone[site])
    folder = path.with_name("captures")
    folder.mkdir(exist_ok=True)
    for name in missing_files.files(db):
        (folder / name).touch()
    (is_busy, *_) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    db.close()
    if is_busy:
        raise RuntimeError(f"{path}: is read by another program, and cannot be given its name")


def _edited(texts: Texts, fields: dict[str, Any], documents: Sequence[dict[str, str]]) -> Made:
    return {**fields, "body": f"{fields['body']}\n\n{' '.join(texts.drawn(20))}"}, documents


def _crawled(
    db: Database,
    site: str,
    at: dt.datetime,
    published: Sequence[Made] = (),
    gone: Sequence[int] = (),
) -> list[int]:
    """Write a run that read these articles, and did not find those; return the ids of the first."""
    with transaction(db):
        begun = runs.Started(site, version="1.0.0", started=utc(at), whole=False)
        run = runs.start(db, begun)
        stored = [_stored(db, run, at, *article) for article in published]
        for article in gone:
            observations.observe(db, run, article, "gone", status=404, at=utc(at))
        ended = utc(at + dt.timedelta(minutes=40))
        runs.finish(db, run, runs.Finished("ok", 0, ended="finished", finished=ended))
    return stored


def _articles(texts: Texts, chosen: random.Random, count: int) -> Iterator[Made]:
    """The fields of one article after another, and its documents."""
    names = [f"{family} {given}" for family in FAMILY.split() for given in GIVEN.split()]
    popular = list(accumulate(1 / (rank + 1) for rank in range(len(names))))
    categories = {
        site: [" ".join(texts.drawn(2)).capitalize() for _ in range(12)] for site in SITES
    }
    shares = [share for _, share in SITES.values()]
    first = dt.date(2008, 1, 1)
    for number in range(1, count + 1):
        (site,) = chosen.choices(list(SITES), shares)
        title, summary, body = texts.article()
        # Mostly in order, as sites publish, and more of it in later years.
        day = int(6570 * (number / count) ** 0.7) + chosen.randrange(30)
        signed = chosen.choices(names, cum_weights=popular, k=2 if chosen.random() < 0.1 else 1)
        url = f"https://{site}.example/tin-{number}.html"
        documents = []
        if chosen.random() < 0.04:
            documents.append({"url": f"{url}.pdf", "filename": f"{number}-QD-UBND.pdf"})
        fields = {
            "site": site,
            "identity": str(number),
            "url": url,
            "title": title,
            "summary": summary if chosen.random() < 0.8 else None,
            "body": body,
            "body_html": "".join(f"<p>{paragraph}</p>" for paragraph in body.split("\n\n")),
            "published": str(first + dt.timedelta(days=day)) if chosen.random() < 0.99 else None,
            "author": " - ".join(signed) if chosen.random() < 0.8 else None,
            "category": chosen.choice(categories[site]),
            "language": "vi",
            "parser": "vnpt_portal@1",
        }
        yield fields, documents


def _stored(
    db: Database,
    run: int,
    at: dt.datetime,
    fields: dict[str, Any],
    documents: Sequence[dict[str, str]],
) -> int:
    """Store a reading with its capture, and the texts of the documents; return the article's id."""
    number = int(fields["identity"])
    capture = _captured(db, run, at, fields["url"], number)
    parsed = ParsedArticle(fields, attachments=documents)
    stored = articles.store(db, fields["site"], parsed, articles.Observation(run, utc(at), capture))
    for document in documents:
        files.keep_attachment(
            db,
            document["url"],
            _captured(db, run, at, document["url"], -number),
            media_type="application/pdf",
            size=20_000,
            sha256=f"{number:064}",
            text=fields["body"][:2000],
        )
    return stored.article


def _captured(db: Database, run: int, at: dt.datetime, url: str, number: int) -> int:
    return captures.add(
        db,
        captures.Capture(
            run=run,
            url=url,
            page_url=url,
            fetched_at=utc(at),
            status=200,
            media_type="text/html",
            payload_sha256=f"{run:032}{abs(number):032}",
            warc=f"run-{run}.warc.gz",
            offset=abs(number) * 2_000 + (number < 0) * 1_000,
            length=900,
            record_id=f"<urn:uuid:{run:08}-0000-4000-8000-{number % 10**12:012}>",
        ),
    )
