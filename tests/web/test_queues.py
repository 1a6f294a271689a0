"""The worst queries of strangers, against a real server: they cost themselves and nothing else."""

from __future__ import annotations

import asyncio
import json
import os
import re
import select
import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPResponse
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import pytest

from bench.hostile_visitors import attacked, memory, searched
from kho_tin.web.bounds import LONGEST_FREE_VALUE, LONGEST_TEXT, MOST_CELLS
from kho_tin.web.pages import routes
from kho_tin.web.queues.admission import Admission, Left, QueueFull
from kho_tin.web.queues.choose import SQL, TABLES, paged_csv, queue_of
from kho_tin.web.queues.worker import MEMORY
from kho_tin.web.serving import SETTINGS
from tests.conftest import ROOT
from tests.crawler.project import Project
from tests.waiting import STUCK, until
from tests.web.conftest import datasette_on
from tests.web.server import serving

ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) "
MB = 1 << 20
MEMORY_OF_ALL = 400 * MB
PATTERNS = [re.compile(pattern) for pattern, _ in routes(["archive"])]


@pytest.fixture(scope="module")
def server(sample_archive: Path) -> Iterator[tuple[str, int]]:
    """Its address and its process's number."""
    with serving(sample_archive) as (address, _, process):
        yield address, process.pid


@pytest.fixture(scope="module")
def limited(sample_archive: Path) -> Iterator[tuple[str, int]]:
    """The same of one whose answers have a megabyte at most, and whose queries run for long."""
    bounds = ("--setting", "max_csv_mb", "1", "--setting", "sql_time_limit_ms", "10000")
    with serving(sample_archive, *bounds) as (address, _, process):
        yield address, process.pid


def ask(address: str) -> tuple[int, bytes, dict[str, str]]:
    try:
        answer: HTTPResponse | HTTPError = urlopen(address, timeout=STUCK)
    except HTTPError as error:
        answer = error
    with answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return answer.status or 0, answer.read(), headers


def sql(server: tuple[str, int], query: str, form: str = ".json") -> tuple[int, bytes]:
    status, body, _ = ask(f"{server[0]}archive{form}?sql={quote(query)}&lang=en")
    return status, body


@pytest.mark.parametrize(
    ("path", "query", "queue"),
    [
        ("/", b"", None),
        ("/search", b"q=x&sql=select", None),
        ("/search.json", b"q=x", None),
        ("/search.csv", b"q=x", None),
        ("/a/abcdefghijkl", b"", None),
        ("/archive/captures/1/raw", b"", None),
        ("/-/health", b"", None),
        ("/archive", b"sql=select+1", SQL),
        ("/archive.json", b"x=1&sql=select+1", SQL),
        ("/archive.csv", b"%73ql=select+1", SQL),
        ("/%61rchive", b"sql=select+1", SQL),
        ("/_memory", b"sql=select+1", SQL),
        ("/archive/articles", b"_where=1", SQL),
        ("/archive/articles", b"%5Fwhere=1", SQL),
        ("/archive/articles.json", b"_size=max", TABLES),
        ("/archive/search", b"q=x", TABLES),
        ("/archive/articles/1", b"", TABLES),
        ("/.json", b"", TABLES),
        ("//archive", b"", TABLES),
    ],
)
def test_which_queue(path: str, query: bytes, queue: object) -> None:
    assert queue_of(path, query, PATTERNS) is queue


def test_a_table_as_csv_is_read_in_pages() -> None:
    assert paged_csv("/archive/articles.csv", b"_size=max&x=1") == b"x=1&_stream=1&_size=100"
    assert paged_csv("/archive/articles.csv", b"_stream=on&_size=max") == b"_stream=1&_size=100"
    assert paged_csv("/archive/articles.csv", b"_size=7") == b"_size=7"
    assert paged_csv("/archive/articles.json", b"_size=max") == b"_size=max"


async def test_one_passes_four_wait_the_sixth_is_sent_away() -> None:
    gate = Admission(SQL.waiting)
    assert SQL.waiting == 4
    inside: list[int] = []
    go = asyncio.Event()

    leaving = [asyncio.Event() for _ in range(8)]

    async def passing(number: int) -> None:
        async with gate.passed(leaving[number].wait):
            inside.append(number)
            await go.wait()

    tasks = [asyncio.create_task(passing(number)) for number in range(5)]
    while not inside:
        await asyncio.sleep(0)
    assert inside == [0]
    with pytest.raises(QueueFull):
        await passing(5)
    tasks[2].cancel()  # who goes away while he waits leaves his place
    await asyncio.wait([tasks[2]])
    tasks.append(asyncio.create_task(passing(6)))
    leaving[3].set()  # who only closes the connection does, too
    await asyncio.wait([tasks[3]])
    assert isinstance(tasks[3].exception(), Left)
    tasks.append(asyncio.create_task(passing(7)))
    go.set()
    await asyncio.wait(tasks)
    assert inside == [0, 1, 4, 6, 7]


@pytest.mark.more
@pytest.mark.parametrize(
    "query",
    [
        "select search_snippet(replace(hex(zeroblob(5000000)), '00', 'a '), 'a')",
        "select randomblob(900000000)",
        f"select length(zeroblob({LONGEST_FREE_VALUE + 1}))",
        "select 'a' like '" + "%a" * 300 + "'",
        "select " + ", ".join(f"{number} as c{number}" for number in range(101)),
    ],
)
def test_too_long_beforehand(server: tuple[str, int], query: str) -> None:
    status, body = sql(server, query)
    assert status == 400
    error = json.loads(body)["error"]
    assert any(word in error for word in ("too big", "too complex", "too many columns")), error


def test_too_many_rows(server: tuple[str, int]) -> None:
    half = MOST_CELLS // 2
    query = f"select hex(zeroblob({half // 8})) from n limit "
    assert sql(server, ENDLESS + query + "3")[0] == 200
    for form in (".json", "", ".csv"):
        status, body = sql(server, ENDLESS + query + "5000", form)
        assert status == 400
        assert b"too large" in body
        assert len(body) < 10_000


@pytest.mark.more
def test_more_bytes_than_an_answer_may_have(limited: tuple[str, int]) -> None:
    """Of HTML, JSON and CSV alike; told in place of the answer, and not behind its beginning."""
    for path in ("archive/articles.csv?_stream=1&_labels=on", "archive/articles.csv?_size=max",
                 "archive/articles.json?_size=max",
                 "archive/observations?_size=max"):  # fmt: skip
        status, body, _ = ask(f"{limited[0]}{path}&lang=en")
        if status == 200:
            assert len(body) <= MB
        else:
            assert status == 400
            assert b"too large" in body
            assert len(body) < 10_000
    # Datasette itself answers an error on the way, in words of its own.
    four_times = "sql=select+body||body||body||body+as+b+from+articles"
    for form in (".json", ".csv"):
        status, body, _ = ask(f"{limited[0]}archive{form}?{four_times}&lang=en")
        assert status == 400
        assert b"too large" in body
    assert int(SETTINGS["max_csv_mb"]) == 64


@pytest.mark.parametrize("seconds", [1, pytest.param(15, marks=pytest.mark.long)])
def test_what_cannot_be_interrupted_is_ended(
    seconds: int, sample_archive: Path, tmp_path: Path
) -> None:
    """Compared for minutes, letter by letter, within one step of SQLite's; the next query is
    answered by a process that begins anew."""
    project = Project.copy(ROOT, tmp_path)
    shutil.copy(ROOT / "datasette-metadata.json", tmp_path)
    queues = project.root / "kho_tin" / "web" / "queues" / "choose.py"
    text = queues.read_text("utf-8")
    assert text.count(", seconds=15, ") == 1
    queues.write_text(text.replace(", seconds=15, ", f", seconds={seconds}, "), "utf-8")
    with serving(sample_archive, root=project.root) as (address, _, process):
        server = address, process.pid
        long = "replace(hex(zeroblob(2000000)), '0', 'a')"
        status, body = sql(server, f"select instr({long}, substr({long}, 1, 2000000) || 'b')")
        assert status == 400
        assert b"took too long" in body
        assert sql(server, "select 1")[0] == 200


def test_a_process_without_memory_is_begun_anew(server: tuple[str, int]) -> None:
    longest = f"hex(zeroblob({LONGEST_FREE_VALUE // 2 - 100}))"
    wide = ", ".join(f"{longest} || {number} as c{number}" for number in range(60))
    status, body = sql(server, f"select {wide}")
    assert status == 400
    assert b"too large" in body
    assert MEMORY < MEMORY_OF_ALL / 4
    assert sql(server, "select 1")[0] == 200


@pytest.mark.more
def test_twenty_clients_and_one_reader(server: tuple[str, int]) -> None:
    """Every search is answered while twenty others send the worst that can be derived. How long it
    takes then, `make bench` measures."""
    address, process = server
    peak = 0
    with attacked(address, seed=20) as counts:
        for _ in range(2):
            searched(address, 6)  # raises for what is no answer
            peak = max(peak, memory(process))
    assert peak < MEMORY_OF_ALL
    assert counts["500"] == counts["none"] == 0, counts
    assert ask(f"{address}archive.json?sql=select+1")[0] == 200


def test_a_process_that_somebody_ended_is_begun_anew(server: tuple[str, int]) -> None:
    assert sql(server, "select 1")[0] == 200
    end_workers(server[1])
    # The server may be asked before it knows; what was ended under way is told as a fault.
    assert [sql(server, "select 1")[0] for _ in range(2)][1] == 200


def end_workers(server: int) -> None:
    """Kill the processes that answer for it."""
    signal_workers(server, signal.SIGKILL)


def signal_workers(server: int, number: signal.Signals) -> None:
    for child in Path(f"/proc/{server}/task/{server}/children").read_text().split():
        with suppress(ProcessLookupError):  # it has ended since
            os.kill(int(child), number)


@contextmanager
def paused(server: tuple[str, int]) -> Iterator[None]:
    """What is asked by SQL meanwhile is taken, and not answered."""
    # The process is there, once those who waited before have left.
    until(lambda: sql(server, "select 1")[0] == 200, "an answer")
    signal_workers(server[1], signal.SIGSTOP)
    try:
        yield
    finally:
        end_workers(server[1])


def send(stack: ExitStack, address: str) -> socket.socket:
    """A request whose answer has not been waited for; the connection is closed with the stack."""
    host = urlsplit(address)
    connection = socket.create_connection((host.hostname, host.port), timeout=STUCK)
    stack.callback(connection.close)
    path = "/archive.json?sql=select+1"
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host.netloc}\r\n\r\n".encode())
    return connection


def sent_away(connections: list[socket.socket]) -> list[socket.socket]:
    """Those that have an answer, once there is one."""
    over = select.select(connections, [], [], STUCK)[0]
    assert over
    for connection in over:
        answer = HTTPResponse(connection)
        answer.begin()
        assert answer.status == 503
        assert answer.headers["retry-after"] == "5"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert json.loads(answer.read())["status"] == 503
    return over


def test_who_is_sent_away_is_told_when_to_come_again(limited: tuple[str, int]) -> None:
    with paused(limited), ExitStack() as stack:
        waiting = [send(stack, limited[0]) for _ in range(7)]
        while len(waiting) > 5:
            over = sent_away(waiting)
            waiting = [connection for connection in waiting if connection not in over]
        assert len(waiting) == 5
        assert select.select(waiting, [], [], 0)[0] == []


def test_who_leaves_keeps_nobody_waiting(limited: tuple[str, int]) -> None:
    """Four that wait behind a query close their connections: four others can wait in their places,
    while it still runs."""
    with paused(limited), ExitStack() as stack:
        running = send(stack, limited[0])
        ask(f"{limited[0]}-/health")  # once that is answered, the one before it has been taken
        left = [send(stack, limited[0]) for _ in range(5)]
        (further,) = sent_away([running, *left])  # as many wait as may
        assert further is not running
        for connection in left:
            connection.close()
        waiting: list[socket.socket] = []
        # The server sees that they have left when its turn comes, which it has with each answer.
        for _ in range(20):
            before = list(waiting)
            waiting += [send(stack, limited[0]) for _ in range(5 - len(waiting))]
            over = sent_away([running, *waiting])
            waiting = [connection for connection in waiting if connection not in over]
            if len(before) == 4 and waiting == before:
                break  # and a fifth is sent away
        assert len(waiting) == 4
        assert select.select([running, *waiting], [], [], 0)[0] == []


OF_SQL = (
    *("archive?sql=select+1", "archive.json?sql=select+1", "archive.csv?sql=select+1"),
    "archive/articles.json?_where=1",
)
SEARCHES = ("archive/search.json?q=cang", "archive/articles.json?_search=cang")


def test_free_sql_can_be_switched_off(sample_archive: Path) -> None:
    with serving(sample_archive, "--no-sql") as (address, _, _):
        assert [ask(address + path)[0] for path in OF_SQL] == [403] * 4
        assert [ask(address + path)[0] for path in SEARCHES] == [200] * 2


async def test_free_sql_can_be_switched_off_in_the_environment(
    sample_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHO_TIN_SQL", "deny")
    client = datasette_on(sample_archive).client
    assert [(await client.get(f"/{path}")).status_code for path in OF_SQL] == [403] * 4
    assert [(await client.get(f"/{path}")).status_code for path in SEARCHES] == [200] * 2


@pytest.mark.more
def test_words_of_a_query_are_on_no_log(sample_archive: Path) -> None:
    """Neither those that are found nor those that fail, cost too much or make no sense."""
    word = "bimatkhongghi"
    with serving(sample_archive, "--setting", "sql_time_limit_ms", "200") as (address, _, process):
        failing = [
            f"search?q={word}", f"search.json?q={word}", f"nosuch?{word}={word}", f"a/x?q={word}",
            f"archive?sql=select+{word}", f"archive.json?sql=select+{word}",
            f"archive.csv?sql=select+{word}&_stream=1", f"archive/articles?_sort={word}",
            f"archive/articles.json?id__gt={'9' * 30}&_search={word}",
            f"archive/articles.csv?_timelimit={word}", f"archive/articles?_through={word}",
            f"archive/articles?_search={word}&_searchmode=raw&_next={word}",
            f"archive/articles.blob?_blob_column={word}", f"archive/search.json?q={word}",
            f"archive.json?sql={quote(ENDLESS + 'select count(*) from n /*' + word + '*/')}",
            f"search.csv?q={word}", f"archive/captures/{'9' * 30}/raw?{word}",
            f"archive/articles.csv?_size={word}", f"-/allow-debug?actor={word}",
        ]  # fmt: skip
        for path in failing:
            ask(address + path)
        process.terminate()
        out, error = process.communicate(timeout=STUCK)
    assert "GET /search HTTP" in out
    assert out.count('"GET ') == len(failing)
    assert word not in out
    assert word not in error
    assert "Traceback" not in error


async def test_without_a_server_there_is_no_other_process(sample_archive: Path) -> None:
    datasette = datasette_on(sample_archive)
    answer = await datasette.client.get(
        f"/archive.json?sql=select+length(fold(hex(zeroblob({LONGEST_TEXT}))))&_shape=arrays"
    )
    assert answer.json()["rows"] == [[LONGEST_TEXT]]
