"""One reading after another: rows, revisions, index row; and nothing when nothing changed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kho_tin.archive import articles, files, observations, runs
from kho_tin.archive.body_html import pack, unpack
from kho_tin.archive.observations import State
from kho_tin.archive.runs import Verdict
from tests.archive.indexed import indexed
from tests.archive.making import DOCUMENT, FIELDS, PICTURE, Shelf, at


def test_first_reading_makes_one_of_each_row(shelf: Shelf) -> None:
    stored = shelf.read(at(1), images=[PICTURE], attachments=[DOCUMENT])
    assert (stored.outcome, stored.changed) == ("new", ())
    assert shelf.counts() == {
        "articles": 1,
        "revisions": 1,
        "images": 1,
        "attachments": 1,
        "observations": 1,
        "problems": 0,
        "articles_fts": 1,
    }
    row = next(shelf.db.query("SELECT * FROM articles"))
    row["body_html"] = unpack(row["body"], row["body_html"])
    assert {name: row[name] for name in FIELDS} == FIELDS
    assert row["year"] == 2021
    assert row["words"] == 11
    assert row["state"] == "listed"
    assert row["first_seen"] == row["last_seen"] == row["last_changed"] == at(1)
    assert shelf.rows("SELECT number, seen_at, changed FROM revisions") == [(1, at(1), "[]")]
    assert shelf.rows("SELECT position, url, caption, alt, capture FROM images") == [
        (1, PICTURE["url"], PICTURE["caption"], PICTURE["alt"], None)
    ]


def test_the_same_read_again_changes_only_when_it_was_last_seen(shelf: Shelf) -> None:
    shelf.read(at(1), images=[PICTURE], attachments=[DOCUMENT])
    tables = ("revisions", "images", "attachments")
    before = {table: shelf.rows(f"SELECT * FROM {table}") for table in tables}
    words = indexed(shelf.db)
    (article,) = shelf.db.query("SELECT * FROM articles")
    assert shelf.read(at(9), images=[PICTURE], attachments=[DOCUMENT]).outcome == "unchanged"
    assert {table: shelf.rows(f"SELECT * FROM {table}") for table in tables} == before
    assert indexed(shelf.db) == words
    assert next(shelf.db.query("SELECT * FROM articles")) == {**article, "last_seen": at(9)}


def test_the_same_capture_read_twice_changes_nothing_at_all(shelf: Shelf) -> None:
    capture = shelf.capture(at(1))
    shelf.read(at(1), capture=capture, images=[PICTURE])
    before = list(shelf.db.iterdump())
    assert shelf.read(at(1), capture=capture, images=[PICTURE]).outcome == "unchanged"
    assert list(shelf.db.iterdump()) == before


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("url", "https://vungsuong.example/don-song-moi-1043.html"),
        ("title", "Tiêu đề khác"),
        ("published", "2021-06-03"),
        ("author", None),
        ("source", "Báo Hải Lam"),
        ("category", "Thông báo"),
        ("summary", None),
        ("body", "Một câu./."),
        ("language", "en"),
    ],
)
def test_an_edit_makes_revision_2_with_the_changed_column_named(
    shelf: Shelf, column: str, value: Any
) -> None:
    shelf.read(at(1))
    stored = shelf.read(at(2), **{column: value})
    assert (stored.outcome, stored.changed) == ("changed", (column,))
    assert shelf.rows(f"SELECT number, seen_at, changed, {column} FROM revisions") == [
        (1, at(1), "[]", FIELDS[column]),
        (2, at(2), json.dumps([column]), value),
    ]
    (row,) = shelf.rows(f"SELECT {column}, last_changed, last_seen, first_seen FROM articles")
    assert row == (value, at(2), at(2), at(1))


def test_a_caption_and_an_attachment_name_are_content_and_an_alt_is_not(shelf: Shelf) -> None:
    shelf.read(at(1), images=[PICTURE], attachments=[DOCUMENT])
    assert (
        shelf.read(at(2), images=[{**PICTURE, "alt": "khác"}], attachments=[DOCUMENT]).changed == ()
    )
    assert shelf.rows("SELECT alt FROM images") == [("khác",)]
    stored = shelf.read(at(3), images=[{**PICTURE, "caption": "Cảng mới"}], attachments=[DOCUMENT])
    assert stored.changed == ("images",)
    stored = shelf.read(
        at(4),
        images=[{**PICTURE, "caption": "Cảng mới"}],
        attachments=[{**DOCUMENT, "filename": "12.pdf"}],
    )
    assert stored.changed == ("attachments",)
    assert shelf.counts()["revisions"] == 3
    assert shelf.rows("SELECT images, attachments FROM revisions WHERE number = 3") == [
        (
            f'[{{"caption":"Cảng mới","url":"{PICTURE["url"]}"}}]',
            f'[{{"filename":"12.pdf","url":"{DOCUMENT["url"]}"}}]',
        )
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [("published_text", "02/06/2021"), ("body_html", "<p>x</p>"), ("parser", "vnpt_portal@2")],
)
def test_what_only_the_layout_says_is_updated_without_a_revision(
    shelf: Shelf, column: str, value: Any
) -> None:
    shelf.read(at(1))
    second = shelf.capture(at(2))
    assert shelf.read(at(2), capture=second, **{column: value}).outcome == "unchanged"
    stored = pack(FIELDS["body"], value) if column == "body_html" else value
    assert shelf.rows(f"SELECT {column}, capture, last_changed FROM articles") == [
        (stored, second, at(1))
    ]
    assert shelf.counts()["revisions"] == 1


def test_index_row_follows_the_edit(shelf: Shelf) -> None:
    article = shelf.read(at(1), attachments=[DOCUMENT]).article
    for query in ("dau tu", '"đầu tư"', "nguyen", "dat", "QĐ", "qd"):
        assert shelf.matches(query) == [article], query
    assert shelf.matches("vườn") == []
    shelf.read(at(2), title="Vườn ươm", author=None, body="Không có gì./.")
    for query in ("dau tu", '"đầu tư"', "nguyen", "dat", "QĐ", "qd"):
        now = f"- {{earlier earlier_folded}} : ({query})"
        assert shelf.matches(now) == [], query
        assert shelf.matches(query) == [article], query
    for query in ("vườn", "vuon"):
        assert shelf.matches(query) == [article], query
    assert shelf.counts()["articles_fts"] == 1


def test_marks_typed_wrongly_find_nothing_and_exact_spelling_ranks_first(shelf: Shelf) -> None:
    folded = shelf.read(at(1), title="Ma", body="ma ma").article
    exact = shelf.read(
        at(1), identity="2", url="https://vungsuong.example/2", title="Má", body="x"
    ).article
    assert shelf.matches("má") == [exact]
    assert sorted(shelf.matches("ma")) == [folded, exact]
    assert shelf.matches("ma")[0] == folded
    assert shelf.matches("mà") == []


def test_attachment_text_is_searchable_from_the_moment_it_is_kept(shelf: Shelf) -> None:
    article = shelf.read(at(1), attachments=[DOCUMENT]).article
    assert shelf.matches("quyết") == []
    kept: dict[str, Any] = {
        "media_type": "application/pdf",
        "size": 9,
        "sha256": "0" * 64,
        "text": "Quyết định số 12",
    }
    capture = shelf.capture(at(1), DOCUMENT["url"])
    assert not files.is_captured(shelf.db, DOCUMENT["url"])
    assert files.keep_attachment(shelf.db, DOCUMENT["url"], capture, **kept) == 1
    assert files.is_captured(shelf.db, DOCUMENT["url"])
    assert files.keep_attachment(shelf.db, DOCUMENT["url"], capture, **kept) == 0
    assert shelf.matches("quyết") == shelf.matches("quyet") == [article]
    # An edit of the article neither loses the file nor its place in the index.
    shelf.read(at(2), title="Tiêu đề khác", attachments=[DOCUMENT])
    assert shelf.matches("quyết") == [article]
    assert shelf.rows("SELECT media_type, bytes, text, capture FROM attachments") == [
        ("application/pdf", 9, "Quyết định số 12", capture)
    ]
    # Another article that names the file has it at once, and one that stops naming it had it.
    other = shelf.read(
        at(3), identity="2", url="https://vungsuong.example/2", attachments=[DOCUMENT]
    ).article
    assert sorted(shelf.matches("quyết")) == [article, other]
    shelf.read(at(4), title="Tiêu đề khác")
    assert shelf.matches("quyết") == [other, article]
    assert shelf.matches("earlier : quyết") == [article]


def test_a_held_picture_stays_held(shelf: Shelf) -> None:
    shelf.read(at(1), images=[PICTURE])
    capture = shelf.capture(at(1), PICTURE["url"])
    assert not files.is_captured(shelf.db, PICTURE["url"])
    assert files.keep_image(shelf.db, PICTURE["url"], capture) == 1
    assert files.is_captured(shelf.db, PICTURE["url"])
    shelf.read(at(2), images=[{"url": "https://vungsuong.example/b.jpg"}, PICTURE])
    assert shelf.rows("SELECT position, url, capture FROM images ORDER BY position") == [
        (1, "https://vungsuong.example/b.jpg", None),
        (2, PICTURE["url"], capture),
    ]


def test_an_address_held_by_another_identity_is_refused_on_record(shelf: Shelf) -> None:
    first = shelf.read(at(1)).article
    before = shelf.counts()
    stored = shelf.read(at(2), identity="2000", title="Bài khác")
    assert (stored.outcome, stored.article) == ("refused", first)
    assert shelf.counts() == {**before, "problems": 1}
    assert shelf.rows("SELECT run, url, kind, article, at FROM problems") == [
        (shelf.run, FIELDS["url"], "address_taken", first, at(2))
    ]
    assert shelf.rows("SELECT title FROM articles") == [(FIELDS["title"],)]
    # The same when an article that is stored moves to an address that is taken ...
    other = shelf.read(at(3), identity="2000", url="https://vungsuong.example/2000").article
    assert shelf.read(at(4), identity="2000").outcome == "refused"
    assert shelf.rows("SELECT url FROM articles WHERE id = ?", other) == [
        ("https://vungsuong.example/2000",)
    ]
    # ... but an address that it had in the past is nobody's.
    assert shelf.read(at(2), identity="2000").outcome == "changed"
    assert shelf.rows("SELECT number, url FROM revisions WHERE article = ?", other) == [
        (1, FIELDS["url"]),
        (2, "https://vungsuong.example/2000"),
    ]


def test_a_reading_that_fails_half_way_leaves_nothing(shelf: Shelf) -> None:
    shelf.read(at(1))
    before = list(shelf.db.iterdump())
    with pytest.raises(KeyError):
        shelf.read(at(2), capture=1, title="Mới", attachments=[{"url": "https://x/"}])
    with pytest.raises(Exception, match="FOREIGN KEY"):
        shelf.read(at(2), capture=999, title="Mới")
    assert list(shelf.db.iterdump()) == before


def test_what_was_observed_sets_state_and_last_seen(shelf: Shelf) -> None:
    article = shelf.read(at(1)).article

    def seen() -> tuple[Any, ...]:
        return shelf.rows("SELECT state, first_seen, last_seen FROM articles")[0]

    observations.observe(shelf.db, shelf.run, article, "listed", at=at(2))
    assert seen() == ("listed", at(1), at(2))
    observations.observe(shelf.db, shelf.run, article, "unlisted", status=200, at=at(3))
    assert seen() == ("unlisted", at(1), at(3))
    observations.observe(shelf.db, shelf.run, article, "gone", status=404, at=at(4))
    assert seen() == ("unlisted", at(1), at(3))
    observations.observe(shelf.db, shelf.run, article, "blocked", status=403, at=at(5))
    assert seen() == ("blocked", at(1), at(3))
    observations.observe(shelf.db, shelf.run, article, "error", at=at(6))
    assert seen() == ("error", at(1), at(3))
    assert shelf.counts()["observations"] == 6
    observations.observe(shelf.db, shelf.run, article, "error", at=at(6))
    assert shelf.counts()["observations"] == 6
    observations.observe(shelf.db, shelf.run, article, "error", at=at(7))
    assert shelf.counts()["observations"] == 7
    shelf.read(at(8))
    assert seen() == ("listed", at(1), at(8))
    # A capture of an older "not found" is no sight of it either.
    observations.observe(shelf.db, shelf.run, article, "gone", status=404, at=at(0))
    assert seen() == ("listed", at(1), at(8))


@pytest.mark.parametrize(
    ("looks", "state"),
    [
        ([(2, "gone", "ok"), (3, "gone", "ok"), (4, "gone", "ok")], "gone"),
        ([(2, "gone", "ok"), (2, "gone", "ok"), (3, "gone", "ok")], "listed"),
        ([(2, "gone", "ok"), (3, "gone", "red"), (4, "gone", "ok")], "listed"),
        ([(2, "gone", "ok"), (3, "blocked", "blocked"), (4, "gone", "ok")], "blocked"),
        ([(2, "gone", "ok"), (3, "error", "ok"), (4, "gone", "ok"), (5, "gone", "ok")], "gone"),
        ([(2, "gone", "ok"), (3, "gone", "ok"), (4, "listed", "ok"), (5, "gone", "ok")], "listed"),
        ([(day, "gone", "ok") for day in (2, 3, 4)] + [(5, "error", "ok")], "gone"),
        ([(day, "gone", "ok") for day in (2, 3, 4)] + [(5, "listed", "ok")], "listed"),
    ],
)
def test_gone_is_what_three_days_did_not_find(
    looks: list[tuple[int, State, Verdict]], state: State, shelf: Shelf
) -> None:
    article = shelf.read("2026-03-01T03:00:00Z").article
    for day, observed, verdict in looks:
        run = runs.start(shelf.db, runs.Started("sample", version="1"))
        observations.observe(
            shelf.db, run, article, observed, status=404, at=f"2026-03-0{day}T03:00:00Z"
        )
        runs.finish(shelf.db, run, runs.Finished(verdict=verdict, exit_code=0))
    assert shelf.rows("SELECT state FROM articles") == [(state,)]


def test_a_day_is_one_where_the_site_is(shelf: Shelf) -> None:
    """18:00 UTC is the next day in Vietnam."""
    article = shelf.read("2026-03-01T03:00:00Z").article
    for moment in ("2026-03-02T16:00:00Z", "2026-03-02T18:00:00Z", "2026-03-03T18:00:00Z"):
        run = runs.start(shelf.db, runs.Started("sample", version="1"))
        observations.observe(shelf.db, run, article, "gone", status=404, at=moment)
        runs.finish(shelf.db, run, runs.Finished(verdict="ok", exit_code=0))
    assert shelf.rows("SELECT state FROM articles") == [("gone",)]


def test_body_of_no_article(shelf: Shelf) -> None:
    article = shelf.read(at(1)).article
    assert articles.body(shelf.db, article) == FIELDS["body"]
    with pytest.raises(KeyError):
        articles.body(shelf.db, article + 1)
