"""Who is told what, when: real crawls, a real mail server, web server and command."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, TypedDict

import pytest
from prometheus_client.parser import text_string_to_metric_families
from scrapy.settings import Settings

from kho_tin.archive import runs, undelivered
from kho_tin.archive.captures import Via
from kho_tin.archive.database import connect
from kho_tin.base.errors import ArchiveError
from kho_tin.base.reasons.sentence import verbatim
from kho_tin.commands.unrecorded_failure import Unrecorded, recorded
from kho_tin.monitor.command import Command
from kho_tin.monitor.watch import Watch
from kho_tin.sample import SampleServer, load_news
from tests.monitor.listening import Hook, Mailbox
from tests.monitor.making import Diary, at
from tests.waiting import until

NEWS = load_news()[::12]
Scrapy = Callable[..., CompletedProcess[str]]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def rows(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    db = connect(archive, readonly=True)
    records = db.execute(sql).fetchall()
    db.close()
    return records


def figures(path: Path) -> dict[str, float]:
    """Each sample of the metrics file, by its name; of the conditions those that hold."""
    return {
        sample.name + sample.labels.get("condition", ""): sample.value
        for family in text_string_to_metric_families(path.read_text())
        for sample in family.samples
        if "condition" not in sample.labels or sample.value
    }


def test_once_when_in_trouble_and_once_when_well_again(
    scrapy: Scrapy, archive: Path, tmp_path: Path, mailbox: Mailbox, hook: Hook
) -> None:
    notes, metrics = tmp_path / "told", tmp_path / "kho_tin.prom"
    with SampleServer(news=NEWS) as site:

        def crawl(*options: str, **environment: str) -> CompletedProcess[str]:
            done = scrapy(
                *("crawl", "sample", "-a", f"start={site.url}", *options),
                NOTIFY_MAIL_TO="an@example.org, binh@example.org",
                NOTIFY_MAIL_FROM="kho-tin@example.org",
                SMTP_URL=f"smtp://127.0.0.1:{mailbox.port}",
                NOTIFY_WEBHOOK=hook.url,
                NOTIFY_COMMAND=f"sh -c 'cat >> {notes}; echo >> {notes}; echo $KHO_TIN_KIND >&2'",
                METRICS_FILE=str(metrics),
                **environment,
            )
            assert "Traceback" not in done.stdout + done.stderr
            return done

        # All is well: nobody is told, nothing is printed.
        done = crawl("--quiet")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert (mailbox.mails, hook.paths, notes.exists()) == ([], [], False)
        assert stat.S_IMODE(metrics.stat().st_mode) == 0o644
        first = figures(metrics)
        assert first["kho_tin_ok"] == first["kho_tin_conditionok"] == 1
        assert first["kho_tin_articles"] == first["kho_tin_last_crawl_new"] == len(NEWS)

        # In trouble: each channel is told once. One fails, which stops nothing.
        site.site.forbid, hook.status = True, 302
        done = crawl("--quiet")
        assert (done.returncode, done.stdout) == (4, "")
        warning, *summary = done.stderr.splitlines()
        assert (
            "WARNING run=2 site=sample kho_tin.monitor.watch: notice of sample by webhook"
            in warning
        )
        assert warning.endswith("not sent: 127.0.0.1: answered 302")
        assert summary[0] == "sample: blocked - the home page answered 403"
        assert hook.paths == ["/kho-tin?token=secret"]  # and not /elsewhere
        assert "secret" not in done.stderr
        assert mailbox.recipients == ["an@example.org", "binh@example.org"]
        assert [each["kind"] for each in lines(notes)] == ["trouble"]
        red = figures(metrics)
        assert (red["kho_tin_ok"], red["kho_tin_conditionblocked"]) == (0, 1)
        assert red["kho_tin_last_crawl_exit_code"] == 4
        assert red["kho_tin_articles"] == len(NEWS)
        assert (
            red["kho_tin_last_new_article_timestamp_seconds"]
            == (first["kho_tin_last_new_article_timestamp_seconds"])
        )

        # Still in trouble: only the one that failed is tried again. Its log is of JSON.
        hook.status = 204
        done = crawl("--loglevel", "INFO", LOG_AS="json")
        assert done.returncode == 4
        logged = [json.loads(line) for line in done.stderr.splitlines()]
        assert {(each["run"], each["site"]) for each in logged} == {(3, "sample")}
        ours = [each["message"] for each in logged if each["logger"] == "kho_tin.crawler.run.logs"]
        assert [each.split(":")[0] for each in ours] == ["crawl begins at http", "crawl ends"]
        assert ours[1].startswith("crawl ends: blocked (the home page answered 403); 0 pages, ")
        assert (len(mailbox.mails), len(lines(notes))) == (1, 1)
        assert [(each["kind"], each["run"]) for each in hook.notices] == [("trouble", 3)]

        # Well again: each is told once more.
        site.site.forbid = False
        done = crawl("--quiet")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    assert [each["kind"] for each in lines(notes)] == ["trouble", "recovered"]
    assert [each["kind"] for each in hook.notices] == ["trouble", "recovered"]
    blocked = {"condition": "blocked", "reason": "the home page answered 403"}
    assert [each["before"] for each in hook.notices] == [
        None,
        {**blocked, "since": hook.notices[0]["since"]},
    ]
    assert "\nBefore: refused by the site, since " in hook.notices[1]["text"]
    assert "\nTrước đó: bị trang từ chối, từ " in hook.notices[1]["text"]
    assert [mail["Subject"] for mail in mailbox.mails] == [
        "[Kho Tin] sample: có trục trặc / in trouble (blocked)",
        "[Kho Tin] sample: đã ổn trở lại / well again",
    ]
    # On record: run, kind, channel, whether it was sent, and why not. What failed was taken up.
    assert rows(
        archive, "SELECT run, kind, channel, sent IS NOT NULL, error FROM notices ORDER BY id"
    ) == [
        (2, "trouble", "mail", 1, None),
        (2, "trouble", "webhook", 1, None),
        (2, "trouble", "command", 1, None),
        (4, "recovered", "mail", 1, None),
        (4, "recovered", "webhook", 1, None),
        (4, "recovered", "command", 1, None),
    ]


def test_a_killed_crawl_is_told_of_by_the_next(
    scrapy: Scrapy, diary: Diary, archive: Path, tmp_path: Path
) -> None:
    """Of another site too; and of this one, that it is well again."""
    notes = tmp_path / "told"
    diary.add_site("other")
    diary.begin(1, "other")
    diary.begin(2)
    diary.db.close()
    with SampleServer(news=NEWS) as site:
        start = f"start={site.url}"
        command = f"sh -c 'cat >> {notes}; echo >> {notes}'"
        done = scrapy("crawl", "sample", "-a", start, NOTIFY_COMMAND=command)
    assert done.returncode == 0, done.stderr
    assert [
        (each["site"], each["kind"], each["condition"], each["reason"]) for each in lines(notes)
    ] == [
        ("other", "trouble", "crashed", "ended without a word"),
        ("sample", "trouble", "crashed", "ended without a word"),
        ("sample", "recovered", "ok", None),
    ]
    assert lines(notes)[1]["since"] == "2026-03-02T02:00:00Z"


def test_an_archive_that_cannot_be_opened(scrapy: Scrapy, archive: Path, tmp_path: Path) -> None:
    """It speaks all the same, and says that it cannot put that on record."""
    notes = tmp_path / "told"
    archive.write_text("this is no database, but long enough to be taken for one" * 20)
    metrics = tmp_path / "kho_tin.prom"
    command = f"sh -c 'cat > {notes}'"
    done = scrapy("crawl", "sample", NOTIFY_COMMAND=command, METRICS_FILE=str(metrics))
    assert done.returncode == 2
    assert figures(metrics)["kho_tin_conditioncrashed"] == 1
    assert figures(metrics)["kho_tin_last_crawl_exit_code"] == 1
    warning, refusal = done.stderr.splitlines()
    assert warning.endswith("notice of sample by command sent, and not on record")
    (line,) = lines(notes)
    assert (line["kind"], line["condition"], line["recorded"]) == ("trouble", "crashed", False)
    assert refusal == f"kho-tin: {line['reason']}"
    assert "may come again" in line["text"]


class Notices:
    """A watch whose one channel is a command that writes down what it is told."""

    def __init__(self, archive: Path) -> None:
        self.file = archive.with_name("told")
        command = Command(["sh", "-c", f"cat >> {self.file}; echo >> {self.file}"], 10)
        self.watch = Watch(archive, [command], None)

    def kinds(self) -> list[str]:
        return [each["kind"] for each in lines(self.file)] if self.file.exists() else []


class Night(TypedDict, total=False):
    """What is unusual about a crawl, as `Diary.crawl` takes it."""

    ended: runs.Ended
    via: Via
    since: str


def test_every_spell_once(diary: Diary, archive: Path) -> None:
    notices = Notices(archive)
    expected: list[str] = []
    # A crawl that somebody stopped, a web archive's, and a new reason within a spell: not a word.
    nights: list[tuple[runs.Verdict, Night, str | None]] = [
        ("ok", {}, None),
        ("red", {}, "trouble"),
        ("blocked", {}, None),
        ("red", {"ended": "stopped"}, None),
        ("ok", {"via": "wayback"}, None),
        ("crashed", {}, None),
        ("ok", {}, "recovered"),
        ("red", {"ended": "stopped"}, None),
        ("ok", {}, None),
        ("crashed", {}, "trouble"),
        ("ok", {"ended": "budget"}, None),
        ("ok", {"ended": "hours"}, None),
        ("ok", {"since": "2026-01-01"}, None),
        ("ok", {}, "recovered"),
        ("red", {"since": "2026-01-01"}, None),
        ("red", {"ended": "budget"}, "trouble"),
    ]
    for day, (verdict, night, kind) in enumerate(nights, start=1):
        notices.watch.ended(diary.db, diary.crawl(day, verdict, **night))
        expected += [kind] if kind else []
        assert notices.kinds() == expected, f"day {day}"


def test_what_could_not_be_sent_and_is_no_longer_true_is_not_sent(
    diary: Diary, archive: Path
) -> None:
    failing = Watch(archive, [Command(["sh", "-c", "echo no way >&2; exit 3"], 10)], None)
    failing.ended(diary.db, diary.crawl(1, "red", "few"))
    assert rows(archive, "SELECT sent, error FROM notices") == [(None, "sh: ended with 3 no way")]
    # Nor by a crawl that somebody stopped, of a part of the days, or not of the site itself.
    notices = Notices(archive)
    notices.watch.ended(diary.db, diary.crawl(1, "red", ended="stopped"))
    notices.watch.ended(diary.db, diary.crawl(1, since="2026-01-01"))
    notices.watch.ended(diary.db, diary.crawl(1, via="wayback"))
    assert notices.kinds() == []
    notices.watch.ended(diary.db, diary.crawl(2))
    assert notices.kinds() == []
    # The next spell has a notice of its own.
    notices.watch.ended(diary.db, diary.crawl(3, "red"))
    assert rows(archive, "SELECT run, sent IS NULL FROM notices ORDER BY id") == [(1, 1), (6, 0)]


def test_a_database_that_cannot_be_written(
    diary: Diary, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is due is sent all the same, and says so; what is on record is not told again."""
    monkeypatch.setattr("kho_tin.archive.database.BUSY_SECONDS", 0.1)
    notices = Notices(archive)
    diary.crawl(1)
    other = connect(archive)
    other.execute("BEGIN IMMEDIATE")
    try:
        notices.watch.not_on_record("sample", "Ban Quản lý", "the disk is full")
        # What is noted beside the archive is not told again, and goes on record when it can.
        undelivered.prepare(archive)
        notices.watch.not_on_record("sample", "Ban Quản lý", "the disk is still full")
        notices.watch.not_on_record("sample", "Ban Quản lý", "the disk is still full")
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert [(each["reason"], each["recorded"]) for each in lines(notices.file)] == [
        ("the disk is full", False),
        ("the disk is still full", True),
    ]
    with notices.watch.for_killed(diary.db):
        pass
    assert rows(archive, "SELECT run, kind, channel, sent = at FROM notices") == [
        (1, "trouble", "command", 1)
    ]
    assert undelivered.read(archive) == []
    notices.watch.ended(diary.db, diary.crawl(2))
    assert notices.kinds() == ["trouble", "trouble", "recovered"]


def test_a_site_without_any_run(diary: Diary, archive: Path) -> None:
    """What was told when its first crawl could not be put on record waits for the run that can."""
    notices = Notices(archive)
    undelivered.prepare(archive)
    archive.rename(archive.with_name("away"))
    notices.watch.not_on_record("sample", "Ban Quản lý", "the disk is full")
    archive.with_name("away").rename(archive)
    diary.add_site("other")
    diary.crawl(1, site="other")
    assert undelivered.note(archive, "other", "command", "trouble")
    with notices.watch.for_killed(diary.db):
        pass
    assert [each[0] for each in undelivered.read(archive)] == ["sample"]
    notices.watch.ended(diary.db, diary.crawl(2))
    assert notices.kinds() == ["trouble", "recovered"]
    assert lines(notices.file)[1]["before"] is None  # and not this run, which was ok
    assert undelivered.read(archive) == []
    assert rows(archive, "SELECT site, run, kind FROM notices ORDER BY id") == [
        ("other", 1, "trouble"),
        ("sample", 2, "trouble"),
        ("sample", 2, "recovered"),
    ]


def test_what_cannot_be_read_is_one_warning(
    diary: Diary, archive: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A crawl that is on record as it ended goes on to end so."""
    notices = Notices(archive)
    run = diary.crawl(1, "red")
    diary.begin(2, "sample")
    diary.db.execute("ALTER TABLE sites RENAME TO hidden")
    notices.watch.ended(diary.db, run)
    assert [each.getMessage() for each in caplog.records] == [
        f"notices may have to wait for the next crawl: {archive}: no such table: sites"
    ]
    with notices.watch.for_killed(diary.db):
        diary.db.execute("ALTER TABLE runs RENAME TO hidden_runs")
    assert len(caplog.records) == 2
    with notices.watch.for_killed(diary.db):
        pass
    assert len(caplog.records) == 3
    assert notices.kinds() == []


def test_an_archive_that_is_busy_when_a_crawl_has_ended(
    diary: Diary, archive: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody is told twice of what stands aside."""
    monkeypatch.setattr("kho_tin.archive.database.BUSY_SECONDS", 0.1)
    notices = Notices(archive)
    undelivered.prepare(archive)
    assert undelivered.note(archive, "sample", "command", "trouble")
    crawler = connect(archive)
    run = diary.crawl(1, "red")
    diary.db.execute("BEGIN IMMEDIATE")
    notices.watch.ended(crawler, run)
    diary.db.execute("ROLLBACK")
    crawler.close()
    (warning,) = [each.getMessage() for each in caplog.records]
    assert "another program has been writing to it" in warning
    assert notices.kinds() == []


def test_nobody_is_told_of_a_site_that_is_given_up(diary: Diary, archive: Path) -> None:
    notices = Notices(archive)
    metrics = archive.with_name("kho_tin.prom")
    watch = Watch(archive, notices.watch.channels, metrics, {"sample"})
    diary.add_site("other")
    diary.crawl(1, site="other")
    diary.begin(2)
    with watch.for_killed(diary.db):
        runs.finish(diary.db, 2, runs.Finished(verdict="crashed", exit_code=1, ended="failed"))
    watch.ended(diary.db, diary.crawl(3, "red"))
    watch.not_on_record("sample", "Ban Quản lý", "the disk is full")
    assert notices.kinds() == []
    assert 'site="other"' in metrics.read_text()
    assert 'site="sample"' not in metrics.read_text()
    settings = Settings({"ARCHIVE": str(archive), "NOTIFY_TIMEOUT": 5, "RETIRED": "a, b"})
    assert Watch.of(settings).retired == {"a", "b"}


def test_a_crawl_that_tells_nothing_shows_that_cron_is_alive(diary: Diary, archive: Path) -> None:
    metrics = archive.with_name("kho_tin.prom")
    diary.crawl(1)
    Watch(archive, [], metrics).ended(diary.db, diary.crawl(2, "red", ended="stopped"))
    begun, judged = (datetime.fromisoformat(at(day)).timestamp() for day in (2, 1))
    assert figures(metrics)["kho_tin_last_crawl_start_timestamp_seconds"] == begun
    assert figures(metrics)["kho_tin_last_crawl_finish_timestamp_seconds"] == judged + 3600
    assert figures(metrics)["kho_tin_ok"] == 1


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (NameError("x"), "NameError: x"),
        (ArchiveError(verbatim("a.db: full")), "a.db: full"),
        (sqlite3.OperationalError("no such table: x"), "a.db: no such table: x"),
    ],
)
def test_whatever_ends_a_crawl_is_one_line(error: Exception, message: str) -> None:
    with pytest.raises(Unrecorded) as caught, recorded(Path("a.db")):
        raise error
    assert str(caught.value) == message


def _running() -> bytes:
    """The command lines of all processes; one that has ended and waits to be noticed has none."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            lines.append(path.read_bytes().replace(b"\0", b" "))
    return b"\n".join(lines)


def test_a_command_that_hangs_is_killed_with_its_children(diary: Diary, archive: Path) -> None:
    # By this name it is known among all that run: it may not have begun when it is killed.
    child = f"sleep 600.{os.getpid()}"
    command = Command(["sh", "-c", f"{child} & wait"], 0.3)
    Watch(archive, [command], None).ended(diary.db, diary.crawl(1, "red"))
    assert rows(archive, "SELECT error FROM notices") == [("sh: not done after 0.3 s: killed",)]
    until(lambda: child.encode() not in _running(), "the child is gone")
