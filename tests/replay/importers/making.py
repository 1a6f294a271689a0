"""WARC files as other programs write them, with pages of the sample site in them."""

from __future__ import annotations

import base64
import gzip
import hashlib
import sqlite3
import uuid
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kho_tin.archive.database import connect
from kho_tin.crawler.site_hosts import home_at, hosts_in_time, hosts_of
from kho_tin.crawler.sites.sample import Sample
from kho_tin.crawler.spider import NewsSpider
from kho_tin.outcome.addresses import Files
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.run import Run, begin
from kho_tin.reader.reads import Reads
from kho_tin.replay.importers import files
from kho_tin.replay.importers.importing import Imported, import_files
from kho_tin.replay.recovery import recover
from kho_tin.sample import ORIGIN, SampleSite, load_news
from kho_tin.sample.request import SampleRequest
from kho_tin.sample.vnpt import answer

NEWS = load_news()
WHEN = "2023-05-06T07:08:09Z"
IDENTICAL = "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
HTML = [("Content-Type", "text/html; charset=utf-8")]


def page(number: int, site: SampleSite | None = None) -> bytes:
    """The page of an article, as the site's VNPT face shows it."""
    site = site or SampleSite(NEWS)
    item = site.article(number)
    assert item
    made = answer(site, SampleRequest(f"/{item.alias}-{item.id}.html", {}, ORIGIN))
    assert made
    return made.body


def url(number: int) -> str:
    return next(item.url(ORIGIN) for item in NEWS if item.id == number)


def sha1(data: bytes) -> str:
    """As most programs write a digest."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


class Warc:
    """A file in the making, with fields and digests as wget and Heritrix write them.

    `gz`: each record a gzip member.
    """

    def __init__(self, *, gz: bool = True) -> None:
        self.gz = gz
        self.records: list[bytes] = []
        self._add("warcinfo", None, WHEN, "application/warc-fields", b"software: other\r\n", {})

    @property
    def data(self) -> bytes:
        return b"".join(map(gzip.compress, self.records) if self.gz else self.records)

    def answer(
        self,
        url: str,
        body: bytes = b"",
        *,
        at: str = WHEN,
        status: str = "200 OK",
        headers: Sequence[tuple[str, str]] = HTML,
        kind: str = "response",
        **fields: str | None,
    ) -> dict[str, str]:
        """Add a record; its fields. A field of None is left out; `status` "" leaves all out."""
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        block = f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body if status else b""
        media_type = "application/http; msgtype=response"
        if kind == "resource":
            block, media_type = body, dict(headers)["Content-Type"]
        given = {"warc_payload_digest": sha1(body), **fields}
        return self._add(kind, url, at, media_type, block, given)

    def revisit(self, url: str, original: dict[str, str], **changes: Any) -> dict[str, str]:
        """Add a record that refers to another by all names that the standard has for it."""
        return self.answer(
            url,
            **{
                "kind": "revisit",
                "warc_profile": IDENTICAL,
                "warc_refers_to": original["WARC-Record-ID"],
                "warc_refers_to_target_uri": original["WARC-Target-URI"],
                "warc_refers_to_date": original["WARC-Date"],
                "warc_payload_digest": original["WARC-Payload-Digest"],
                **changes,
            },
        )

    def save(self, path: Path) -> Path:
        path.write_bytes(self.data)
        return path

    def _add(
        self,
        kind: str,
        url: str | None,
        at: str,
        media_type: str,
        block: bytes,
        given: dict[str, str | None],
    ) -> dict[str, str]:
        fields = {
            "WARC-Type": kind,
            "WARC-Target-URI": url,
            "WARC-Date": at,
            "WARC-Record-ID": f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'{url} {at} {kind}').urn}>",
            "WARC-Block-Digest": sha1(block),
            "Content-Type": media_type,
            **{_field(name): value for name, value in given.items()},
            "Content-Length": str(len(block)),
        }
        written = {name: value for name, value in fields.items() if value is not None}
        head = "".join(f"{name}: {value}\r\n" for name, value in written.items())
        self.records.append(f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n")
        return written


def _field(name: str) -> str:
    parts = name.split("_")
    return "-".join(
        part.upper() if part in ("warc", "uri", "id", "ip") else part.title() for part in parts
    )


def in_form(form: str, folder: Path, warc: Warc) -> Path:
    """The same records as `warc`, `gz`, `whole.gz` (one gzip member) or `wacz`."""
    path = folder / f"pages.{form.replace('gz', 'warc.gz')}"
    members = b"".join(map(gzip.compress, warc.records))
    match form:
        case "warc":
            path.write_bytes(b"".join(warc.records))
        case "whole.gz":
            path.write_bytes(gzip.compress(b"".join(warc.records)))
        case "gz":
            path.write_bytes(members)
        case _:
            with zipfile.ZipFile(path, "w") as package:
                package.writestr("archive/data.warc.gz", members)
                package.writestr("datapackage.json", "{}")
    return path


class Silent:
    """Sees to it that no more is said to be done than there is."""

    def begin(self, name: str, total: int, unit: str) -> Callable[[int], None]:
        left = total

        def advance(done: int) -> None:
            nonlocal left
            left -= done
            assert done >= 0
            assert left >= 0

        return advance


class Archive:
    """An archive to import into, in this process."""

    def __init__(self, path: Path, site: type[NewsSpider] = Sample) -> None:
        self.path = path
        self.site = site
        self.db = connect(path)

    def take(self, *paths: Path, host: str | None = None) -> tuple[Imported, Run]:
        files.check(list(paths))
        home_url = home_at(self.site, host, argument="--host HOST")
        recover(self.db, self.path.parent / "captures")
        run = begin(
            self.db,
            self.path,
            site=self.site,
            plan=Plan(home_url=home_url, route=Files(", ".join(path.name for path in paths))),
            version="1",
            arguments={},
            info={},
            bounds={"whole": None, "walk": False},
            settings={},
        )
        done = import_files(
            run,
            list(paths),
            hosts=hosts_of(self.site, home_url, host),
            in_time=hosts_in_time(self.site, home_url, host),
            folder=self.path.parent / "captures",
            progress=Silent(),
            reads=Reads(),
        )
        return done, run

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.db.execute(sql, list(values)).fetchall()

    def reason(self) -> str | None:
        """Of the last run's verdict."""
        reason: str | None = self.rows("SELECT reason FROM runs ORDER BY id DESC")[0][0]
        return reason


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that an archive says, whatever its runs were and its WARC files are called."""
    with sqlite3.connect(path) as db:
        tables = {name: db.execute(sql).fetchall() for name, sql in _CONTENTS.items()}
    db.close()
    return tables


_KEY = "c.page_url, c.fetched_at, c.record_id"
_CONTENTS = {
    "captures": "SELECT c.url, c.page_url, c.fetched_at, c.status, c.media_type, c.encoding, "
    "c.payload_sha256, c.record_id, c.via, c.etag, c.last_modified, o.record_id FROM captures c "
    "LEFT JOIN captures o ON o.id = c.refers_to ORDER BY 2, 3, 8",
    "articles": "SELECT a.site, identity, a.pid, a.url, title, published, author, source, "
    "category, summary, body, body_html, state, first_seen, last_seen, last_changed, "
    f"content_sha256, parser, {_KEY} FROM articles a JOIN captures c ON c.id = capture "
    "ORDER BY identity",
    "revisions": f"SELECT identity, number, seen_at, r.body, changed, r.content_sha256, {_KEY} "
    "FROM revisions r JOIN articles a ON a.id = article JOIN captures c ON c.id = r.capture "
    "ORDER BY 1, 2",
    "observations": f"SELECT identity, at, o.state, o.status, o.content_sha256, {_KEY} "
    "FROM observations o JOIN articles a ON a.id = article "
    "JOIN captures c ON c.id = o.capture ORDER BY 1, 2, 8",
    "images": f"SELECT identity, position, i.url, caption, alt, {_KEY} FROM images i "
    "JOIN articles a ON a.id = article LEFT JOIN captures c ON c.id = i.capture ORDER BY 1, 2",
    "attachments": f"SELECT identity, position, t.url, filename, t.media_type, bytes, sha256, "
    f"text, {_KEY} FROM attachments t JOIN articles a ON a.id = article "
    "LEFT JOIN captures c ON c.id = t.capture ORDER BY 1, 2",
}
