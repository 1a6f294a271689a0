"""The journal: what it says is read back as it was said, and costs little."""

from __future__ import annotations

import zlib
from pathlib import Path
from statistics import median

import pytest

from kho_tin.warc.journal import FIELD, Begin, End, Failure, Requested, fields_of, warc_fields
from kho_tin.warc.reader import Record, scan
from tests.warc.records import members

AT = "2026-11-29T11:00:00Z"
REQUESTS = [
    Requested(1, "home", page=1),
    Requested(2, "article", "redirect", 1, "1105", hops=2, via="https://ban.example.vn/tin-tuc"),
    Requested(3, "listing", section="https://ban.example.vn/tin-tuc", page=7, hops=1),
    Requested(4, "attachment", "wall", 3, "https://ban.example.vn/Quyết định 12.pdf"),
    Requested(5, "link", "retry", 4),
]


@pytest.mark.parametrize("requested", REQUESTS, ids=lambda each: each.role)
def test_a_request_is_read_back(requested: Requested) -> None:
    text = requested.json()
    assert text.isascii()
    assert "\n" not in text
    assert Requested.of(text) == requested


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "7", '{"method":"GET"}', '{"n":1,"role":"none"}', '{"n":"1","role":"home"}'],
)
def test_what_other_programs_say_is_not_ours(text: str) -> None:
    assert Requested.of(text) is None


def test_first_and_last_word_are_read_back() -> None:
    begin = Begin(
        "a", "r", AT, ("x.warc.gz", "0" * 64), {"since": "2021"}, {"walk": True}, {"N": 60}
    )
    assert Begin.of(fields_of(begin.block())) == begin
    assert Begin.of(fields_of(Begin("a", "r", AT).block())) == Begin("a", "r", AT)
    profile = {"periods": [{"order": "month", "since": AT, "evidence": {"figures": 2}}]}
    dated = Begin("a", "r", AT, dates=profile)
    assert Begin.of(fields_of(dated.block())) == dated
    assert "dates" not in fields_of(begin.block())
    end = End(
        AT, "finished", "red", "2 of 3\npages failed", 3, True, 17, 99, {"1": 4}, ("2",), ("3",),
        sources={"feed": {"named": 2}},
    )  # fmt: skip
    read = End.of(fields_of(end.block()))
    assert read.reason == "2 of 3 pages failed"
    assert read.articles == {"1": 4}
    assert read.sources == {"feed": {"named": 2}}
    assert (read.listed, read.unlisted, read.accepted) == (("2",), ("3",), ())
    assert End.of(fields_of(End(AT, "finished", "ok", None, 0, True, 1, 1).block())).reason is None
    learnt = End(AT, "finished", "ok", None, 0, True, 1, 1, dates=profile)
    assert End.of(fields_of(learnt.block())).dates == profile
    assert "dates" not in fields_of(end.block())
    # Identities as some systems give them: nothing in them is squeezed.
    blanks = ("/tin  táp", "a\xa0b", "c   d\u2028", " e ")
    kept = End(AT, "finished", "ok", None, 0, True, 1, 1, dict.fromkeys(blanks, 1), blanks)
    read = End.of(fields_of(kept.block()))
    assert (read.listed, tuple(read.articles)) == (blanks, blanks)
    failure = Failure("https://ban.example.vn/", AT, "fetch", "no answer: none", sent=True)
    assert Failure.of(fields_of(failure.block()), failure.url, AT) == failure


def test_a_value_never_becomes_another_field() -> None:
    said = fields_of(warc_fields(message="a\r\nevent: end\r\nverdict: ok"))
    assert said == {"message": "a event: end verdict: ok"}


def test_what_a_request_costs(sample_archive: Path) -> None:
    """At most 120 bytes on the median, compressed: a record of its own costs three times that."""
    costs = []
    for path in (sample_archive.parent / "captures").glob("*.warc.gz"):
        for data, record in members(path):
            if record.requested:
                costs.append(len(data) - len(_compressed(_without(data))))
    assert len(costs) > 200
    assert 0 < median(costs) <= 120


def test_every_request_is_named_and_each_answer_has_one(sample_archive: Path) -> None:
    for path in (sample_archive.parent / "captures").glob("*.warc.gz"):
        records = [record for record in scan(path) if isinstance(record, Record)]
        assert [record.type for record in records[:2]] == ["warcinfo", "metadata"]
        assert records[1].said["event"] == "begin"
        assert records[-1].said["event"] == "end"
        numbers = [record.requested.number for record in records if record.requested]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        sent = [record for record in records if record.requested and (
            record.type == "request" or record.said["sent"] == "yes")]  # fmt: skip
        assert records[-1].said["requests"] == str(len(sent))  # by the downloader's own count
        answers = [record for record in records if record.type in ("response", "revisit")]
        requests = {record.fields["warc-concurrent-to"] for record in records
                    if record.type == "request"}  # fmt: skip
        assert requests == {record.id for record in answers}


def _without(data: bytes) -> bytes:
    """A record's bytes without the journal's field."""
    text = zlib.decompress(data, zlib.MAX_WBITS + 16)
    lines = text.split(b"\r\n")
    return b"\r\n".join(line for line in lines if not line.startswith(FIELD.encode()))


def _compressed(text: bytes) -> bytes:
    member = zlib.compressobj(4, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return member.compress(text) + member.flush()
