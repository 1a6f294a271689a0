"""An article is found by every address that it has or had, and by copies of these elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlite_utils import Database

from kho_tin.archive import aliases, articles, captures, decisions, runs, sites
from kho_tin.archive.address_lookup import address_typed, articles_at
from kho_tin.archive.content import ParsedArticle
from kho_tin.archive.database import connect, transaction
from kho_tin.archive.lasting_names import pid_of
from kho_tin.base.eras import Period

HOME = "https://board.example"
OLD_HOST = "cu.board.example"


def store(db: Database, identity: str, url: str, at: str = "2026-03-01T02:00:00Z") -> int:
    """The article's id, after its page was read at an address; returns the capture."""
    run = runs.start(db, runs.Started("board", version="1.0.0", started=at))
    count = db.execute("SELECT count(*) FROM captures").fetchone()[0]
    record = captures.Capture(
        run=run,
        url=url.replace("https://board.example", "http://127.0.0.1:8000"),
        fetched_at=at,
        status=200,
        warc="board.warc.gz",
        offset=count * 1000,
        length=900,
        record_id=f"<urn:uuid:{count}>",
        media_type="text/html",
        payload_sha256=f"{count:064}",
        page_url=url,
    )
    capture = captures.add(db, record)
    fields = {"identity": identity, "url": url, "parser": "general@1", "language": "vi"}
    parsed = ParsedArticle({**fields, "title": f"Bài {identity}", "body": f"Thân bài {identity}."})
    return articles.store(db, "board", parsed, articles.Observation(run, at, capture)).article


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = connect(tmp_path / "archive.db")
    past = [Period(None, "2024-12-31", "Board", f"http://{OLD_HOST}/", None, (OLD_HOST,))]
    sites.register(db, "board", title="Board", home_url=f"{HOME}/", past=past)
    return db


def ids_of(db: Database, text: str) -> list[int]:
    address = address_typed(text)
    assert address
    return articles_at(db.conn, address)


@pytest.mark.parametrize(
    "typed",
    [
        f"{HOME}/tin-t%E1%BB%A9c/mot",
        f"{HOME}/tin-tức/mot",
        f"{HOME}/tin-tức/mot/",
        "http://board.example/tin-tức/mot",
        "https://www.board.example:443/tin-tức/mot#top",
        f"{HOME}/tin-tức/mot?utm_source=zalo&utm_medium=social&fbclid=x",
        "board.example/tin-tức/mot",
        f" <{HOME}/tin-tức/mot> ",
        f"https://web.archive.org/web/20210602030405/{HOME}/tin-tức/mot",
        f"https://web.archive.org/web/20210602030405id_/{HOME}/tin-t%E1%BB%A9c/mot",
        f"https://web.archive.org/web/2021*/{HOME}/tin-tức/mot",
        f"https://web.archive.org/web/{HOME}/tin-tức/mot",
        "web.archive.org/web/20210602030405if_/www.board.example/tin-tức/mot",
        "https://arquivo.pt/wayback/20210602030405/https:/board.example/tin-tức/mot",
        f"http://room.example/kho/a/{pid_of('board', f'{HOME}/tin-t%E1%BB%A9c/mot')}",
        f"/a/{pid_of('board', f'{HOME}/tin-t%E1%BB%A9c/mot')}/history",
    ],
)
def test_every_form_of_its_address(db: Database, typed: str) -> None:
    article = store(db, f"{HOME}/tin-t%E1%BB%A9c/mot", f"{HOME}/tin-t%E1%BB%A9c/mot")
    store(db, f"{HOME}/hai", f"{HOME}/hai")
    assert ids_of(db, typed) == [article]


def test_parameters_that_name_the_page_count(db: Database) -> None:
    article = store(db, f"{HOME}/?p=1", f"{HOME}/?p=1")
    two = store(db, f"{HOME}/?p=2", f"{HOME}/?p=2")
    assert ids_of(db, "http://www.board.example/?utm_source=x&p=2") == [two]
    assert ids_of(db, f"https://web.archive.org/web/2021/{HOME}/?p=1") == [article]
    assert ids_of(db, f"{HOME}/") == []


def test_an_address_that_it_had_before(db: Database) -> None:
    """Known by an id of its system: then the address may change."""
    article = store(db, "17", f"{HOME}/tieu-de-cu-17.html")
    assert store(db, "17", f"{HOME}/tieu-de-moi-17.html", "2026-04-01T02:00:00Z") == article
    assert store(db, "hai", f"{HOME}/hai", "2026-04-01T02:00:00Z") != article
    for typed in ("tieu-de-cu-17.html", "tieu-de-moi-17.html"):
        assert ids_of(db, f"{HOME}/{typed}") == [article]
    # As it was fetched, from a mirror.
    assert ids_of(db, "http://127.0.0.1:8000/tieu-de-cu-17.html") == [article]
    # By its number, also at the host that the site had, and at no other.
    assert ids_of(db, f"http://{OLD_HOST}/bat-ky-17.html") == [article]
    assert ids_of(db, "http://other.example/bat-ky-17.html") == []


def test_a_record_that_is_one_with_another(db: Database) -> None:
    old = store(db, f"{HOME}/cu", f"{HOME}/cu")
    new = store(db, f"{HOME}/moi", f"{HOME}/moi")
    assert ids_of(db, f"{HOME}/cu") == [old]
    pid, into = pid_of("board", f"{HOME}/cu"), pid_of("board", f"{HOME}/moi")
    with transaction(db):
        aliases.keep(db, aliases.Alias(pid, into, "2026-05-01T02:00:00Z", 1, True))
    assert decisions.leads_to(db, pid) == into
    assert ids_of(db, f"{HOME}/cu") == ids_of(db, f"http://room.example/a/{pid}") == [new]


@pytest.mark.parametrize(
    "text",
    ["", "cảng", "12/QĐ-BQL", "TP.HCM", "1.150/2021", "https://", "http:///x", "a b.example/c",
     "mailto:a@board.example", "board.example", "javascript:alert(1)", "https://[::1/"],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    assert address_typed(text) is None


def test_the_page_of_a_copy_is_named() -> None:
    copy = "https://web.archive.org/web/20210602030405id_/http:/www.board.example/a?b=c"
    assert address_typed(copy) == "http://www.board.example/a?b=c"
    # An address within a query is none of a copy.
    assert address_typed(f"{HOME}/x?back={HOME}/y") == f"{HOME}/x?back={HOME}/y"
