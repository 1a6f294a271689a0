"""What the site's edits removed: found by a search, and nothing else is."""

from __future__ import annotations

import pytest

from kho_tin.archive import files
from kho_tin.archive.database import transaction
from kho_tin.archive.decisions import correcting
from kho_tin.archive.search.earlier import Removed, removed
from tests.archive.indexed import indexed
from tests.archive.making import DOCUMENT, PICTURE, Shelf, at

FIRST = "Dự án vốn 12 tỷ đồng. Khởi công quý I.\n\nNhà thầu là Én Bạc./."


def test_of_an_article_of_one_version_nothing_is(shelf: Shelf) -> None:
    shelf.read(at(1), body=FIRST)
    assert removed(shelf.db, 1) == []
    assert (1, "earlier") not in indexed(shelf.db)


def test_a_sentence_with_what_was_replaced_in_it(shelf: Shelf) -> None:
    shelf.read(at(1), body=FIRST)
    shelf.read(at(2), body=FIRST.replace("12", "15"))
    assert removed(shelf.db, 1) == [Removed("Dự án vốn 12 tỷ đồng.", at(2))]
    assert indexed(shelf.db)[1, "earlier"] == "dự án vốn 12 tỷ đồng"
    assert indexed(shelf.db)[1, "earlier_folded"] == "du an von 12 ty dong"
    assert shelf.matches('"von 12 ty"') == shelf.matches('"vốn 15 tỷ"') == [1]
    assert shelf.counts()["articles_fts"] == 1


@pytest.mark.parametrize(
    "later",
    [
        "Nhà thầu là Én Bạc./.\n\nDự án vốn 12 tỷ đồng. Khởi công quý I.",
        "DỰ ÁN VỐN 12 TỶ ĐỒNG; khởi công quý I. Nhà thầu là: Én Bạc./.",
        "Nay, dự án vốn 12 tỷ đồng khởi công quý I, nhà thầu là Én Bạc./.",
    ],
)
def test_what_moved_or_is_spelt_otherwise_is_not(shelf: Shelf, later: str) -> None:
    shelf.read(at(1), body=FIRST)
    shelf.read(at(2), body=later)
    assert removed(shelf.db, 1) == []


def test_what_came_back_is_not_until_it_goes_again(shelf: Shelf) -> None:
    for second, title in enumerate(("A", "B", "A", "C"), 1):
        shelf.read(at(second), title=title)
        gone = {sentence.text: sentence.at for sentence in removed(shelf.db, 1)}
        assert gone == [{}, {"A": at(2)}, {"B": at(3)}, {"A": at(4), "B": at(3)}][second - 1]


def test_captions_and_names_of_documents_too(shelf: Shelf) -> None:
    shelf.read(at(1), images=[PICTURE], attachments=[DOCUMENT])
    shelf.read(at(2))
    assert [sentence.text for sentence in removed(shelf.db, 1)] == [
        PICTURE["caption"],
        DOCUMENT["filename"],
    ]
    assert shelf.matches("earlier : cảng") == [1]


def keep(shelf: Shelf, url: str, text: str) -> None:
    """A capture of a document, which says a text."""
    capture = shelf.capture(at(9), url, media_type="application/pdf")
    files.keep_attachment(
        shelf.db, url, capture, media_type="application/pdf", size=9, sha256="a" * 64, text=text
    )


def test_what_a_removed_document_says(shelf: Shelf) -> None:
    """Also where its text is read only afterwards; what another document still says is not."""
    other = {**DOCUMENT, "url": f"{DOCUMENT['url']}?2", "filename": "khac.pdf"}
    shelf.read(at(1), attachments=[DOCUMENT, other])
    keep(shelf, DOCUMENT["url"], "Vốn 12 tỷ đồng. Khởi công quý I.")
    shelf.read(at(2), attachments=[other])
    assert shelf.matches('earlier : "vốn 12 tỷ"') == [1]
    assert [row[0] for row in shelf.rows("SELECT filename FROM removed_attachments")] == [
        DOCUMENT["filename"]
    ]
    keep(shelf, other["url"], "Khởi công quý I.")
    keep(shelf, DOCUMENT["url"], "Vốn 15 tỷ đồng. Khởi công quý I.")
    assert [sentence for sentence in removed(shelf.db, 1) if "pdf" not in sentence.text] == [
        Removed("Vốn 15 tỷ đồng.", at(2))
    ]
    assert shelf.matches('"vốn 12 tỷ"') == []
    shelf.read(at(3), attachments=[DOCUMENT])
    assert shelf.matches('attachments : "vốn 15 tỷ"') == [1]
    assert shelf.rows("SELECT url FROM removed_attachments") == [(other["url"],)]


@pytest.mark.parametrize("damage", ["{x", '[1, "abc", null, {}]', '"t"'])
def test_a_damaged_version_ends_no_crawl(shelf: Shelf, damage: str) -> None:
    shelf.read(at(1), attachments=[DOCUMENT])
    with transaction(shelf.db):
        shelf.db.execute("UPDATE revisions SET attachments = ?", [damage])
    shelf.read(at(2), title="Tin", attachments=[DOCUMENT])
    shelf.read(at(3), title="Bài")
    assert shelf.rows("SELECT filename FROM removed_attachments") == [(DOCUMENT["filename"],)]


def test_the_documents_of_an_older_capture_that_comes_late(shelf: Shelf) -> None:
    shelf.read(at(5))
    shelf.read(at(1), attachments=[DOCUMENT])
    keep(shelf, DOCUMENT["url"], "Vốn 12 tỷ đồng.")
    assert shelf.matches('earlier : "vốn 12 tỷ"') == [1]


def test_an_older_capture_that_comes_late_makes_the_same(shelf: Shelf) -> None:
    shelf.read(at(5), body="Mới.")
    assert (1, "earlier") not in indexed(shelf.db)
    shelf.read(at(1), body="Cũ.")
    assert indexed(shelf.db)[1, "earlier"] == "cũ"
    assert shelf.rows("SELECT body FROM articles") == [("Mới.",)]


def test_it_counts_less_than_all_else(shelf: Shelf) -> None:
    shelf.read(at(1), title="Cảng cảng cảng", body="x")
    shelf.read(at(2), title="Tin", body="x")
    other = shelf.read(
        at(3), identity="2", url="https://vungsuong.example/2", title="Tin", body="một cảng " * 2
    )
    assert shelf.matches("cảng") == shelf.matches("cang") == [other.article, 1]


def test_a_correction_is_no_edit(shelf: Shelf) -> None:
    """The page still prints what was corrected, and a title that it once had may be put back."""
    shelf.read(at(1), title="Đúng")
    shelf.read(at(2), title="Sai")
    assert [sentence.text for sentence in removed(shelf.db, 1)] == ["Đúng"]
    with transaction(shelf.db):
        (pid,) = shelf.db.execute("SELECT pid FROM articles").fetchone()
        shelf.db.execute(
            'INSERT INTO decisions (id, number, at, "by", "do", why, pid, field, value) '
            "VALUES ('1', 1, ?, 'an', 'correct', '', ?, 'title', 'Đúng')",
            [at(3), pid],
        )
        correcting.apply_all(shelf.db)
    words = indexed(shelf.db)
    assert words[1, "title"] == "đúng"
    assert (1, "earlier") not in words


@pytest.mark.parametrize("images", ["[{", '["x"]', "{}", '[{"url": "x"}]', "7"])
def test_a_damaged_revision_stops_nobody(shelf: Shelf, images: str) -> None:
    shelf.read(at(1), body="Cũ.")
    shelf.db.execute("UPDATE revisions SET images = ?", [images])
    shelf.read(at(2), body="Mới.")
    assert removed(shelf.db, 1) == [Removed("Cũ.", at(2))]
