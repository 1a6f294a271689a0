"""Room is kept for the last words."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from kho_tin.archive import disk_reserve
from kho_tin.base.errors import DiskFull
from kho_tin.base.reasons.sentence import verbatim

CODE = "import sys; from pathlib import Path; from kho_tin.archive import disk_reserve; "
CODE += "disk_reserve.keep(Path(sys.argv[1]))"


def test_kept_and_used_once(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    tries: list[bool] = []

    def work() -> str:
        tries.append(disk_reserve.is_kept(archive))
        if tries[-1]:
            raise DiskFull(verbatim("full"))
        return "done"

    disk_reserve.keep(archive)
    (room,) = tmp_path.iterdir()
    assert room.stat().st_blocks * 512 >= disk_reserve.SIZE
    written = room.stat().st_mtime_ns
    disk_reserve.keep(archive)
    assert room.stat().st_mtime_ns == written
    assert disk_reserve.use(archive, work) == "done"
    assert tries == [True, False]
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_is_kept_nothing_helps(tmp_path: Path) -> None:
    def work() -> None:
        raise DiskFull(verbatim("full"))

    with pytest.raises(DiskFull):
        disk_reserve.use(tmp_path / "archive.db", work)


def test_without_room_nothing_is_left_behind(tmp_path: Path) -> None:
    limit = disk_reserve.SIZE // 2
    done = subprocess.run(
        [sys.executable, "-c", CODE, tmp_path / "archive.db"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ArchiveError" in done.stderr
    assert list(tmp_path.iterdir()) == []
