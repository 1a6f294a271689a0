"""The numbers of documents, measured on mentions that were marked before there were rules."""

from __future__ import annotations

import pytest

from kho_tin.registers.document_numbers import normal_number
from kho_tin.registers.documents import find_documents
from kho_tin.registers.kinds import BY_CODE
from tests.registers.marked import HERE, sentences

MARKED = sentences(HERE / "marked_documents.txt")
LEAST = 0.98


def test_mentions_are_found() -> None:
    marked = answers = right = 0
    wrong = []
    for text, mentions in MARKED:
        wanted = {(mention.start, mention.end) for mention in mentions}
        spans = {(mention.start, mention.end) for mention in find_documents(text)}
        marked, answers = marked + len(wanted), answers + len(spans)
        right += len(wanted & spans)
        wrong += [text[slice(*span)] for span in wanted ^ spans]
    assert marked >= 300
    assert right / marked >= LEAST, wrong
    assert right / answers >= LEAST, wrong


def test_mentions_are_read() -> None:
    """Number, kind, issuer, year, date and place of those that were found."""
    wrong = []
    number = 0
    for text, mentions in MARKED:
        by_span = {(mention.start, mention.end): mention for mention in find_documents(text)}
        for marked in mentions:
            if mention := by_span.get((marked.start, marked.end)):
                year = str(mention.year) if mention.year else None
                read = (mention.number, mention.kind, mention.issuer, year, mention.date)
                number += 1
                if (*read, mention.place) != marked.fields:
                    wrong.append((marked.fields, mention))
    assert len(wrong) <= number * (1 - LEAST), wrong


def test_each_kind_has_names() -> None:
    kinds = {mention.kind for text, _ in MARKED for mention in find_documents(text)} - {None}
    assert len(kinds) > 20
    assert all(BY_CODE[str(kind)].vietnamese and BY_CODE[str(kind)].english for kind in kinds)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1985/QĐ-UBND", "1985/QĐ-UBND"),
        ("1985/qd-ubnd", "1985/QĐ-UBND"),
        (" 7 / CT – TTg ", "07/CT-TTg"),
        ("08-nq/tu", "08-NQ/TU"),
        ("13/2023 NĐ-CP", "13/2023/NĐ-CP"),
        ("15/6/2021", None),
        ("1985/QĐ-UBND ngày", None),
    ],
)
def test_a_typed_number(typed: str, number: str | None) -> None:
    assert normal_number(typed) == number


def test_the_role_of_a_mention() -> None:
    head = "BAN QUẢN LÝ\nSố: 318/TB-BQL\nVũng Sương, ngày 07 tháng 9 năm 2022\n"
    bases = "Căn cứ Nghị định số 115/2020/NĐ-CP;\nXét Tờ trình số 19/TTr-BQL,\n"
    roles = [(mention.number, mention.role) for mention in find_documents(head + bases)]
    assert roles == [
        ("318/TB-BQL", "own"), ("115/2020/NĐ-CP", "basis"), ("19/TTr-BQL", "cited"),
    ]  # fmt: skip


def test_a_mention_has_its_sentence() -> None:
    first = "Dự án chậm tiến độ. "
    second = "Quyết định số 57/QĐ-BQL\nđã nêu rõ!"
    (mention,) = find_documents(f"{first}{second} Xin cảm ơn.")
    assert mention.sentence == "Quyết định số 57/QĐ-BQL đã nêu rõ!"
    assert mention.start == len(first) + len("Quyết định số ")


def test_a_letter_of_an_office_named_like_a_kind() -> None:
    """CT is a directive, and a tax office; the word before it says which."""
    first, second = find_documents("Công văn số 1204/CT-TTHT nhắc lại Chỉ thị số 05/CT-BQL.")
    assert (first.kind, first.issuer) == ("CV", "CT")
    assert (second.kind, second.issuer) == ("CT", "BQL")


@pytest.mark.parametrize(
    "text",
    [
        "theo văn bản và Mẫu số 12/PLI kèm theo",
        "kế hoạch sử dụng lô số 12/KCN-HH",
        "công văn số CVS15/01072024",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert find_documents(text) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Công văn số 12/KCN-HH", ["CV"]),
        ("Kế hoạch số 12/KCN-HH", []),  # nothing of the number says that it is a plan's
        ("Kế hoạch số 12/KHPT-KCN", ["KH"]),
        ("Kế hoạch số 12/BQL-QLĐT", ["KH"]),
        ("Ban đã có công văn. Nhà máy ở 12/KCN-HH", []),
        ("Công văn về hợp đồng số 12/KCN-HH", []),
        ("Công văn số 11/KCN-HH, 12/KCN-HH", ["CV", "CV"]),
        ("thuê đất ở 12/KCN-HH", []),
        ("thuê đất theo 12/BQL-QLĐT", ["CV"]),
        ("thuê đất theo 12/BQL", []),
        ("Số: 12/KCN-HH\nKính gửi: các nhà đầu tư", [None]),
        ("Số: 12/KCN\nKính gửi: các nhà đầu tư", []),
    ],
)
def test_a_number_that_names_only_its_issuer(text: str, kinds: list[str | None]) -> None:
    """It counts where words, a list or a heading say what it is, or where its issuer is known."""
    assert [mention.kind for mention in find_documents(text)] == kinds
