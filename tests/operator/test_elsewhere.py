"""The recipes of docs/deploying.md for a copy elsewhere, typed as they stand there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import run_scrapy

GUIDE = "docs/deploying.md"
# What nobody types in a test, and what a test does itself.
LEFT_OUT = ("apt-get ", "cd /opt/kho-tin ")
REMOTE = re.compile(r"(?:sftp:)?backup@elsewhere\.example\.org:/srv/kho-tin")


def recipe(root: Path, name: str) -> list[str]:
    text = (root / GUIDE).read_text("utf-8")
    block = text.partition(f"<!-- recipe: {name}, ")[2].partition("```console\n")[2]
    return [line.removeprefix("# ") for line in block.partition("```")[0].splitlines()]


def typed(root: Path, name: str, place: Path, **environment: str) -> None:
    """Type a recipe, with the folders of `place` for those that it names."""
    program = name.split()[0]
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed on this machine")
    # What a person writes in an editor.
    lines = [
        re.sub(r"^editor (\S+)$", r"echo 'một mật khẩu' > \1", line) for line in recipe(root, name)
    ]
    lines = [line for line in lines if not line.startswith(LEFT_OUT)]
    assert any(line.startswith(program) for line in lines)
    script = REMOTE.sub(str(place / "elsewhere"), "\n".join(lines))
    for folder in ("/var/backups", "/var/tmp", "/etc/kho-tin"):
        script = script.replace(folder, f"{place}{folder}")
    done = subprocess.run(
        ["sh", "-e", "-c", script],
        env={**os.environ, "HOME": str(place), **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def place(sample_archive: Path, tmp_path: Path) -> Path:
    """A machine with a backup of the sample's archive."""
    for folder in ("var/backups/kho-tin", "var/tmp", "etc/kho-tin", "back"):
        (tmp_path / folder).mkdir(parents=True)
    done = run_scrapy("backup", tmp_path / "var/backups/kho-tin", archive=sample_archive)
    assert done.returncode == 0, done.stderr
    return tmp_path


def restored(place: Path, folder: Path) -> None:
    """An archive comes back from what a recipe has brought back, whole."""
    done = run_scrapy("restore", folder, archive=place / "back" / "archive.db")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "120 articles and 1 WARC files" in done.stdout
    assert done.stdout.endswith(": whole.\n")


def lost(place: Path) -> None:
    shutil.rmtree(place / "var/backups/kho-tin")


def test_restic(root: Path, place: Path) -> None:
    typed(root, "restic", place)
    lost(place)
    typed(root, "restic back", place)
    content = b"".join(
        path.read_bytes() for path in (place / "elsewhere").rglob("*") if path.is_file()
    )
    assert b"SQLite format 3" not in content  # encrypted
    (back,) = (place / "var/tmp/back").rglob("archive.db")
    restored(place, back.parent)


def test_rclone(root: Path, place: Path) -> None:
    remote = {
        "RCLONE_CONFIG_ELSEWHERE_TYPE": "alias",
        "RCLONE_CONFIG_ELSEWHERE_REMOTE": str(place / "elsewhere"),
    }
    typed(root, "rclone", place, **remote)
    lost(place)
    restored(place, place / "elsewhere" / "kho-tin")


def test_rsync(root: Path, place: Path) -> None:
    typed(root, "rsync", place)
    lost(place)
    restored(place, place / "elsewhere")
