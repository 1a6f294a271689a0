"""SIGKILL at any moment of an import: what was acknowledged stays, and begun again it ends as if
nothing had happened."""

from __future__ import annotations

import multiprocessing
import random
import resource
import signal
import sqlite3
from multiprocessing.context import ForkProcess
from pathlib import Path
from urllib.parse import unquote

import pytest

from kho_tin.replay.importers import capture_writer
from kho_tin.sample import ORIGIN, SampleSite, assets
from kho_tin.warc.reader import Damage, read_record, scan
from tests.replay.importers.making import NEWS, Archive, Warc, contents, page, url
from tests.waiting import STUCK, until, worked

FORK = multiprocessing.get_context("fork")  # all is imported already, so the work begins at once


def take(archive: Path, files: list[Path]) -> None:
    # Small batches, so that a moment is as likely to fall between any two writes as it can be.
    capture_writer.BATCH_RECORDS = 10
    done, _ = Archive(archive).take(*files)
    assert done.verdict == "ok"


def begin(archive: Path, files: list[Path]) -> ForkProcess:
    program = FORK.Process(target=take, args=(archive, files))
    program.start()
    return program


def work(program: ForkProcess, seconds: float) -> None:
    """Wait until it has used so many seconds of processor time, or has ended."""
    pid = program.pid or 0
    until(lambda: program.exitcode is not None or worked(pid) > seconds, "its time has come")


def end(program: ForkProcess) -> None:
    program.join(timeout=STUCK)
    assert program.exitcode == 0


def acknowledged(archive: Path) -> set[tuple[str, str]]:
    """Articles and every text they were seen with: what an article shows may yet change, when an
    older or newer page of it is read."""
    if not archive.exists():
        return set()
    db = sqlite3.connect(archive)
    try:
        return set(
            db.execute(
                "SELECT identity, observations.content_sha256 FROM observations "
                "JOIN articles ON articles.id = article "
                "WHERE observations.content_sha256 IS NOT NULL"
            )
        )
    except sqlite3.OperationalError:
        return set()  # killed before there was a table
    finally:
        db.close()


def check_captures(archive: Path) -> None:
    """Every finished file is whole, and every row points at its record."""
    folder = archive.parent / "captures"
    assert not list(folder.glob("*.open"))
    for path in folder.glob("*.warc.gz"):
        assert not [each for each in scan(path) if isinstance(each, Damage)]
    db = sqlite3.connect(archive)
    try:
        rows = db.execute("SELECT warc, offset, length, record_id FROM captures").fetchall()
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        db.close()
    for warc, offset, length, record_id in rows:
        record = read_record(folder / warc, offset)
        assert (record.length, record.id) == (length, record_id)


def harvest(folder: Path, articles: int) -> list[Path]:
    """So many articles, half of them twice and half of these changed, with their pictures, a
    revisit of each, one document, and one page that went away; in two files, newer first."""
    site = SampleSite(NEWS)
    old, new = Warc(), Warc()
    for number, item in enumerate(NEWS[:articles]):
        body = page(item.id)
        first = old.answer(url(item.id), body, at=f"2021-01-01T00:00:{number:02}Z")
        for link in item.image_urls(ORIGIN):
            picture = assets.answer(site, link.removeprefix(ORIGIN.rstrip("/")))
            assert picture
            old.answer(link, picture.body, headers=[("Content-Type", picture.media_type)])
        if number % 2:
            new.revisit(url(item.id), first, at=f"2022-01-01T00:00:{number:02}Z")
        elif number % 4:
            changed = body.replace(b"</h1>", b" 2</h1>")
            new.answer(url(item.id), changed, at=f"2022-01-01T00:00:{number:02}Z")
    new.answer(url(NEWS[0].id), b"", status="404 Not Found", at="2023-01-01T00:00:00Z")
    link = next(each for item in NEWS[:articles] for each in item.attachment_urls(ORIGIN))
    document = assets.answer(site, unquote(link.removeprefix(ORIGIN.rstrip("/"))))
    assert document
    new.answer(link, document.body, headers=[("Content-Type", document.media_type)])
    return [new.save(folder / "new.warc.gz"), old.save(folder / "old.warc.gz")]


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def rounds(number: int, folder: Path, articles: int) -> None:
    files = harvest(folder, articles)
    whole = folder / "whole" / "archive.db"
    whole.parent.mkdir()
    used = cpu_of_children()
    end(begin(whole, files))
    lasts = cpu_of_children() - used
    expected = contents(whole)
    assert len(expected["articles"]) == articles
    assert len(expected["revisions"]) == articles * 5 // 4
    assert sum(row[-1] is not None for row in expected["images"]) > articles / 2
    assert sum(row[-1] is not None for row in expected["attachments"]) == 1
    chance = random.Random(20230506)
    killed = 0
    for each in range(number):
        archive = folder / str(each) / "archive.db"
        archive.parent.mkdir()
        # Twice, so that what the first left is being repaired when the second falls.
        for share in (chance.random(), chance.random() / 2):
            program = begin(archive, files)
            work(program, share * lasts)
            before = acknowledged(archive)
            program.kill()
            program.join()
            if program.exitcode == -signal.SIGKILL:
                killed += 1
            else:
                lasts *= 0.8  # it took more when it was measured
            assert before <= acknowledged(archive)
        end(begin(archive, files))
        assert contents(archive) == expected
        check_captures(archive)
    assert killed > number


@pytest.mark.more
def test_killed_three_times(tmp_path: Path) -> None:
    rounds(3, tmp_path, 20)


@pytest.mark.long
def test_killed_two_hundred_times(tmp_path: Path) -> None:
    rounds(200, tmp_path, 40)
