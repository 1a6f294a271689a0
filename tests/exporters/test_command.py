"""`kho-tin export` as people use it, and misuse it."""

from __future__ import annotations

import io
import json
import os
import pty
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import IO

import pytest

from kho_tin.base.errors import ArchiveError
from kho_tin.exporters import described
from kho_tin.exporters.columns import as_markdown
from kho_tin.exporters.errors import ExportError
from kho_tin.exporters.registry import FORMATS
from kho_tin.exporters.target import whole_file
from tests.conftest import ROOT, run_scrapy
from tests.exporters.conftest import Export
from tests.starting import Started, starter
from tests.waiting import STUCK

Scrapy = Callable[..., CompletedProcess[str]]
NAMES = ", ".join(FORMATS)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), f"export takes a FORMAT ({NAMES}) and a PATH."),
        (("xml", "a.xml"), f"export takes a FORMAT ({NAMES}) and a PATH."),
        (("wacz", "a.zip"), "a.zip: replay tools know a package by its name: let it end in .wacz."),
        (("csv", "{here}/no/a.csv"), "{here}/no/a.csv: the folder {here}/no does not exist: "
                                     "make it first."),
        (("csv", "{here}"), "{here}: is a folder: name a file in it."),
        (("csv", "{here}/a", "--site", "x"), "--site x: no such site in this archive; "
                                             "there are sample."),
        (("csv", "{here}/a", "--since", "2/6/2021"), "--since 2/6/2021: give a day as "
                                                     "YYYY-MM-DD, as in 2021-06-02."),
        (("csv", "{here}/a", "--since", "2021-06-02", "--until", "2021-06-01"),
         "--since 2021-06-02 lies after --until 2021-06-01: swap them."),
    ],
)  # fmt: skip
def test_wrong_usage(
    arguments: tuple[str, ...], message: str, sample_archive: Path, tmp_path: Path
) -> None:
    given = [each.replace("{here}", str(tmp_path)) for each in arguments]
    done = run_scrapy("export", *given, archive=sample_archive)
    assert done.returncode == 2
    assert done.stderr == f"kho-tin: {message.replace('{here}', str(tmp_path))}\n"
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_without_an_archive(scrapy: Scrapy, archive: Path, tmp_path: Path) -> None:
    done = scrapy("export", "csv", tmp_path / "a.csv")
    assert done.returncode == 2
    assert done.stderr.startswith(f"kho-tin: {archive}: there is no archive here")
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_stays(sample_archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("mine")
    done = run_scrapy("export", "jsonl", path, archive=sample_archive)
    assert (done.returncode, path.read_text()) == (2, "mine")
    assert done.stderr == f"kho-tin: {path}: is there already: name another, or give --force.\n"
    done = run_scrapy("export", "jsonl", path, "--force", archive=sample_archive)
    assert done.returncode == 0
    assert done.stdout == f"{path}: 120 articles, {path.stat().st_size / 1e6:.1f} MB\n"
    assert len(path.read_bytes().splitlines()) == 120


def test_only_files_are_replaced(sample_archive: Path, tmp_path: Path) -> None:
    """A link to a file stays, and what it leads to is replaced; all else is refused by name."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    wrong: dict[str, tuple[str | Path, str]] = {
        "null.csv": ("/dev/null", "is a device, no regular file"),
        "pipe.csv": (pipe, "is a pipe, no regular file"),
        "gone.csv": (tmp_path / "gone", "is a link that leads nowhere, no regular file"),
        "loop.csv": (tmp_path / "loop.csv", "is a link that leads to itself, no regular file"),
        "here.csv": (tmp_path, "is a folder"),
    }
    for name, (target, what) in wrong.items():
        path = tmp_path / name
        path.symlink_to(target)
        with pytest.raises(ExportError) as error, whole_file(path, force=True):
            pass
        assert str(error.value).startswith(f"{path}: {what}: name ")
        assert path.readlink() == Path(target)
    with pytest.raises(ExportError, match="is a pipe"), whole_file(pipe, force=True):
        pass

    (tmp_path / "a.csv.open").symlink_to("/dev/null")
    with (
        pytest.raises(ExportError, match=r"a\.csv\.open: is no reg"),
        whole_file(tmp_path / "a.csv"),
    ):
        pass
    (tmp_path / "a.csv.open").unlink()
    loop = tmp_path / "loop.wacz"
    loop.symlink_to(sample_archive)
    done = run_scrapy("export", "wacz", loop, "--force", archive=sample_archive)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"kho-tin: {loop}: is part of the archive: name another.\n"

    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("mine")
    link.symlink_to("real.csv")
    done = run_scrapy("export", "csv", link, archive=sample_archive)
    assert (done.returncode, real.read_text()) == (2, "mine")
    assert done.stderr == f"kho-tin: {link}: is there already: name another, or give --force.\n"
    done = run_scrapy("export", "csv", link, "--force", archive=sample_archive)
    assert done.returncode == 0, done.stderr
    assert link.readlink() == Path("real.csv")
    assert real.read_bytes().count(b"https://vungsuong.example/") > 120
    assert not list(tmp_path.glob("*.open"))


def export_into(output: int, form: str, archive: Path) -> tuple[Started, IO[bytes]]:
    """Begin an export to standard output, which is the descriptor `output`, and is closed here."""
    errors = tempfile.TemporaryFile()  # noqa: SIM115 - the caller reads it
    env = {**os.environ, "ARCHIVE": str(archive)}
    started = starter(ROOT).start(["export", form, "-"], env, output, errors.fileno())
    os.close(output)
    return started, errors


def end(started: Started, errors: IO[bytes]) -> tuple[int, bytes]:
    with errors:
        code = started.wait(timeout=STUCK)
        errors.seek(0)
        return code, errors.read()


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet", "wacz"])
def test_standard_output(form: str, export: Export, sample_archive: Path) -> None:
    """Byte for byte the file, through a pipe, and nothing else."""
    ours, theirs = os.pipe()
    started, errors = export_into(theirs, form, sample_archive)
    with open(ours, "rb") as pipe:
        data = pipe.read()
    assert end(started, errors) == (0, b"")
    path = export(form)
    if form == "wacz":  # its times are those of the export
        with zipfile.ZipFile(io.BytesIO(data)) as piped, zipfile.ZipFile(path) as whole:
            assert piped.testzip() is None
            assert piped.namelist() == whole.namelist()
            assert piped.read("archive/data.warc.gz") == whole.read("archive/data.warc.gz")
    else:
        assert data == path.read_bytes()
    assert not (ROOT / "-").exists()


@pytest.mark.parametrize("form", ["jsonl", "parquet", "wacz"])
def test_standard_output_that_nobody_reads(form: str, sample_archive: Path) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    assert end(*export_into(theirs, form, sample_archive)) == (141, b"")


def test_standard_output_that_is_full_or_a_terminal(sample_archive: Path) -> None:
    ours, theirs = pty.openpty()
    full = os.open("/dev/full", os.O_WRONLY)
    for form, output, why in (
        ("csv", full, b": No space left on device."),
        ("wacz", theirs, b" is a terminal: lead it into a file or a pipe."),
    ):
        code, errors = end(*export_into(output, form, sample_archive))
        assert (code, errors) == (2, b"kho-tin: -: standard output" + why + b"\n")
    os.close(ours)


def test_progress_is_for_terminals(sample_archive: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [Path(sys.executable).with_name("scrapy"), "export", "jsonl", tmp_path / "a"],
        cwd=ROOT,
        env={**os.environ, "ARCHIVE": str(sample_archive)},
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=True,
    )
    os.close(theirs)
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        assert terminal.read(200) == (b"\r  100 of 120 articles\r  120 of 120 articles\r\n")
    assert b"\r" not in done.stdout


@pytest.fixture
def copied(sample_archive: Path, tmp_path: Path) -> Path:
    shutil.copytree(sample_archive.parent / "captures", tmp_path / "captures")
    with sqlite3.connect(sample_archive) as source, sqlite3.connect(tmp_path / "a.db") as copy:
        source.backup(copy)
    return tmp_path / "a.db"


@pytest.mark.damaged("the file is missing")
def test_no_package_of_damaged_records(copied: Path, tmp_path: Path) -> None:
    (warc,) = (tmp_path / "captures").glob("*.warc.gz")
    with sqlite3.connect(copied) as db:
        ((offset,),) = db.execute(
            "SELECT offset FROM captures JOIN articles ON captures.id = capture LIMIT 1"
        )
    data = bytearray(warc.read_bytes())
    data[offset + 200] ^= 1
    warc.write_bytes(data)
    done = run_scrapy("export", "wacz", tmp_path / "a.wacz", archive=copied)
    assert done.returncode == 2
    assert f"no whole record at byte {offset}" in done.stderr
    assert done.stderr.count("\n") == 1
    warc.unlink()
    done = run_scrapy("export", "wacz", tmp_path / "a.wacz", archive=copied)
    assert done.returncode == 2
    assert done.stderr.startswith(f"kho-tin: {warc}: the WARC file is gone")
    assert not list(tmp_path.glob("a.wacz*"))


@pytest.mark.damaged("the file is missing")
def test_package_while_a_crawl_writes(copied: Path, tmp_path: Path) -> None:
    """A WARC file that is being written has another name than the rows say."""
    (warc,) = (tmp_path / "captures").glob("*.warc.gz")
    warc.rename(f"{warc}.open")
    done = run_scrapy("export", "wacz", tmp_path / "a.wacz", archive=copied)
    assert done.returncode == 0, done.stderr
    assert "120 articles with their pictures and documents, 251 records" in done.stdout


def test_parquet_without_pyarrow(sample_archive: Path, tmp_path: Path) -> None:
    (tmp_path / "pyarrow.py").write_text("raise ImportError")
    done = run_scrapy(
        "export",
        "parquet",
        tmp_path / "a.parquet",
        archive=sample_archive,
        PYTHONPATH=str(tmp_path),
    )
    assert done.returncode == 2
    assert done.stderr == (
        "kho-tin: parquet: pyarrow is not installed: python -m pip install "
        "-r requirements.txt, or export jsonl.\n"
    )
    assert not list(tmp_path.glob("a.parquet*"))


def test_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "a"
    (tmp_path / "a.open").write_bytes(b"what a killed export left, longer than what follows")
    with whole_file(path) as file:
        file.write(b"whole")
        assert not path.exists()
        with pytest.raises(ExportError, match="another export is writing it"), whole_file(path):
            pass
    assert path.read_bytes() == b"whole"
    with pytest.raises(ZeroDivisionError), whole_file(path, force=True) as file:
        file.write(b"%d" % (1 // 0))
    with pytest.raises(ArchiveError, match="disk is full"), whole_file(path, force=True) as file:
        raise OSError(28, "No space left on device")
    assert path.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [path]


def test_what_documents_say_is_what_the_tables_say() -> None:
    """Else `python -m kho_tin.exporters.described` writes them anew."""
    path = ROOT / "docs" / "exports.md"
    text = path.read_text("utf-8")
    assert as_markdown() in text
    assert described.document(text) == text
    path = ROOT / "datasette-metadata.json"
    metadata = json.loads(path.read_text("utf-8"))
    written = json.dumps(described.metadata(metadata), ensure_ascii=False, indent=2) + "\n"
    assert written == path.read_text("utf-8")
