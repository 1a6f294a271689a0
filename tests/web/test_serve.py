"""`kho-tin serve`, as `make serve` runs it."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from kho_tin.archive import articles, captures, runs
from kho_tin.archive.content import ParsedArticle
from kho_tin.archive.database import connect
from kho_tin.archive.lasting_names import pid_of
from kho_tin.sample import SampleServer
from tests.conftest import copied, run_scrapy
from tests.waiting import STUCK, listens, until
from tests.web.conftest import build
from tests.web.server import ROOT, serving, start


def get(address: str) -> Any:
    with urlopen(address) as answer:
        assert answer.status == 200
        return json.load(answer)


def refusal(archive: Path, *arguments: str) -> tuple[int, str]:
    process = start(archive, *arguments)
    out, error = process.communicate(timeout=STUCK)
    assert out == ""
    return process.returncode, error


def test_no_archive_is_told_in_one_line(tmp_path: Path) -> None:
    code, error = refusal(tmp_path / "none.db")
    assert code == 2
    assert error.count("\n") == 1
    assert str(tmp_path / "none.db") in error
    assert "run a crawl first" in error


def test_a_file_that_is_no_archive(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("these are notes, and no database at all\n" * 20)
    code, error = refusal(path)
    assert code == 2
    assert error.count("\n") == 1
    assert str(path) in error


def test_a_port_in_use(small_archive: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, error = refusal(small_archive, "--port", port)
    assert code == 2
    assert error.count("\n") == 1
    assert f"127.0.0.1:{port}" in error
    assert refusal(small_archive, "--port", "99999")[0] == 2


def test_serves_while_a_crawl_writes(tmp_path: Path) -> None:
    """What is stored is found at once, and no reader is ever refused."""
    path = tmp_path / "archive.db"
    build(path)
    sevens = ("--setting", "default_page_size", "7")
    with serving(path, *sevens, forked=False) as (address, line, _):
        with serving(path, *sevens) as (fork, its_line, _):  # that other tests ask
            assert its_line.partition(" on ")[0] == line.partition(" on ")[0]
            for page in ("settings", "plugins", "versions", "metadata"):
                assert get(f"{fork}-/{page}.json") == get(f"{address}-/{page}.json"), page
        assert str(path) in line
        assert "Ctrl-C" in line
        assert get(f"{address}-/settings.json")["default_page_size"] == 7
        assert get(f"{address}-/settings.json")["suggest_facets"] is False
        assert get(f"{address}-/databases.json")[0]["is_mutable"] is True
        counts = []
        db = connect(path)
        run = runs.start(db, runs.Started("sample", version="1.0.0"))
        for number in range(20, 32):
            url = f"https://vungsuong.example/bai-{number}.html"
            capture = captures.add(
                db,
                captures.Capture(
                    run=run,
                    url=url,
                    fetched_at="2026-03-03T02:00:00Z",
                    status=200,
                    warc="more.warc.gz",
                    offset=number,
                    length=1,
                    record_id=f"<urn:uuid:{number}>",
                    page_url=url,
                ),
            )
            articles.store(
                db,
                "sample",
                ParsedArticle(
                    {
                        "identity": str(number),
                        "url": url,
                        "title": "Bến cảng Mũi Én",
                        "body": "Tàu vào cảng.",
                        "parser": "vnpt_portal@1",
                    }
                ),
                articles.Observation(run, "2026-03-03T02:00:00Z", capture),
            )
            table = get(f"{address}archive/articles.json?_search=cang+mui+en&_size=0")
            counts.append(table["filtered_table_rows_count"])
        db.close()
        assert counts == list(range(1, 13))
        # The last writer has gone: its leaving must not lock readers out either.
        assert get(f"{address}archive/articles.json?_size=0")["filtered_table_rows_count"] == 21


@pytest.mark.long
def test_eight_readers_while_a_crawl_writes(sample_archive: Path, tmp_path: Path) -> None:
    """None of them gets an error."""
    path = copied(sample_archive, tmp_path)
    answers: list[tuple[int, str]] = []
    over = threading.Event()
    pid = pid_of("sample", "1101")
    pages = ["", "search?q=dau+tu", "search.json?q=cang&year=2021", f"a/{pid}",
             f"a/{pid}/history", "archive/articles?_search=dat", "search.atom?q=cang",
             "archive/runs.json"]  # fmt: skip

    def read(address: str, number: int) -> None:
        while not over.is_set():
            page = pages[number % len(pages)]
            number += 1
            try:
                with urlopen(address + page, timeout=STUCK) as answer:
                    answer.read()
                    status = answer.status
            except OSError as error:
                status = getattr(error, "code", 0)
            answers.append((status, page))
            over.wait(0.15)  # people read what they get

    with SampleServer() as site, serving(path) as (address, _, _):
        for page in pages:
            urlopen(address + page).close()  # templates are read once
        for number in (1001, 1101, 1201, 1301):
            site.site.edit(number)
        readers = [threading.Thread(target=read, args=(address, each)) for each in range(8)]
        for each in readers:
            each.start()
        done = run_scrapy(
            "crawl", "sample", "-a", f"start={site.url}", "-a", "full=1", archive=path
        )
        over.set()
        for each in readers:
            each.join()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 changed" in done.stdout
    assert {page for _, page in answers} == set(pages)
    assert [each for each in answers if each[0] != 200] == []


def test_plain_datasette_serves_it_too(sample_archive: Path) -> None:
    """As the README says, without `kho-tin serve`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [
        *("datasette", str(sample_archive), "-m", "datasette-metadata.json"),
        *(
            "--plugins-dir",
            "kho_tin/web/plugins",
            "--template-dir",
            "kho_tin/web/templates",
            "--port",
            port,
        ),
    ]
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name(command[0])), *command[1:]],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: process.poll() is not None or listens("127.0.0.1", int(port)), "a listener")
        assert get(f"http://127.0.0.1:{port}/search.json?q=cang")["total"] > 20
        with urlopen(f"http://127.0.0.1:{port}/archive/articles/1?lang=en") as answer:
            assert b"Provenance" in answer.read()
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    finally:
        process.terminate()
        process.wait(timeout=STUCK)


def test_ctrl_c_ends_it_quietly(small_archive: Path) -> None:
    with serving(small_archive, forked=False) as (_, _, process):
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=STUCK)
    assert process.returncode == 0
    assert "Traceback" not in error
