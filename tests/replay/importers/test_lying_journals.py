"""Files that say that this program wrote them, with a journal that it would not have written: what
is told there is not believed, and the records are read as everybody else's."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from kho_tin.base.reasons.problem_kinds import KINDS
from kho_tin.replay.importers.own_files import sorted_out
from kho_tin.warc.format import TEXT_LEVEL, http_head, new_id, record
from kho_tin.warc.journal import FIELD, WARC_FIELDS, Begin, End, Failure, Requested, warc_fields
from tests.conftest import Scrapy
from tests.replay.importers.hostile import costs_little, nested
from tests.replay.importers.making import page, url
from tests.wholeness import findings

DATE = "2024-01-01T00:00:00Z"
ARCHIVE = "11111111-1111-4111-8111-111111111111"
HTML = [(b"Content-Type", b"text/html; charset=utf-8")]
INFO = {
    "software": "Kho Tin/1.0.0",
    "isPartOf": "other.db",
    "archive": ARCHIVE,
    "site": "sample",
    "home": "https://vungsuong.example/",
    "start": "https://vungsuong.example/",
    "via": "live",
}
INFO_ID = ("WARC-Warcinfo-ID", "<urn:uuid:33333333-3333-4333-8333-333333333333>")
BEGIN = Begin(ARCHIVE, "22222222-2222-4222-8222-222222222222", DATE).block()
END = End("2024-01-01T01:00:00Z", "finished", "ok", None, 0, False, 1, 1).block()
LAYERS = b"[" * 3000 + b"]" * 3000


def info(**changes: str | None) -> bytes:
    fields = [("Content-Type", WARC_FIELDS)]
    return record("warcinfo", INFO_ID[1], DATE, fields, warc_fields(**{**INFO, **changes}), 4)


def note(block: bytes, fields: Sequence[tuple[str, str]] = ()) -> bytes:
    fields = [*fields, INFO_ID, ("Content-Type", WARC_FIELDS)]
    return record("metadata", new_id(), DATE, fields, block, TEXT_LEVEL)


def answer(
    number: int,
    address: str = "",
    *,
    request_field: str = Requested(1, "link").json(),
    source: str | None = None,
) -> bytes:
    """An article's page, and the request for it, as a crawl writes them."""
    name = new_id()
    fields = [("WARC-Target-URI", address or url(number)), INFO_ID]
    fields += [("WARC-Source-URI", source)] if source else []
    fields.append(("WARC-Payload-Digest", f"sha256:{hashlib.sha256(page(number)).hexdigest()}"))
    block = http_head("HTTP/1.1 200 OK", HTML) + page(number)
    question = [*fields, ("WARC-Concurrent-To", name), (FIELD, request_field)]
    return record("response", name, DATE, fields, block, TEXT_LEVEL) + record(
        "request", new_id(), DATE, question, b"GET / HTTP/1.1\r\n\r\n", TEXT_LEVEL
    )


def in_begin(old: bytes, new: bytes) -> bytes:
    assert old in BEGIN
    return info() + note(BEGIN.replace(old, new)) + answer(1001) + note(END)


def in_end(old: bytes, new: bytes) -> bytes:
    assert old in END
    return info() + note(BEGIN) + answer(1001) + note(END.replace(old, new))


LIES = {
    "no home": info(home=None) + note(BEGIN) + answer(1001) + note(END),
    "home that cannot be": info(home="http://[bad") + note(BEGIN) + answer(1001) + note(END),
    "via": info(via="elsewhere") + note(BEGIN) + answer(1001) + note(END),
    "no moment": in_begin(DATE.encode(), b"yesterday"),
    "next century": in_begin(DATE.encode(), b"2999-01-01T00:00:00Z"),
    "bounds": in_begin(b"bounds: {}", b"bounds: [1]"),
    "whole": in_begin(b"bounds: {}", b'bounds: {"whole": {"a": 1}}'),
    "settings": in_begin(b"settings: {}", b'settings: {"RETRY_TIMES": "often"}'),
    "codes": in_begin(b"settings: {}", b'settings: {"RETRY_HTTP_CODES": [{}]}'),
    "layers": in_begin(b"arguments: {}", b"arguments: " + LAYERS),
    "digits": in_begin(b"arguments: {}", b"arguments: " + b"9" * 5000),
    "verdict": in_end(b"verdict: ok", b"verdict: fine"),
    "exit code": in_end(b"exit_code: 0", b'exit_code: "none"'),
    "requests": in_end(b"requests: 1", b"requests: 99999999999999999999999"),
    "articles": in_end(b"articles: {}", b"articles: [3]"),
    "sources": in_end(b"sources: {}", b'sources: {"feed": 3}'),
    "numbers of a source": in_end(b"sources: {}", b'sources: {"feed": {"named": -1}}'),
    "listed": in_end(b"\r\nlisted: []", b"\r\nlisted: [{}]"),
    "failure": info() + note(BEGIN) + answer(1001) + note(
        Failure("x", DATE, "no such kind", "m", True).block(),
        [(FIELD, Requested(2, "link").json())],
    ) + note(END),
    "address": info() + note(BEGIN) + answer(1001) + answer(1002, "http://[bad") + note(END),
    "source": info() + note(BEGIN) + answer(1001) + answer(1002, source="http://[bad") + note(END),
}  # fmt: skip


def identities(archive: Path) -> list[str]:
    with closing(sqlite3.connect(archive)) as db:
        return [row[0] for row in db.execute("SELECT identity FROM articles ORDER BY 1")]


@pytest.mark.more
@pytest.mark.parametrize("lie", LIES)
def test_a_journal_that_lies_is_not_played(
    lie: str, scrapy: Scrapy, archive: Path, tmp_path: Path
) -> None:
    path = tmp_path / "sample-20240101T000000Z.warc.gz"
    path.write_bytes(LIES[lie])
    done = scrapy("import", path, "--site", "sample")
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == (3 if lie in ("address", "source") else 0), done.stdout
    assert identities(archive) == ["1001"]
    assert findings(archive) == []


def test_whatever_comes_after_them_has_nothing_to_suffer(
    scrapy: Scrapy, archive: Path, tmp_path: Path
) -> None:
    paths = [tmp_path / f"sample-202401{day:02}T000000Z.warc.gz" for day in range(1, 1 + len(LIES))]
    for path, lie in zip(paths, LIES.values(), strict=True):
        path.write_bytes(lie)
    assert scrapy("import", *paths, "--site", "sample").returncode == 3
    assert identities(archive) == ["1001"]
    done = scrapy("rebuild")
    assert done.returncode == 0, done.stdout
    assert identities(archive) == ["1001"]


def test_every_failure_that_a_crawl_notes_is_believed(tmp_path: Path) -> None:
    """Of requests that were not made, since the run ended, as well."""
    notes = [
        note(Failure("x", DATE, kind, "m", False).block(), [(FIELD, Requested(2, "link").json())])
        for kind in (*KINDS, "stopped")
    ]
    path = tmp_path / "sample-20240101T000000Z.warc.gz"
    path.write_bytes(info() + note(BEGIN) + answer(1001) + b"".join(notes) + note(END))
    own, others = sorted_out([path])
    assert [file.path for file in own] == [path]
    assert others == []


@pytest.mark.parametrize(
    "request_field",
    [
        '{"n":99999999999999999999999999,"role":"article"}',
        '{"n":1,"role":"article","identity":{"a":1}}',
        '{"n":1,"role":"article","after":[1]}',
        '{"n":-1,"role":"home","hopsFromSeed":"x"}',
        '{"n":1,"role":"link","via":9}',
        LAYERS.decode(),
        "9" * 5000,
    ],
)
def test_a_request_that_lies_tells_nothing(request_field: str) -> None:
    assert Requested.of(request_field) is None


def test_a_sound_file_is_taken_over(scrapy: Scrapy, archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "sample-20240101T000000Z.warc.gz"
    path.write_bytes(info() + note(BEGIN) + answer(1001) + note(END))
    assert [each.path for each in sorted_out([path])[0]] == [path]
    done = scrapy("import", path, "--site", "sample")
    assert (done.returncode, identities(archive)) == (0, ["1001"])


def test_members_in_members_in_a_file_of_ours(archive: Path, tmp_path: Path) -> None:
    """Nobody would come to the end of trying each of them: it is read within bounds, as others."""
    path = tmp_path / "sample-20240101T000000Z.warc.gz"
    path.write_bytes(info() + note(BEGIN) + answer(1001) + nested() + note(END))
    done = costs_little(path, archive)
    assert (done.code, identities(archive)) == (3, ["1001"])


@pytest.mark.damaged("no WARC record")
def test_a_bomb_in_a_file_of_ours(scrapy: Scrapy, archive: Path, tmp_path: Path) -> None:
    """A member that unzips to no record is one damage, and not unzipped."""
    path = tmp_path / "sample-20240101T000000Z.warc.gz"
    member = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(member.compress(b"a" * (1 << 20)) for _ in range(300)) + member.flush()
    path.write_bytes(info() + note(BEGIN) + answer(1001) + bomb + note(END))
    done = scrapy("import", path, "--site", "sample")
    assert (done.returncode, identities(archive)) == (3, ["1001"])
    assert ": no WARC record: copied as it is\n" in done.stdout
