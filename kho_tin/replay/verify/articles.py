"""Checking the articles: every column against its hash, its readings and its revisions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from kho_tin.archive import decisions, files, history, observations, registers, removed_attachments
from kho_tin.archive.body_html import Unreadable, unpack
from kho_tin.archive.columns import CONTENT, LAYOUT
from kho_tin.archive.content import Content, Layout
from kho_tin.archive.database import Row
from kho_tin.archive.lasting_names import pid_of
from kho_tin.base.times import is_moment
from kho_tin.replay.verify.findings import Finding, article


def check(db: Database, number: int) -> Iterator[Finding]:
    """Check one article, as far as its rows allow without captures."""
    row = next(iter(db.query("SELECT * FROM articles WHERE id = ?", [number])))
    images = _rows(db, "images", number, "position")
    attachments = _rows(db, "attachments", number, "position")
    for where, what in (
        *_row(db, row, images, attachments),
        *_revisions(db, row),
        *_observations(db, number),
        *_files(db, "images", images),
        *_files(db, "attachments", attachments),
        *_removed(db, number),
        *_registers(db, number),
    ):
        yield Finding(where, what, article(db, number))


def outdated_registers(db: Database) -> int:
    """How many articles were read for the registers by other versions of the readers."""
    return registers.outdated(db)


Differences = Iterator[tuple[str, str]]  # where, what


def _row(db: Database, row: Row, images: list[Row], attachments: list[Row]) -> Differences:
    where = f"articles {row['id']}"
    content = Content.read(row, images, attachments)
    of_page = Content.read({**row, **_printed(db, row)}, images, attachments)
    read = history.readings(db, row["id"])
    if row["content_sha256"] != of_page.sha256:
        yield where, "content_sha256 is not that of its columns, pictures and attachments"
    for name, rows in (("images", images), ("attachments", attachments)):
        if [row["position"] for row in rows] != list(range(1, len(rows) + 1)):
            yield f"{name} {row['id']}", "positions are not 1, 2, …"
    if not read:
        yield where, "no observation says from which capture it was read"
        return
    newest = read[-1]
    if newest.content_sha256 != row["content_sha256"]:
        yield where, "is not what was read last"
    if _layout_sha256(row, images) != newest.layout_sha256:
        names = ", ".join(LAYOUT)
        yield where, f"{names}, parser or an image's alt is not what was read last"
    origin = history.origin(read)
    year: int | None = None
    try:
        year = content.year
    except ValueError:
        yield where, f"published is no date: {row['published']!r}"
    wanted = {
        "pid": pid_of(row["site"], row["identity"]),
        "capture": origin.capture,
        "parser": origin.parser,
        "last_changed": history.beginnings(read)[-1].at,
        "year": year,
        "words": content.words,
        "text_sha256": of_page.text_sha256,
        "authors": content.authors,
        **observations.state_columns(db, row["id"]),
    }
    yield from _differing(where, row, wanted)


def _layout_sha256(row: Row, images: list[Row]) -> str | None:
    """None where `body_html` is no HTML of the body."""
    try:
        html = unpack(row["body"], row["body_html"])
    except Unreadable:
        return None
    return Layout.read({**row, "body_html": html}, images).sha256


def _printed(db: Database, row: Row) -> Row:
    """The page's own values of the fields that a person has corrected."""
    corrected = [correction.field for correction in decisions.corrections(db, row["pid"])]
    newest = _rows(db, "revisions", row["id"], "number DESC")[:1] if corrected else []
    return {field: revision[field] for revision in newest for field in corrected}


def _revisions(db: Database, row: Row) -> Differences:
    revisions = _rows(db, "revisions", row["id"], "number")
    wanted = history.beginnings(history.readings(db, row["id"]))
    if len(revisions) != len(wanted):
        yield f"revisions {row['id']}", f"{len(revisions)} rows, {len(wanted)} by its readings"
    before: Content | None = None
    for number, (revision, reading) in enumerate(zip(revisions, wanted, strict=False), start=1):
        where = f"revisions {row['id']}.{number}"
        try:
            images, attachments = (
                json.loads(revision["images"]),
                json.loads(revision["attachments"]),
            )
            content = Content.read(revision, images, attachments)
        except (ValueError, TypeError, KeyError, AttributeError):
            yield where, "images or attachments are no JSON of what was read"
            continue
        if (content.images, content.attachments) != (revision["images"], revision["attachments"]):
            yield where, "images or attachments are not written as they were"
        if content.sha256 != revision["content_sha256"]:
            yield where, "content_sha256 is not that of its columns"
        changed = content.changed_since(before) if before else ()
        expected = {
            "number": number,
            "seen_at": reading.at,
            "capture": reading.capture,
            "parser": reading.parser,
            "published_text": reading.published_text,
            "content_sha256": reading.content_sha256,
            "changed": json.dumps(changed),
        }
        yield from _differing(where, revision, expected)
        before = content
    if revisions:
        corrected = {
            correction.field: correction.value
            for correction in decisions.corrections(db, row["pid"])
        }
        shown = {**revisions[-1], **corrected}
        if any(shown[name] != row[name] for name in (*CONTENT, "content_sha256")):
            but = " and its corrections" if corrected else ""
            yield f"articles {row['id']}", f"does not equal its newest revision{but}"


def _observations(db: Database, number: int) -> Differences:
    for row in db.query(
        "SELECT o.*, c.id AS captured, c.run AS captured_run, c.fetched_at, c.page_url, "
        "c.status AS captured_status, h.site AS captured_site, h.verdict AS captured_verdict, "
        "runs.site, runs.started, runs.finished "
        "FROM observations o LEFT JOIN captures c ON c.id = o.capture "
        "LEFT JOIN runs ON runs.id = o.run LEFT JOIN runs h ON h.id = c.run WHERE o.article = ?",
        [number],
    ):
        where = f"observations {row['id']}"
        if not is_moment(row["at"]):
            yield where, f"at is no time: {row['at']!r}"
        if row["capture"] is None:
            if row["status"] is not None:
                yield where, f"status {row['status']}, but no capture of that answer"
            if row["at"] < row["started"] or row["at"] > (row["finished"] or "9"):
                yield where, f"at {row['at']}, outside of its run {row['run']}"
            continue
        if row["captured"] is None:
            yield where, f"names capture {row['capture']}, which has no row"
            continue
        wanted = {"at": row["fetched_at"], "status": row["captured_status"]}
        if row["run"] != row["captured_run"] and not _taken_up(db, row):
            wanted["run"] = row["captured_run"]
        yield from _differing(where, row, wanted)
        how = ("parser", "published_text", "layout_sha256")
        if not row["content_sha256"] and any(row[name] is not None for name in how):
            yield where, "says how it was read, but not what"


def _taken_up(db: Database, row: Row) -> bool:
    """Whether a later run read a capture of a run that was killed, or that did not know the
    article."""
    if row["run"] < row["captured_run"] or row["site"] != row["captured_site"]:
        return False
    known = "SELECT 1 FROM observations WHERE article = ? AND run <= ?"
    known_to = db.execute(known, [row["article"], row["captured_run"]]).fetchone()
    return row["captured_verdict"] == "crashed" or known_to is None


def _files(db: Database, table: str, rows: list[Row]) -> Differences:
    for row in rows:
        where = f"{table} {row['article']}.{row['position']}"
        if row["capture"] is None:
            if newest := files.newest(db, row["url"]):
                yield where, f"names no capture, but capture {newest} holds {row['url']}"
            continue
        capture = db.execute(
            "SELECT page_url, media_type FROM captures WHERE id = ?", [row["capture"]]
        ).fetchone()
        if capture is None:
            yield where, f"names capture {row['capture']}, which has no row"
            continue
        url, media_type = capture
        if not files.may_be_of(db, row["capture"], row["url"]):
            yield where, f"capture {row['capture']} is of {url}, not of {row['url']}"
        if table == "attachments" and media_type != row["media_type"]:
            yield where, f"has media_type {row['media_type']!r}, its capture {media_type!r}"


def _removed(db: Database, number: int) -> Differences:
    rows = _rows(db, "removed_attachments", number, "url")
    names = {row["url"]: row["filename"] for row in rows}
    if names != removed_attachments.wanted(db, number):
        yield f"removed_attachments {number}", "not what only earlier versions have"
    for row in rows:
        where = f"removed_attachments {number}.{row['url']}"
        if row["capture"] is None:
            continue  # of an archive from before this table: a rebuild reads it
        sql = "SELECT media_type FROM captures WHERE id = ?"
        capture = db.execute(sql, [row["capture"]]).fetchone()
        if capture is None:
            yield where, f"names capture {row['capture']}, which has no row"
        elif not files.may_be_of(db, row["capture"], row["url"]):
            yield where, f"capture {row['capture']} is not of {row['url']}"
        elif capture[0] != row["media_type"]:
            yield where, f"has media_type {row['media_type']!r}, its capture {capture[0]!r}"


def _registers(db: Database, number: int) -> Differences:
    for table in registers.differing(db, number):
        yield f"{table} {number}", "not what the article's texts mention"


def _differing(where: str, row: Row, wanted: dict[str, Any]) -> Differences:
    for name, value in wanted.items():
        if row[name] != value:
            yield where, f"{name} is {row[name]!r}, should be {value!r}"


def _rows(db: Database, table: str, number: int, order: str) -> list[Row]:
    return list(db.query(f"SELECT * FROM {table} WHERE article = ? ORDER BY {order}", [number]))
