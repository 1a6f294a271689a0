"""Log lines, the line on a terminal, and what both are set by."""

from __future__ import annotations

import json
import logging
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import environment
from crawling.logs import RunFormatter
from sample import SampleServer, load_news
from tests.conftest import ROOT

NEWS = load_news()[::12]
Scrapy = Callable[..., CompletedProcess[str]]


def record(*, failed: bool = False) -> logging.LogRecord:
    try:
        raise OSError("gãy")
    except OSError:
        return logging.LogRecord(
            "a.b", logging.ERROR, "x.py", 1, "đĩa %s", ("đầy",), sys.exc_info() if failed else None
        )


def test_a_line_of_text() -> None:
    formatter = RunFormatter()
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ERROR run=- site=- a\.b: đĩa đầy",
        formatter.format(record()),
    )
    formatter.run, formatter.site, formatter.before = 7, "sample", "\r\x1b[K"
    text = formatter.format(record(failed=True))
    assert text.startswith("\r\x1b[K")
    assert " ERROR run=7 site=sample a.b: đĩa đầy\nTraceback (most" in text
    assert text.endswith("OSError: gãy")


def test_a_line_of_json() -> None:
    formatter = RunFormatter()
    formatter.form, formatter.run, formatter.site = "json", 7, "sample"
    line = formatter.format(record(failed=True))
    assert "\n" not in line
    told = json.loads(line)
    assert list(told) == ["time", "level", "logger", "run", "site", "message", "exception"]
    assert (told["level"], told["run"], told["message"]) == ("ERROR", 7, "đĩa đầy")
    assert told["exception"].endswith("OSError: gãy")
    assert "exception" not in json.loads(formatter.format(record()))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("LOG_AS", "xml", "LOG_AS=xml: choose text or json."),
        ("SMTP_URL", "smtp://u:s3cret@", "SMTP_URL: not an address"),
        ("ENV_FILE", "/no/such.env", "/no/such.env: settings cannot be read"),
    ],
)
def test_wrong_settings_are_one_line_before_anything_is_crawled(
    scrapy: Scrapy, archive: Path, name: str, value: str, words: str
) -> None:
    mail = {"NOTIFY_MAIL_TO": "an@x.vn", "NOTIFY_MAIL_FROM": "b@x.vn", name: value}
    done = scrapy("crawl", "sample", **mail)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert words in done.stderr
    assert "s3cret" not in done.stderr
    assert not archive.exists()


def test_the_file_of_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment goes before it, even with nothing; `$` is a letter like any other."""
    file = tmp_path / "settings"
    file.write_text(
        '# of the nightly crawl\nARCHIVE=/srv/a.db\nSMTP_URL="smtp://u:a$b${HOME}c@h"\n'
        "export CONTACT=an@x.vn\nNOTIFY_COMMAND=logger -t 'kho tin'\nMETRICS_FILE=/m.prom\n",
        "utf-8",
    )
    monkeypatch.setenv("ENV_FILE", str(file))
    monkeypatch.setenv("METRICS_FILE", "")
    monkeypatch.setenv("ARCHIVE", "/other.db")
    environment._file.cache_clear()
    try:
        assert environment.get("ARCHIVE", "archive.db") == "/other.db"
        assert environment.get("METRICS_FILE") == ""
        assert environment.get("SMTP_URL") == "smtp://u:a$b${HOME}c@h"
        assert environment.get("CONTACT") == "an@x.vn"
        assert environment.get("NOTIFY_COMMAND") == "logger -t 'kho tin'"
        assert environment.get("LOG_AS", "text") == "text"
        with pytest.raises(KeyError):
            environment.get("NOTIFY_MALE_TO")
    finally:
        environment._file.cache_clear()


def test_progress_on_a_terminal(archive: Path) -> None:
    """Drawn over itself, taken away for log lines and at the end."""
    ours, theirs = pty.openpty()
    with SampleServer(news=NEWS, crawl_delay=0.1) as site:
        crawl = subprocess.Popen(
            [str(Path(sys.executable).with_name("scrapy")), "crawl", "sample",
             "-a", f"start={site.url}", "--loglevel", "INFO"],
            cwd=ROOT, env={**os.environ, "ARCHIVE": str(archive), "COLUMNS": "200"},
            stdout=subprocess.PIPE, stderr=theirs,
        )  # fmt: skip
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += os.read(ours, 65536)
            except OSError:  # what Linux says when the last writer has gone
                break
        assert crawl.stdout
        summary = crawl.stdout.read().decode()
        crawl.stdout.close()
        assert crawl.wait() == 0
    os.close(ours)
    text = shown.decode()
    drawn = re.findall(
        r"\rsample: (\d+) listings, (\d+) articles, (\d+) new, 0 changed  \d+/min  "
        r"at least (\d+) left  0:\d\d\x1b\[K",
        text,
    )
    assert len(drawn) >= 5
    assert int(drawn[-1][1]) > len(NEWS) / 2
    assert any(int(left) > 0 for *_, left in drawn)
    # Every log line stands alone, from the left edge, and the last line is taken away.
    for line in text.split("\n"):
        if "site=sample" in line:
            assert re.search(r"\r\x1b\[K\d{4}-[^\r]*run=1 site=sample [^\r]*\r$", line), line
    assert text.count("\r\x1b[K\r\x1b[K") == 1
    assert text.count("crawl ends: ok") == 1
    assert summary.startswith("sample: ok\n")
    assert "\x1b" not in summary
