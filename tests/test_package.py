"""What `pip install .` installs: the package with its files, the command, and nothing besides."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

import kho_tin
from tests.waiting import STUCK


def _source(root: Path, folder: Path) -> Path:
    """A copy to build from: building leaves files behind."""
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "kho_tin", folder / "kho_tin", ignore=leave)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, folder)
    return folder


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    source = _source(root, tmp_path_factory.mktemp("source"))
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--no-index")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", folder, source],
        check=True,
        timeout=STUCK,
    )
    (path,) = folder.glob("*.whl")
    return path


@pytest.mark.more
def test_a_wheel_has_all_of_the_package_and_nothing_else(wheel: Path, root: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        names = {name for name in files.namelist() if ".dist-info/" not in name}
        (entry,) = (name for name in files.namelist() if name.endswith("entry_points.txt"))
        assert "kho-tin = kho_tin.commands.main:main" in files.read(entry).decode()
    sources = {
        str(path.relative_to(root))
        for path in (root / "kho_tin").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == sources
    assert wheel.name.startswith(f"kho_tin-{kho_tin.__version__}-")


@pytest.mark.more
def test_a_project_is_made_and_read_without_the_repository(wheel: Path, tmp_path: Path) -> None:
    """By what the wheel holds, alone."""
    with zipfile.ZipFile(wheel) as files:
        files.extractall(tmp_path / "installed")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    for words in (("init", "board"), ("--project", "board", "list")):
        done = subprocess.run(
            [sys.executable, "-P", "-m", "kho_tin", *words],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=STUCK,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split() == ["sample", "wayback"]
    assert (tmp_path / "board" / "pipelines" / "store.py").read_text("utf-8")


def test_the_version_stands_once(root: Path) -> None:
    declared = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    assert "version" not in declared
    assert declared["dynamic"] == ["version"]
    assert kho_tin.__version__ not in (root / "kho_tin" / "settings.py").read_text("utf-8")


def test_what_is_pinned_is_what_is_declared(root: Path) -> None:
    """Every package that pyproject.toml names is in the pins made of it."""
    declared = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {
        "requirements.txt": declared["dependencies"],
        "requirements-dev.txt": declared["optional-dependencies"]["dev"],
    }
    for pins, packages in wanted.items():
        lines = (root / pins).read_text("utf-8").splitlines()
        pinned = {line.partition("==")[0] for line in lines if "==" in line and line[0].isalnum()}
        names = {_normal(package) for package in packages}
        assert names <= {_normal(name) for name in pinned}


def test_each_environment_of_its_own_is_pinned_as_it_is_declared(root: Path) -> None:
    """What make can set up has pins, and what a list asks for is in the pins made of it."""
    makefile = (root / "Makefile").read_text("utf-8")
    (names,) = re.findall(r"^APART := (.+)$", makefile, re.MULTILINE)
    for name in names.split():
        lines = (root / f"requirements-{name}.txt").read_text("utf-8").splitlines()
        pinned = {_normal(line.partition("==")[0]) for line in lines if re.match(r"\w.*==", line)}
        declared = (root / f"requirements-{name}.in").read_text("utf-8").splitlines()
        wanted = {_normal(line) for line in declared if line.strip() and line[0] != "#"}
        assert wanted, name
        assert wanted <= pinned, name


def _normal(requirement: str) -> str:
    """A package's name as PEP 503 has it."""
    name = re.split(r"[<>=!~\[]", requirement)[0].strip()
    return name.lower().replace("_", "-").replace(".", "-")


@pytest.mark.long
def test_it_installs_and_crawls_from_another_folder(root: Path, tmp_path: Path) -> None:
    """Into an empty environment, with whatever the package index gives today."""
    source = _source(root, tmp_path)
    venv.create(tmp_path / "venv", with_pip=True)
    binaries = tmp_path / "venv" / "bin"
    subprocess.run([binaries / "pip", "install", "--quiet", source], check=True, timeout=STUCK)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    board = tmp_path / "board"
    lines: list[list[str | Path]] = [
        ["init", board],
        ["--project", board, "crawl", "sample"],
        ["--project", board, "verify"],
        ["--project", board, "status"],
    ]
    for words in lines:
        done = subprocess.run(
            [binaries / "kho-tin", *words],
            cwd=elsewhere, capture_output=True, text=True, timeout=STUCK, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    assert (board / "archive.db").exists()
