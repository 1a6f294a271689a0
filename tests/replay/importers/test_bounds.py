"""No file costs more than its bounds of time and memory: what is bad of it is named, what comes
before and after is taken in."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kho_tin.warc.record_header import LARGEST_HEADER
from tests.conftest import ROOT
from tests.replay.importers.hostile import (
    ADDRESSES,
    PLAIN,
    ZIPPED,
    cost_of_import,
    save,
    with_address,
)
from tests.replay.importers.making import Archive

SECONDS = 20  # of the processor, so that a busy machine does not count
MEMORY = 800  # MB

_SHARED = Path(os.environ.get("KHO_TIN_SHARED") or ROOT.parent / "shared")
SHARED = _SHARED / "cases" / "hostile"
CASES = sorted(
    path for path in SHARED.glob("*") if path.name.endswith((".warc", ".warc.gz", ".wacz"))
)

# What is read of each beside the two good records, and how many damages are named; None where it
# does not matter how many there are.
EXPECTED = {
    "folded": (f"a WARC header block of more than {LARGEST_HEADER} bytes", 1),
    "short_folds": (f"a WARC header block of more than {LARGEST_HEADER} bytes", 1),
    "long_line": (f"a WARC header block of more than {LARGEST_HEADER} bytes", 1),
    "many_fields": (f"has an HTTP header block of more than {LARGEST_HEADER} bytes", 1),
    "small_chunks": (None, 0),  # so many of them as are read are kept
    "too_large": ("unzips to more than 32 times its size: the rest is left unread", 1),
    "bombs": ("unzips to more than 32 times its size: the rest is left unread", 1),
    "nested": ("unzips to more than 32 times its size: the rest is left unread", None),
    "beginnings": ("bad gzip", 1),
    "tiny": ("has more records than one for each 50 of its bytes: the rest is left unread", 1),
    "to_the_end": ("a WARC record of another length than it says", None),
    "digits": ("a Content-Length that is none ('99999999999999999999', 5000 letters)", 1),
    "strangers": ("6000 pages are kept in a file that is not given", None),
}
# After these nothing more is read.
GIVEN_UP = {"too_large", "bombs", "nested", "tiny"}


# They take 5 to 7 s of processor time each; the others, of like making, at most 2 s.
DEAR = {"bombs", "tiny", "strangers"}


@pytest.mark.more
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(make, marks=[pytest.mark.long] if make.__name__ in DEAR else [])
        for make in [*ZIPPED, *PLAIN]
    ],
    ids=lambda make: make.__name__,
)
def test_no_file_costs_more_than_its_bounds(
    make: Callable[[], bytes], archive: Path, tmp_path: Path
) -> None:
    name = make.__name__
    done = cost_of_import(save(make, tmp_path), archive)
    assert "Traceback" not in done.err, done.err
    assert done.seconds < SECONDS
    assert done.memory < MEMORY
    why, damages = EXPECTED[name]
    assert done.code == (3 if why else 0)
    with closing(sqlite3.connect(archive)) as db:
        identities = [row[0] for row in db.execute("SELECT identity FROM articles ORDER BY 1")]
        lines = [row[0] for row in db.execute("SELECT message FROM problems WHERE kind='damaged'")]
    assert why is None or any(why in line for line in [done.out, *lines])
    assert damages in (None, len(lines))
    assert identities == (["1001"] if name in GIVEN_UP else ["1001", "1002"])


@pytest.mark.more
@pytest.mark.skipif(not CASES, reason=f"no hostile files at {SHARED}")
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_the_cases_that_were_collected(path: Path, archive: Path) -> None:
    done = cost_of_import(path, archive)
    assert "Traceback" not in done.err, done.err
    assert done.seconds < SECONDS
    assert done.memory < MEMORY
    assert done.code in (0, 3), done.err
    assert done.out.startswith("sample: ok" if done.code == 0 else "sample: red - ")


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: ascii(address[:30]))
def test_a_bad_address_is_one_damaged_record(address: str, archive: Path, tmp_path: Path) -> None:
    """In every header that may hold one; the rest is taken in, and is whole."""
    warc, bad = with_address(address)
    store = Archive(archive)
    done, _ = store.take(warc.save(tmp_path / "a.warc.gz"))
    assert done.verdict == "red"
    assert len(done.taken.damaged) == bad
    assert all("> has an address " in line for line in done.taken.damaged)
    identities = store.rows("SELECT identity FROM articles ORDER BY 1")
    assert [row[0] for row in identities] == ["1001", "1002", "1004", "1005", "1006"]
    assert store.rows("SELECT count(*) FROM problems WHERE kind = 'damaged'") == [(bad,)]
