"""`python -m web`, as `make serve` runs it."""

from __future__ import annotations

import json
import signal
import socket
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from archive import articles, captures, runs
from archive.database import connect
from tests.web.conftest import build
from tests.web.server import serving, start


def get(address: str) -> Any:
    for _ in range(50):
        try:
            with urlopen(address) as answer:
                assert answer.status == 200
                return json.load(answer)
        except ConnectionRefusedError:
            time.sleep(0.05)
        except OSError as error:
            if not isinstance(getattr(error, "reason", None), ConnectionRefusedError):
                raise
            time.sleep(0.05)
    raise AssertionError(f"{address} does not answer")


def refusal(archive: Path, *arguments: str) -> tuple[int, str]:
    process = start(archive, *arguments)
    out, error = process.communicate(timeout=30)
    assert out == ""
    return process.returncode, error


def test_no_archive_is_told_in_one_line(tmp_path: Path) -> None:
    code, error = refusal(tmp_path / "none.db")
    assert code == 2
    assert error.count("\n") == 1
    assert str(tmp_path / "none.db") in error
    assert "make crawl" in error


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
    with serving(path, "--setting", "default_page_size", "7") as (address, line, _):
        assert str(path) in line
        assert "Ctrl-C" in line
        assert get(f"{address}-/settings.json")["default_page_size"] == 7
        assert get(f"{address}-/settings.json")["suggest_facets"] is False
        assert get(f"{address}-/databases.json")[0]["is_mutable"] is True
        counts = []
        db = connect(path)
        run = runs.start(db, "sample", version="1.0.0")
        for number in range(20, 32):
            url = f"https://vungsuong.example/bai-{number}.html"
            capture = captures.add(
                db,
                run=run,
                url=url,
                fetched_at="2026-03-03T02:00:00Z",
                status=200,
                warc="more.warc.gz",
                offset=number,
                length=1,
                record_id=f"<urn:uuid:{number}>",
            )
            articles.store(
                db,
                site="sample",
                fields={
                    "identity": str(number),
                    "url": url,
                    "title": "Bến cảng Mũi Én",
                    "body": "Tàu vào cảng.",
                    "parser": "vnpt_portal@1",
                },
                capture=capture,
                run=run,
                seen_at="2026-03-03T02:00:00Z",
            )
            found = get(f"{address}archive/articles.json?_search=cang+mui+en&_size=0")
            counts.append(found["filtered_table_rows_count"])
        db.close()
        assert counts == list(range(1, 13))
        # The last writer has gone: its leaving must not lock readers out either.
        assert get(f"{address}archive/articles.json?_size=0")["filtered_table_rows_count"] == 21


def test_ctrl_c_ends_it_quietly(small_archive: Path) -> None:
    with serving(small_archive) as (_, _, process):
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in error
