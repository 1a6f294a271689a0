"""What is printed on a terminal is as wide as it is; into a file or a pipe it is as it is."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import sqlite3
import struct
import termios
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kho_tin.base.terminal import width
from kho_tin.commands.crawl_progress import CrawlProgress
from kho_tin.commands.progress import Progress
from kho_tin.sample import SampleServer, load_news
from tests.conftest import ROOT, Scrapy
from tests.starting import starter
from tests.waiting import STUCK

WIDTHS = [40, 80, 200]
# By the commands, the narrow one, which has to be wrapped, and the wide one, which has not.
OF_COMMANDS = [40, pytest.param(80, marks=pytest.mark.long), 200]
REASON = "12 pages whose layout has changed; the first pages name 3 articles, 60 are usual"


@pytest.fixture
def troubled(sample_archive: Path, tmp_path: Path) -> Path:
    """A site with a long name and a long reason."""
    folder = tmp_path / "troubled"
    leave = shutil.ignore_patterns("*-wal", "*-shm")
    shutil.copytree(sample_archive.parent, folder, ignore=leave)
    archive = folder / "archive.db"
    with closing(sqlite3.connect(archive)) as db, db:
        db.execute("UPDATE runs SET verdict = 'red', exit_code = 3, reason = ?", [REASON])
    return archive


def lines(text: str) -> list[str]:
    return [line for line in re.split(r"[\r\n]+", re.sub(r"\x1b\[K", "", text)) if line]


@pytest.mark.parametrize("wide", OF_COMMANDS)
def test_status(troubled: Path, scrapy: Scrapy, wide: int) -> None:
    done = scrapy("status", ARCHIVE=str(troubled), COLUMNS=str(wide))
    assert done.returncode == 3
    assert max(map(width, lines(done.stdout))) <= wide
    for fact in ("sample", "red", "2026-09-24", "120", *REASON.split()):
        assert fact in done.stdout
    plain = scrapy("status", ARCHIVE=str(troubled)).stdout
    assert f"\n  {REASON}\n" in plain
    assert (done.stdout == plain) is (wide == 200)


@pytest.mark.parametrize("wide", OF_COMMANDS)
@pytest.mark.parametrize("is_blocked", [False, True])
def test_summary_of_a_crawl(scrapy: Scrapy, wide: int, is_blocked: bool) -> None:
    with SampleServer(news=load_news()[:3], forbid=is_blocked) as site:
        done = scrapy("crawl", "sample", "-a", f"start={site.url}", COLUMNS=str(wide))
    assert done.returncode == (4 if is_blocked else 0)
    assert max(map(width, lines(done.stdout))) <= wide
    assert "articles" in done.stdout


@pytest.mark.parametrize("wide", OF_COMMANDS)
def test_verbs_and_decisions(scrapy: Scrapy, troubled: Path, wide: int) -> None:
    with closing(sqlite3.connect(troubled)) as db:
        ((pid,),) = db.execute("SELECT pid FROM articles LIMIT 1").fetchall()
    why = "Theo đề nghị của Ban Quản lý Khu kinh tế, vì thông tin cá nhân của người dân"
    done = scrapy("withhold", pid, "--why", why, ARCHIVE=str(troubled))
    assert done.returncode == 0, done.stderr
    printed = scrapy("undo", ARCHIVE=str(troubled), COLUMNS=str(wide)).stdout
    assert max(map(width, lines(printed))) <= wide
    assert " ".join(printed.split()).endswith(why)
    environment = {**os.environ, "COLUMNS": str(wide)}
    overview = starter(ROOT).run(("--help",), environment, STUCK, "kho-tin").stdout
    assert overview
    assert max(map(width, lines(overview))) <= wide


def on_terminal(arguments: list[str], wide: int, archive: Path) -> str:
    """What a program writes on a terminal of so many columns, and nothing says how wide it is."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, wide, 0, 0))
    environment = {**os.environ, "ARCHIVE": str(archive)}
    environment.pop("COLUMNS", None)
    process = starter(ROOT).start(arguments, environment, theirs, theirs)
    os.close(theirs)
    written = b""
    while True:
        try:
            part = os.read(ours, 1 << 16)
        except OSError:  # how Linux says that nobody has the terminal open any more
            break
        if not part:
            break
        written += part
    os.close(ours)
    process.wait()
    return written.decode()


@pytest.mark.parametrize("wide", OF_COMMANDS[:2])
def test_on_a_terminal(troubled: Path, tmp_path: Path, wide: int) -> None:
    assert max(map(width, lines(on_terminal(["status"], wide, troubled)))) <= wide
    with SampleServer(news=load_news()[:8], slow=0.05) as site:
        crawl = ["crawl", "sample", "-a", f"start={site.url}"]
        screen = on_terminal(crawl, wide, tmp_path / "archive.db")
    assert "at least" in screen  # the line that moves
    assert max(map(width, lines(screen))) <= wide
    out = str(tmp_path / "out.csv")
    screen = on_terminal(["export", "csv", out], wide, troubled)
    assert "120 of 120 articles" in screen
    assert max(map(width, lines(screen)[:-1])) <= wide


@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize("kind", [Progress, lambda: CrawlProgress(quiet=False)])
def test_a_line_that_moves_is_never_broken(
    kind: Callable[[], Progress], wide: int, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """One that is longer than the terminal could not be drawn over."""
    monkeypatch.setenv("COLUMNS", str(wide))
    line = kind()
    line.shown = True
    line.draw("ban_quan_ly_khu_kinh_te_phú_yên: 経済区 " + "đã xem một trăm hai mươi bài " * 9, 1.0)
    (drawn,) = lines(capsys.readouterr().err)
    assert width(drawn) <= wide - 1
    assert drawn.endswith("…")
