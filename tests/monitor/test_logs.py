"""Log lines, the line on a terminal, and what both are set by."""

from __future__ import annotations

import json
import logging
import os
import pty
import re
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.settings import Settings

from kho_tin.base import environment
from kho_tin.commands.crawl_progress import CrawlProgress
from kho_tin.crawler.run import logs
from kho_tin.crawler.run.logs import RunFormatter
from kho_tin.sample import SampleServer, load_news
from tests.conftest import ROOT
from tests.starting import starter

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
    column = logging.LogRecord("a", logging.INFO, "x.py", 1, "stats:\n{'a': 1,\n 'b': 2}", (), None)
    assert formatter.format(column).endswith(" a: stats: {'a': 1, 'b': 2}")
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
    entry = json.loads(line)
    assert list(entry) == ["time", "level", "logger", "run", "site", "message", "exception"]
    assert (entry["level"], entry["run"], entry["message"]) == ("ERROR", 7, "đĩa đầy")
    assert entry["exception"].endswith("OSError: gãy")
    assert "exception" not in json.loads(formatter.format(record()))


@pytest.mark.parametrize("level", ["WARNING", "INFO"])
def test_no_record_is_made_that_no_handler_takes(level: str) -> None:
    """Scrapy gives its logger a level of its own."""
    loggers = (logging.root, logging.getLogger("scrapy"))
    before = [(logger, logger.level, logger.handlers[:]) for logger in loggers]
    loggers[1].setLevel(logging.DEBUG)
    try:
        logs.install(Settings({"LOG_LEVEL": level, "LOG_AS": "text", "LOG_ENABLED": False}), "x")
        for name in ("scrapy.core.engine", "kho_tin.crawler"):
            is_made = logging.getLogger(name).isEnabledFor
            assert is_made(logging.WARNING)
            assert is_made(logging.INFO) == (level == "INFO")
    finally:
        for logger, number, handlers in before:
            logger.setLevel(number)
            logger.handlers[:] = handlers


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("LOG_AS", "xml", "LOG_AS=xml: choose text or json."),
        ("SMTP_URL", "smtp://u:s3cret@", "SMTP_URL: not an address"),
        ("ENV_FILE", "/no/such.env", "/no/such.env: settings cannot be read"),
        ("SMTP_URL", "", "SMTP_URL: not an address"),
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
        monkeypatch.setenv("ARCHIVE", "")
        assert environment.get("ARCHIVE", "archive.db") == "archive.db"
        with pytest.raises(KeyError):
            environment.get("NOTIFY_MALE_TO")
    finally:
        environment._file.cache_clear()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            'CONTACT=an@x.vn\n\n# by hand\n\nNOTIFY_COMMAND="s3cret b\nLOG_AS=json\n',
            "line 6 cannot",
        ),
        (
            "NOTIFY_MALE_TO=an@x.vn",
            "NOTIFY_MALE_TO: no such setting; the nearest is NOTIFY_MAIL_TO",
        ),
        ("LOG_LEVEL=INFO\n", "LOG_LEVEL: no such setting; the nearest is "),
    ],
)
def test_a_file_of_settings_that_says_nothing_sure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    """The line itself is not shown. What is another program's is none of our business."""
    file = tmp_path / "settings"
    file.write_text(f"HOME_OF=another program\n{text}", "utf-8")
    with pytest.raises(SystemExit) as ended, file.open(encoding="utf-8") as opened:
        environment._read(opened, file)
    said = capsys.readouterr().err
    assert (ended.value.code, said.count("\n")) == (2, 1)
    assert said.startswith(f"kho-tin: {file}: {words}")
    assert "s3cret" not in said


def test_progress_fits_a_terminal_of_80_columns() -> None:
    """What is left and how long it has taken stand first: what is cut off matters less."""
    stats = {"scheduler/enqueued": 12345, "scheduler/dequeued": 1, "response_received_count": 900}
    counts = SimpleNamespace(listings=300, pages=4321, new=4321, changed=321)
    run: Any = SimpleNamespace(site="kkt_phuyen_portal", counts=counts)
    crawler: Any = SimpleNamespace(stats=SimpleNamespace(get_stats=lambda: stats))
    line = CrawlProgress(quiet=True).line(crawler, run, 3725.0)
    assert line.startswith("kkt_phuyen_portal: 1:02:05, at least 12344 left; 4321 articles, ")
    assert len(line) < 110


def test_progress_on_a_terminal(archive: Path) -> None:
    """Drawn over itself, taken away for log lines and at the end."""
    ours, theirs = pty.openpty()
    with SampleServer(news=NEWS, crawl_delay=0.1) as site:
        out, summary_of_it = os.pipe()
        crawl = starter(ROOT).start(
            ("crawl", "sample", "-a", f"start={site.url}", "--loglevel", "INFO"),
            {**os.environ, "ARCHIVE": str(archive), "COLUMNS": "200"},
            *(summary_of_it, theirs),
        )
        os.close(summary_of_it)
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += os.read(ours, 65536)
            except OSError:  # what Linux says when the last writer has gone
                break
        with open(out, encoding="utf-8") as read:
            summary = read.read()
        assert crawl.wait() == 0
    os.close(ours)
    text = shown.decode()
    drawn = re.findall(
        r"\rsample: 0:\d\d, at least (\d+) left; (\d+) articles, (\d+) new, 0 changed; "
        r"\d+/min\x1b\[K",
        text,
    )
    assert len(drawn) >= 5
    assert int(drawn[-1][1]) > len(NEWS) / 2
    assert any(int(left) > 0 for left, *_ in drawn)
    # Every log line stands alone, from the left edge, and the last line is taken away.
    for line in text.split("\n"):
        if "site=sample" in line:
            assert re.search(r"\r\x1b\[K\d{4}-[^\r]*run=1 site=sample [^\r]*\r$", line), line
    assert text.count("\r\x1b[K\r\x1b[K") == 1
    assert text.count("crawl ends: ok") == 1
    assert summary.startswith("sample: ok\n")
    assert "\x1b" not in summary
