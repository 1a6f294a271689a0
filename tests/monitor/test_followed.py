"""Searches that the operator follows: told once, whatever happens in between."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from kho_tin.archive import followed
from kho_tin.archive.database import connect
from kho_tin.base.errors import UsageError
from kho_tin.commands.saved_searches import find, searches_of, why_invalid
from kho_tin.monitor.channels import Channel
from kho_tin.monitor.command import Command
from kho_tin.monitor.followed import Followed, tell_searches
from kho_tin.monitor.mail import Mail
from kho_tin.monitor.webhook import Webhook
from kho_tin.sample import SampleServer, load_news
from tests.archive.making import Shelf, at
from tests.conftest import FEW, Scrapy, copied
from tests.monitor.listening import Hook, Mailbox
from tests.waiting import STUCK

QUERY = '"Vũng Sương" -bóng'


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """An archive with one article that the search finds, and one that it does not."""
    shelf = Shelf(tmp_path / "shelf.db")
    read(shelf, 1, "Cảng Vũng Sương")
    read(shelf, 2, "Bóng đá ở Vũng Sương")
    yield shelf
    shelf.db.close()
    (tmp_path / "shelf.db").unlink()  # its rows were made by hand


def read(shelf: Shelf, number: int, title: str, second: int = 0) -> None:
    url = f"https://vungsuong.example/{number}.html"
    shelf.read(
        at(number * 100 + second), identity=str(number), url=url, title=title, body="Tin.",
        body_html="<p>Tin.</p>", summary=None,
    )  # fmt: skip


def latest_matches(hook: Hook) -> list[tuple[str, str]]:
    """What was told since the last look, as pairs of kind and title."""
    articles = [article for each in hook.notices for article in each["articles"]]
    hook.notices.clear()
    return [(article["kind"], article["title"]) for article in articles]


def tell(shelf: Shelf, *channels: Channel, query: str = QUERY) -> None:
    path = Path(shelf.db.execute("PRAGMA database_list").fetchone()[2])
    tell_searches(shelf.db, path, [Followed("vung-suong", query, find)], channels)


def vanish(shelf: Shelf, number: int) -> None:
    shelf.db.execute("UPDATE articles SET state = 'gone' WHERE identity = ?", [str(number)])


def test_each_new_changed_and_vanished_match_is_told_once(shelf: Shelf, hook: Hook) -> None:
    webhook = Webhook(hook.url, 10)
    tell(shelf, webhook)
    assert latest_matches(hook) == []  # it begins with what there is
    read(shelf, 3, "Đất ở Vũng Sương")
    read(shelf, 4, "Đất ở nơi khác")
    tell(shelf, webhook)
    assert latest_matches(hook) == [("new", "Đất ở Vũng Sương")]
    read(shelf, 1, "Cảng mới Vũng Sương", second=50)
    vanish(shelf, 3)
    tell(shelf, webhook)
    assert latest_matches(hook) == [
        ("changed", "Cảng mới Vũng Sương"), ("vanished", "Đất ở Vũng Sương"),
    ]  # fmt: skip
    read(shelf, 1, "Cảng mới", second=60)  # an edit by which it is found no more
    tell(shelf, webhook)
    assert latest_matches(hook) == [("changed", "Cảng mới")]
    tell(shelf, webhook)
    assert hook.notices == []


def test_another_query_begins_anew_and_one_that_is_taken_out_is_forgotten(
    shelf: Shelf, hook: Hook
) -> None:
    webhook = Webhook(hook.url, 10)
    tell(shelf, webhook)
    tell(shelf, webhook, query="Sương")
    assert latest_matches(hook) == []
    tell_searches(shelf.db, Path("x"), [], [webhook])
    for table in ("followed_searches", "followed_matches", "search_notices"):
        assert shelf.rows(f"SELECT count(*) FROM {table}") == [(0,)]


def test_what_could_not_be_sent_is_sent_after_the_next_crawl_and_to_each_channel(
    shelf: Shelf, hook: Hook, mailbox: Mailbox
) -> None:
    webhook = Webhook(hook.url, 10)
    mail = Mail(["an@x.vn"], "kho@x.vn", "127.0.0.1", mailbox.port, False, "", "", 10)
    tell(shelf, webhook, mail)
    read(shelf, 3, "Đất ở Vũng Sương")
    hook.status = 500
    tell(shelf, webhook, mail)
    assert [each["Subject"] for each in mailbox.mails] == ["[Kho Tin] vung-suong: 1 mới / 1 new"]
    text = mailbox.mails[0].get_content()
    assert "Tìm kiếm đang theo dõi: vung-suong" in text
    assert "A search that is followed: vung-suong" in text
    assert text.count("https://vungsuong.example/3.html") == 2
    ((error,),) = shelf.rows("SELECT error FROM search_notices WHERE sent IS NULL")
    assert error == "127.0.0.1: answered 500"
    hook.status = 204
    tell(shelf, webhook, mail)
    (notice,) = hook.notices
    assert notice["id"].endswith(".search.1")
    assert mailbox.mails[0]["Message-ID"].endswith(".search.2@x.vn>")  # each channel has its own
    assert latest_matches(hook) == [("new", "Đất ở Vũng Sương")]
    assert len(mailbox.mails) == 1


def test_a_kill_between_loses_nothing_and_tells_again_with_the_same_id(
    shelf: Shelf, hook: Hook, tmp_path: Path
) -> None:
    """A command that is told, and kills the crawl before it can note that."""
    tell(shelf, Command(["true"], 10))
    read(shelf, 3, "Đất ở Vũng Sương")
    heard = tmp_path / "heard"
    shelf.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    program = (
        "import sys; from pathlib import Path; from kho_tin.archive.database import connect\n"
        "from kho_tin.commands.saved_searches import find\n"
        "from kho_tin.monitor.command import Command\n"
        "from kho_tin.monitor.followed import Followed, tell_searches\n"
        f"search = Followed('vung-suong', {QUERY!r}, find)\n"
        f"words = ['sh', '-c', 'cat >> {heard}; kill -9 $PPID']\n"
        f"path = Path({str(tmp_path / 'shelf.db')!r})\n"
        "tell_searches(connect(path), path, [search], [Command(words, 10)])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], timeout=STUCK, check=False)
    assert done.returncode == -signal.SIGKILL
    (before,) = [json.loads(line) for line in heard.read_text("utf-8").splitlines()]
    tell(shelf, Command(["sh", "-c", f"cat >> {heard}"], 10))
    first, second = _documents(heard.read_text("utf-8"))
    assert first == before
    assert [each["title"] for each in first["articles"]] == ["Đất ở Vũng Sương"]
    assert (second["id"], second["articles"]) == (first["id"], first["articles"])
    tell(shelf, Command(["sh", "-c", f"cat >> {heard}"], 10))
    assert len(_documents(heard.read_text("utf-8"))) == 2


def _documents(text: str) -> list[dict[str, Any]]:
    decoder, documents, start = json.JSONDecoder(), [], 0
    while start < len(text):
        document, start = decoder.raw_decode(text, start)
        documents.append(document)
    return documents


def test_after_a_crawl_it_is_told_and_nothing_of_what_is_withheld(
    few_archive: Path, scrapy: Scrapy, tmp_path: Path, hook: Hook
) -> None:
    archive = copied(few_archive, tmp_path / "copy")
    searches = tmp_path / "searches.txt"
    searches.write_text("# tin\nsong = site:sample\n", "utf-8")
    another = next(each for each in load_news() if each not in FEW)
    settings = {"SEARCHES": str(searches), "NOTIFY_WEBHOOK": hook.url, "ARCHIVE": str(archive)}
    with closing(connect(archive)) as db:
        every = [key for (key,) in db.execute("SELECT id FROM articles")]
        followed.advance(db, "song", "site:sample", every, ["webhook"])
        (pid,) = db.execute(
            "SELECT pid FROM articles WHERE identity = ?", [str(FEW[2].id)]
        ).fetchone()
    assert scrapy("withhold", pid, "--why", "luật", ARCHIVE=str(archive)).returncode == 0
    with SampleServer(news=[another, *FEW]) as site:
        site.site.edit(FEW[0].id)
        site.site.edit(FEW[2].id)
        site.site.remove(FEW[1].id, "410")
        done = scrapy("crawl", "sample", "-a", f"start={site.url}", "-a", "full=1", **settings)
    assert done.returncode == 0, done.stdout + done.stderr
    (notice,) = hook.notices
    assert notice["subject"].startswith("[Kho Tin] song: 1 mới, 1 đã sửa, 1 không còn trên trang")
    assert {(each["kind"], each["title"]) for each in notice["articles"]} == {
        ("new", another.title), ("changed", FEW[0].title), ("vanished", FEW[1].title),
    }  # fmt: skip


def test_a_rebuild_takes_over_what_is_followed(
    few_archive: Path, scrapy: Scrapy, tmp_path: Path
) -> None:
    archive = copied(few_archive, tmp_path / "copy")
    sql = [f"SELECT * FROM {name}" for name in ("followed_searches", "followed_matches")]
    sql.append("SELECT id, search, channel, at, items, sent FROM search_notices")

    def rows() -> list[list[Any]]:
        with closing(connect(archive, readonly=True)) as db:
            return [db.execute(each).fetchall() for each in sql]

    with closing(connect(archive)) as db:
        every = [key for (key,) in db.execute("SELECT id FROM articles")]
        followed.advance(db, "song", "site:sample", every[1:], ["webhook"])
        followed.advance(db, "song", "site:sample", every, ["webhook"])
    before = rows()
    assert all(before)
    done = scrapy("rebuild", "--jobs", "1", ARCHIVE=str(archive))
    assert done.returncode == 0, done.stdout + done.stderr
    assert rows() == before


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("đất đai", "line 2: write NAME = QUERY."),
        ("a b = đất", "line 2: write NAME = QUERY."),
        ("first = đất", "line 2: first is there already: choose another name."),
        ('dat = "đất', "line 2: a quote is not closed: close it, or take it out."),
        ("dat = (đất OR biển", "line 2: a bracket is not closed, or never opened."),
        ("dat = autor:An", "line 2: autor: is no operator; the nearest is author."),
        ("dat = year:abc", "line 2: year: cannot be abc."),
        ('dat = place:"Hòa Tamm"', 'line 2: place: cannot be "Hòa Tamm".'),
        ('dat = year:"soon"', 'line 2: year: cannot be "soon".'),
        ("dat = (cảng from:“2021-13”)", 'line 2: from: cannot be "2021-13".'),
        ('dat = -doc:"abc xyz" cảng', 'line 2: doc: cannot be "abc xyz".'),
        ('dat = in:"titel" cảng', 'line 2: in: cannot be "titel".'),
        ('dat = site:"" cảng', 'line 2: site: cannot be "".'),
        ('dat = year:2021"cảng"', 'line 2: year: cannot be 2021"cảng".'),
        ("dat = cảng abbr:of", "line 2: abbr: cannot be of."),
        (f"dat = cảng {'-year:2021 ' * 17}", "line 2: the query has more than 16 operators."),
        (f"dat = {'year:2021 ' * 16} year:x", "line 2: year: cannot be x."),
        ("dat = -đất", "line 2: the query finds nothing, or everything"),
        ("dat = ?!", "line 2: the query finds nothing, or everything"),
        (f"dat = {'đất ' * 2000}", "line 2: the query has more than 4000 characters."),
    ],
)
def test_what_is_no_search_is_refused_in_one_line(tmp_path: Path, line: str, says: str) -> None:
    file = tmp_path / "searches.txt"
    file.write_text(f"first = cảng\n{line}\n", "utf-8")
    with pytest.raises(UsageError) as refused:
        searches_of(Settings({"SEARCHES": str(file)}))
    assert str(refused.value).startswith(f"SEARCHES: {file}: {says}")


@pytest.mark.parametrize(
    "query",
    [
        "đất", '"đầu tư" OR cang*', "-bão đầu tư", 'author:"Nguyễn Văn An"', "year:2019..2021",
        '(đất OR biển) category:"Tin tức"', "site:sample", "https://vungsuong.example/1.html",
        "(year:2019 OR year:2020)", "10:30 họp", 'place:"Hòa Tâm"', '-(year:"2019..2021") cảng',
        'in:"title" cảng', 'from:"2/6/2021" (to:"2021-06")', 'doc:"35/2022/nd-cp"',
        '"in: đất autor:An" cảng', "abbr:off cảng", "m(year:2019) cảng",
        " ".join(["đất", *(f"-year:{year}" for year in range(2001, 2017))]),
    ],
)  # fmt: skip
def test_what_the_reading_room_understands_can_be_followed(query: str) -> None:
    assert why_invalid(query) is None
