"""The rows of what articles mention: made with the article, and gone with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kho_tin.archive import files, registers
from kho_tin.archive.decisions import hiding
from tests.archive.making import DOCUMENT, PICTURE, Shelf, at

BODY = "Căn cứ Nghị định số 35/2022/NĐ-CP ngày 28/5/2022, Ban làm việc tại xã Hòa Tâm, Phú Yên."
DECREE = ("body", 0, "35/2022/NĐ-CP", "NĐ", "CP", 2022, "2022-05-28", "basis")
COMMUNE = "xã Hòa Tâm, Đông Hòa, Phú Yên"


@pytest.fixture
def shelf(archive: Path) -> Shelf:
    return Shelf(archive)


def cited(shelf: Shelf) -> list[tuple[object, ...]]:
    return shelf.rows(
        "SELECT field, position, number, kind, issuer, year, date, role FROM documents_cited "
        "ORDER BY field, position, offset"
    )


def named(shelf: Shelf) -> list[tuple[object, ...]]:
    return shelf.rows("SELECT unit, now, mentions, field FROM places ORDER BY unit")


def test_an_article_is_read_for_both(shelf: Shelf) -> None:
    picture = {**PICTURE, "caption": "Công bố Quyết định 57/QĐ-BQL tại xã Hòa Tâm"}
    shelf.read(at(0), body=BODY, images=[picture])
    assert cited(shelf) == [
        DECREE,
        ("caption", 1, "57/QĐ-BQL", "QĐ", "BQL", None, None, "cited"),
    ]
    assert named(shelf) == [
        ("tỉnh Phú Yên", "tỉnh Đắk Lắk", 1, "body"),
        (COMMUNE, "xã Hòa Xuân, tỉnh Đắk Lắk", 2, "body"),
    ]
    (row,) = shelf.rows(
        "SELECT offset, length, sentence, version FROM places WHERE unit = ?", COMMUNE
    )
    assert BODY[row[0] : row[0] + row[1]] == "xã Hòa Tâm"
    assert row[2:] == (BODY, at(0))


def test_an_edit_makes_the_rows_anew(shelf: Shelf) -> None:
    shelf.read(at(0), body=BODY)
    shelf.read(at(1), body="Thay bằng Nghị định 96/2024/NĐ-CP.")
    assert [row[2] for row in cited(shelf)] == ["96/2024/NĐ-CP"]
    assert named(shelf) == []
    assert shelf.rows("SELECT DISTINCT version FROM documents_cited") == [(at(1),)]


def test_an_earlier_capture_dates_the_version(shelf: Shelf) -> None:
    """The text is the same, and was there before: the version is that of the earlier capture."""
    shelf.read(at(9), body=BODY)
    shelf.read(at(3), body=BODY)
    assert shelf.rows("SELECT DISTINCT version FROM documents_cited") == [(at(3),)]
    assert shelf.rows("SELECT DISTINCT version FROM places") == [(at(3),)]
    assert registers.differing(shelf.db, 1) == []


def test_the_text_of_an_attachment(shelf: Shelf) -> None:
    shelf.read(at(0), attachments=[DOCUMENT])
    assert cited(shelf) == []
    text = "Số: 57/QĐ-BQL\nHải Lam, ngày 05 tháng 3 năm 2024"
    capture = shelf.capture(at(1), DOCUMENT["url"])
    files.keep_attachment(
        shelf.db, DOCUMENT["url"], capture, media_type=None, size=1, sha256="0" * 64, text=text
    )
    own = ("attachment", 1, "57/QĐ-BQL", "QĐ", "BQL", 2024, "2024-03-05", "own")
    assert cited(shelf) == [own]


def test_a_withheld_article_has_no_rows(shelf: Shelf, archive: Path) -> None:
    shelf.read(at(0), body=BODY)
    (pid,) = shelf.rows("SELECT pid FROM articles")[0]
    assert hiding.hide(shelf.db, archive.parent, pid)
    for table in registers.TABLES:
        assert shelf.rows(f"SELECT * FROM {table}") == []


def test_rows_of_older_readers_are_not_compared(shelf: Shelf) -> None:
    shelf.read(at(0), body=BODY)
    shelf.db.execute("UPDATE places SET name = 'Hòa Tân'")
    assert registers.differing(shelf.db, 1) == ["places"]
    assert registers.outdated(shelf.db) == 0
    shelf.db.execute("UPDATE registered SET readers = '1.1'")
    assert registers.differing(shelf.db, 1) == []
    assert registers.outdated(shelf.db) == 1


def test_an_article_that_was_never_read_has_no_rows(shelf: Shelf) -> None:
    """As in an archive from before there were registers."""
    shelf.read(at(0), body=BODY)
    shelf.db.execute("DELETE FROM registered")
    assert registers.differing(shelf.db, 1) == ["documents_cited", "places"]
    shelf.db.execute("DELETE FROM documents_cited")
    shelf.db.execute("DELETE FROM places")
    assert registers.differing(shelf.db, 1) == []
