"""WARC files of a real crawl, read to their end by readers that nobody here wrote."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.conftest import ROOT

REPLAY = ROOT / ".venv-replay" / "bin" / "python"
FASTWARC = """
import sys
from fastwarc.warc import ArchiveIterator, WarcRecordType
kinds = []
for record in ArchiveIterator(open(sys.argv[1], "rb"), record_types=WarcRecordType.any_type):
    record.reader.read()
    kinds.append(record.headers["WARC-Type"])
print(*kinds)
"""


def files(archive: Path) -> list[Path]:
    paths = sorted((archive.parent / "captures").glob("*.warc.gz"))
    assert paths
    return paths


def test_gzip(sample_archive: Path) -> None:
    for path in files(sample_archive):
        subprocess.run(["gzip", "-t", str(path)], check=True)


def test_warcio_check(sample_archive: Path) -> None:
    for path in files(sample_archive):
        command = [str(Path(sys.executable).with_name("warcio")), "check", "-v", str(path)]
        checked = subprocess.run(command, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout
        assert "failed" not in checked.stdout


def test_fastwarc_reads_what_warcio_reads(sample_archive: Path) -> None:
    if subprocess.run([str(REPLAY), "-c", "import fastwarc"], check=False).returncode:
        pytest.skip("fastwarc is not installed in .venv-replay (`make test` makes it)")
    for path in files(sample_archive):
        with path.open("rb") as stream:
            kinds = []
            for record in ArchiveIterator(stream):
                record.content_stream().read()
                kinds.append(record.rec_type)
        read = subprocess.run([str(REPLAY), "-c", FASTWARC, str(path)], capture_output=True,
                              text=True, check=True)  # fmt: skip
        assert read.stdout.split() == kinds
        assert len(kinds) > 500
