"""One archive, whatever link leads to it."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from kho_tin.archive.database import connect, keep_copy
from kho_tin.archive.lock import ArchiveLock
from kho_tin.base.archive_location import locate
from kho_tin.base.disk import Special, special
from kho_tin.base.errors import ArchiveError
from kho_tin.monitor import metrics
from kho_tin.preview.saving import is_free
from kho_tin.preview.spider_file import refusal
from kho_tin.reader.reads import Reads
from kho_tin.replay.rebuild.new_database import NewDatabase
from kho_tin.replay.rebuild.rebuild import Rebuild
from kho_tin.replay.verify.findings import Advance
from kho_tin.sample import SampleServer, load_news
from kho_tin.web.serving import main
from tests.conftest import run_scrapy
from tests.replay.importers.making import Warc, page, url

Scrapy = Callable[..., CompletedProcess[str]]


def dangling(folder: Path) -> Path:
    path = folder / "archive.db"
    path.symlink_to(folder / "disk" / "real.db")
    return path


def looping(folder: Path) -> Path:
    path = folder / "archive.db"
    path.symlink_to(folder / "other.db")
    (folder / "other.db").symlink_to(path)
    return path


def to_a_folder(folder: Path) -> Path:
    path = folder / "archive.db"
    path.symlink_to(folder)
    return path


def to_a_device(folder: Path) -> Path:
    path = folder / "archive.db"
    path.symlink_to("/dev/null")
    return path


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "archive.db")
    return folder / "archive.db"


WRONG: dict[Callable[[Path], Path], str] = {
    dangling: "a link to {here}/disk/real.db, which is not there: is its disk mounted? Else choose",
    looping: "a link that leads to no file: choose another archive",
    to_a_folder: "is a folder, not a database file: choose another archive",
    to_a_device: "is a device, not a database file: choose another archive",
    pipe: "is a pipe, not a database file: choose another archive",
}


@pytest.mark.parametrize("make", WRONG, ids=lambda make: make.__name__)
def test_what_can_be_no_archive(
    make: Callable[[Path], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    path = make(tmp_path)
    says = f"{path}: {WRONG[make].format(here=tmp_path)}"
    with pytest.raises(ArchiveError, match=r"\A[^\n]*\Z") as error:
        locate(path)
    assert str(error.value).startswith(says)
    monkeypatch.setenv("ARCHIVE", str(path))
    assert main([], str(path)) == 2
    assert capfd.readouterr().err.startswith(says)


@pytest.mark.parametrize(
    "command",
    [("crawl", "sample"), ("import", "{file}", "--site", "sample"), ("status",), ("verify",),
     ("rebuild",), ("export", "csv", "-"), ("backup", "{here}")],
    ids=lambda command: command[0],
)  # fmt: skip
def test_every_command_refuses_a_dangling_link(command: tuple[str, ...], tmp_path: Path) -> None:
    path = dangling(tmp_path)
    file = Warc().save(tmp_path / "a.warc.gz")
    words = [word.format(file=file, here=tmp_path) for word in command]
    done = run_scrapy(*words, archive=path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"kho-tin: {path}: a link to {tmp_path}/disk/real.db, which is")
    assert done.stderr.count("\n") == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.warc.gz", "archive.db"]


def test_by_another_name(tmp_path: Path) -> None:
    """Captures and lock lie beside the real file, and a copy is made of the whole."""
    real, link = tmp_path / "disk" / "real.db", tmp_path / "project" / "archive.db"
    for folder in (real.parent, link.parent, tmp_path / "copy"):
        folder.mkdir()
    connect(real).close()
    link.symlink_to(tmp_path / "disk" / "alias.db")
    (tmp_path / "disk" / "alias.db").symlink_to("real.db")
    assert locate(link) == real
    warc = Warc()
    warc.answer(url(1001), page(1001))
    file = warc.save(tmp_path / "a.warc.gz")
    done = run_scrapy("import", file, "--site", "sample", archive=link)
    assert done.returncode == 0, done.stderr
    assert [each.name for each in link.parent.iterdir()] == ["archive.db"]
    assert len(list((real.parent / "captures").glob("*.warc.gz"))) == 1
    with ArchiveLock(real, "test"):
        done = run_scrapy("import", file, "--site", "sample", archive=link)
    assert done.returncode == 75
    done = run_scrapy("verify", archive=link)
    assert (done.returncode, done.stdout.splitlines()[-1].split(": ")[0]) == (0, str(real))
    done = run_scrapy("backup", tmp_path / "copy", archive=link)
    assert done.returncode == 0, done.stderr
    copy = tmp_path / "copy" / "real.db"
    assert len(list((tmp_path / "copy" / "captures").glob("*.warc.gz"))) == 1
    # A copy that is a link, or no file at all, is not written over.
    copy.rename(tmp_path / "elsewhere.db")
    for target, what in ((tmp_path / "elsewhere.db", "a link"), (Path("/dev/null"), "a link")):
        copy.symlink_to(target)
        done = run_scrapy("backup", tmp_path / "copy", archive=link)
        assert done.returncode == 2
        assert done.stderr == f"kho-tin: {copy}: is {what}, no regular file: move it away\n"
        assert copy.readlink() == target
        copy.unlink()


def test_not_there_yet(tmp_path: Path) -> None:
    assert locate(tmp_path / "archive.db") == tmp_path / "archive.db"
    assert locate("archive.db") == Path("archive.db")
    assert special(tmp_path / "archive.db" / "x") is None


def test_files_beside_it_that_are_none(scrapy: Scrapy, archive: Path, tmp_path: Path) -> None:
    """Nothing is written into a device that stands where the reserve is kept, nor is it removed."""
    beside = tmp_path / "archive.db.reserve"
    beside.symlink_to("/dev/null")
    done = scrapy("crawl", "sample")
    assert (done.returncode, beside.readlink()) == (2, Path("/dev/null"))
    assert done.stderr == (
        f"kho-tin: {beside}: is a device, no regular file: it is not written over: move it away\n"
    )
    assert not archive.exists()


def test_nothing_but_files_is_replaced(tmp_path: Path) -> None:
    """Of all that is written besides: figures, copies, a database made again, a site's file."""
    pipe, gone, link = tmp_path / "pipe", tmp_path / "gone.py", tmp_path / "figures.prom"
    os.mkfifo(pipe)
    gone.symlink_to(tmp_path / "nowhere")
    link.symlink_to("real.prom")
    (tmp_path / "real.prom").write_text("old")
    metrics.write(link, tmp_path / "archive.db", [])
    assert link.readlink() == Path("real.prom")
    assert "kho_tin_disk_free_bytes" in (tmp_path / "real.prom").read_text()
    with pytest.raises(Special, match="is a pipe, no regular file"):
        metrics.write(pipe, tmp_path / "archive.db", [])
    with (
        closing(connect(tmp_path / "archive.db")) as db,
        pytest.raises(ArchiveError, match="pipe: is a pipe, no regular file: it is not written"),
    ):
        keep_copy(db, pipe)
    done = run_scrapy("rebuild", "--into", gone, archive=tmp_path / "archive.db")
    assert (done.returncode, done.stderr) == (
        2, f"kho-tin: --into {gone}: is there already: name a database that is not.\n"
    )  # fmt: skip
    assert "nothing is overwritten" in (refusal(tmp_path, "gone", []) or "")
    assert not is_free(gone)
    assert pipe.is_fifo()
    assert gone.is_symlink()


def all_rows(archive: Path) -> dict[str, list[tuple[object, ...]]]:
    """What captures tell, ids and all."""
    with closing(connect(archive, readonly=True)) as db:
        tables = ("captures", "articles", "revisions", "observations", "images", "attachments")
        return {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in tables}


UNDER_WAY = "SELECT DISTINCT warc FROM captures WHERE warc NOT IN (SELECT name FROM warcs)"


def stopping(new: NewDatabase) -> Advance:
    """As if the operator stopped a rebuild when it has begun a file."""

    def advance(done: int) -> None:
        if new.db.execute(UNDER_WAY).fetchone():
            raise KeyboardInterrupt

    return advance


def test_clock_set_back(tmp_path: Path) -> None:
    """What a run captured by a clock that ran ahead is of its own time, and nights go on."""
    archive = tmp_path / "archive.db"
    with SampleServer(news=load_news()[:2]) as server:
        for clock in ("2026-10-31T00:00:00Z", "2026-10-02T00:00:00Z"):
            start = f"start={server.url}"
            done = run_scrapy("crawl", "sample", "-a", start, archive=archive, KHO_TIN_CLOCK=clock)
            assert done.returncode == 0, done.stdout + done.stderr
        done = run_scrapy("status", archive=archive, KHO_TIN_CLOCK=clock)
        assert (done.returncode, "is dated" in done.stdout) == (0, False)
        done = run_scrapy("verify", archive=archive, KHO_TIN_CLOCK=clock)
        assert (done.returncode, "is dated" in done.stdout) == (0, False), done.stdout
        # The second run's revisits refer to a file that is dated after its own.
        with closing(connect(archive, readonly=True)) as db:
            back = "c.refers_to = h.id AND c.warc < h.warc"
            assert db.execute(
                f"SELECT count(*) FROM captures c, captures h WHERE {back}"
            ).fetchone()[0]
        done = run_scrapy("rebuild", "--into", tmp_path / "new.db", archive=archive)
        assert (done.returncode, "Nothing differs" in done.stdout) == (0, True), done.stdout
        before = all_rows(archive)
        archive.rename(tmp_path / "old.db")
        done = run_scrapy("rebuild", archive=archive, KHO_TIN_CLOCK=clock)
        assert (done.returncode, "is dated" in done.stdout) == (0, False), done.stdout
        assert all_rows(archive) == before
    # Stopped in the file that is read first, it goes on there.
    files = set[str]()
    for is_stopped in (True, False):
        new = NewDatabase.open(tmp_path / "stopped.db", None, "this program")
        rebuild = Rebuild(new, archive.parent / "captures", archive.name, lambda _: None)
        with closing(new):
            if is_stopped:
                with pytest.raises(KeyboardInterrupt):
                    rebuild.read(rebuild.sources(), Reads(), stopping(new))
                files |= {row["warc"] for row in new.db.query(UNDER_WAY)}
            else:
                rebuild.read(rebuild.sources(), Reads(), lambda _: None)
                new.finish()
    assert files == {"sample-20261031T000000Z.warc.gz"}
    assert all_rows(tmp_path / "stopped.db") == before
