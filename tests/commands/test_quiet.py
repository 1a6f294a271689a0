"""`--quiet`: nothing of a run that is well, whoever would print it, and all of one that is not."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kho_tin.base import quiet
from kho_tin.sample import SampleServer, load_news
from tests.conftest import Scrapy
from tests.crawler.processes import running
from tests.crawler.project import Project
from tests.monitor.listening import Hook
from tests.waiting import is_at_rest, until

NEWS = load_news()[:8]
# What libraries do: they warn, log, print, and start programs that print. One that is loaded by
# the crawl does all of it here.
NOISE = """
import logging, subprocess, sys, warnings
warnings.warn("noise of warnings", UserWarning)
logging.getLogger("trafilatura.core").warning("noise of a library's log")
logging.getLogger("htmldate.utils").error("noise of a library's error")
logging.getLogger("scrapy.utils").warning("noise of the crawler's log")
print("noise on standard output")
print("noise on standard error", file=sys.stderr)
subprocess.run([sys.executable, "-c", "import os; os.write(2, b'noise of a program\\\\n')"])
"""
NOISES = 8  # Python shows the line that warns, too


@pytest.fixture
def noisy(archive: Path, root: Path, tmp_path: Path) -> Scrapy:
    """A crawl one of whose modules is as noisy as can be when it is loaded."""
    folder = tmp_path / "noisy"
    folder.mkdir()
    project = Project.new(root, folder)
    (folder / "noise.py").write_text(NOISE)
    (folder / "noisy_settings.py").write_text(
        "from kho_tin.settings import *\n"
        "class Noisy:\n"
        "    def __init__(self):\n"
        "        import noise\n"
        "EXTENSIONS = {**EXTENSIONS, 'noisy_settings.Noisy': 5}\n"
    )
    return lambda *arguments: project.run(
        *arguments, ARCHIVE=str(archive), SCRAPY_SETTINGS_MODULE="noisy_settings"
    )


def test_a_run_that_is_well(noisy: Scrapy) -> None:
    with SampleServer(news=NEWS) as site:
        crawl = ("crawl", "sample", "-a", f"start={site.url}")
        loud = noisy(*crawl)
        assert loud.returncode == 0, loud.stderr
        assert (loud.stdout + loud.stderr).count("noise o") == NOISES
        done = noisy(*crawl, "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_run_that_is_not(noisy: Scrapy) -> None:
    """The summary comes last, behind whatever may have to do with it; all on standard error."""
    with SampleServer(news=NEWS, forbid=True) as site:
        done = noisy("crawl", "sample", "-a", f"start={site.url}", "--quiet")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.count("noise o") == NOISES
    assert "sample: blocked - " in done.stderr.rpartition("noise o")[2]
    assert "Exit code 4" in done.stderr


def test_a_refusal_is_read(scrapy: Scrapy) -> None:
    for arguments in (("crawl", "nosuch", "--quiet"), ("backup", "/no/such/folder", "--quiet")):
        done = scrapy(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("kho-tin: ")


@pytest.mark.damaged("left open by a crash")
def test_a_second_signal_has_its_word(archive: Path) -> None:
    with SampleServer(news=NEWS) as site:
        site.site.hang = f"/{NEWS[-1].alias}-{NEWS[-1].id}.html"
        crawl = ("crawl", "sample", "-a", f"start={site.url}", "--quiet")
        with running(*crawl, archive=archive) as started:
            until(lambda: site.site.hang in [path for _, path, _ in site.requests], "the page")
            started.send(signal.SIGINT)
            until(lambda: is_at_rest(started.pid), "the signal is taken")
            started.send(signal.SIGTERM)
            ended = started.wait()
    assert ended.code == 143
    assert ended.stderr == "kho-tin: stopped at once; the next crawl repairs what was left open.\n"


def test_a_notice_that_cannot_be_sent_is_told(scrapy: Scrapy, archive: Path) -> None:
    """Though the run is well: it is nobody's fault but the operator's own."""
    with SampleServer(news=NEWS) as site:
        crawl = ("crawl", "sample", "-a", f"start={site.url}", "--quiet")
        assert scrapy(*crawl).returncode == 0
        site.site.forbid = True
        with Hook() as hook:
            assert scrapy(*crawl, NOTIFY_WEBHOOK=hook.url).returncode == 4
        site.site.forbid = False
        done = scrapy(*crawl, NOTIFY_WEBHOOK=hook.url)
    assert (done.returncode, done.stdout) == (0, "")
    (line,) = done.stderr.splitlines()
    assert "notice of sample by webhook not sent" in line
    with closing(sqlite3.connect(archive)) as db:
        assert db.execute("SELECT count(*) FROM notices").fetchone() == (2,)


PROGRAM = """
import os, sys
from kho_tin.base.quiet import buffered_output
with buffered_output(True, lambda: {well}) as unbuffered:
    print("one")
    os.write(2, b"two\\n")
    os.system("echo three")
    print("four", file=unbuffered)
    {last}
print("five")
"""


@pytest.mark.parametrize(
    ("well", "last", "out", "err", "code"),
    [
        (True, "pass", "", "four\n", 0),
        (False, "pass", "five\n", "four\none\ntwo\nthree\n", 0),
        (True, "sys.exit(3)", "", "four\none\ntwo\nthree\n", 3),
    ],
)
def test_what_is_buffered(well: bool, last: str, out: str, err: str, code: int) -> None:
    program = PROGRAM.format(well=well, last=last)
    done = subprocess.run(
        [sys.executable, "-u", "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.stdout, sorted(done.stderr.split()), done.returncode) == (
        out,
        sorted(err.split()),
        code,
    )


def test_nothing_is_buffered_that_is_not_to_be(capfd: pytest.CaptureFixture[str]) -> None:
    with quiet.buffered_output(False, lambda: True) as unbuffered:
        assert unbuffered is None
        os.write(1, b"read\n")
    assert capfd.readouterr().out == "read\n"


def _pending(pid: int) -> bool:
    """Whether a signal waits to be taken by the process or its main thread."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return any(int(each.split()[1], 16) for each in lines if each.startswith(("SigPnd", "ShdPnd")))
