"""What CONTRIBUTING.md tells a newcomer to type, typed; and the files that other tools read."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml

import kho_tin
from kho_tin.sample import SampleServer, load_news
from tests.crawler.project import BIN, Project

NEWS = load_news()[:12]
# What waits for a reader, or is of git and of these tests themselves.
LEFT_OUT = ("kho-tin serve", "git ", "make ", "python -m pytest")


def typed(root: Path, heading: str) -> list[str]:
    """The lines of a part's blocks, in order."""
    text = (root / "CONTRIBUTING.md").read_text("utf-8")
    part = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^ *\$ (.*?)(?: +# .*)?$", part, re.MULTILINE)


@pytest.mark.parametrize(
    ("face", "cms"),
    [
        ("vnpt", "vnpt_portal"),
        pytest.param("websphere", "websphere", marks=pytest.mark.long),  # by the same steps
    ],
)
def test_how_to_add_a_site(
    face: Literal["vnpt", "websphere"], cms: str, root: Path, tmp_path: Path
) -> None:
    """By the steps alone, as they stand there, on a site that the project has not seen."""
    (tmp_path / "project").mkdir()
    project = Project.new(root, tmp_path / "project")
    lines = [each for each in typed(root, "How to add a site") if not each.startswith(LEFT_OUT)]
    assert len(lines) >= 8
    with SampleServer(face, news=NEWS) as site:
        script = "\n".join(lines)
        for written, here in {
            "https://www.example.vn/": site.url,
            "YOUR-ADDRESS": "archivist@kho-tin.vn",
            "/tmp/so_xay_dung": f"{tmp_path}/trial",
            "2026-01-01": str(min(item.date for item in NEWS)),
        }.items():
            assert written in script
            script = script.replace(written, here)
        done = subprocess.run(
            ["sh", "-e", "-c", script],
            cwd=project.root,
            env={**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "  result         the site can be read" in done.stdout
    assert f'    cms = "{cms}"' in done.stdout
    first, second = re.findall(r"^  articles   (\d+ new, \d+ changed)", done.stdout, re.MULTILINE)
    assert (first, second) == (f"{len(NEWS)} new, 0 changed", "0 new, 0 changed")


def test_what_is_left_out_can_be_typed(root: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text("utf-8"), re.MULTILINE))
    text = (root / "CONTRIBUTING.md").read_text("utf-8")
    named = set(re.findall(r"(?:\$ |`)make ([a-z-]+)", text))
    assert {"install", "test", "lint", "format"} <= named <= targets
    for path in re.findall(r"(?:python -m pytest|git add)(.*)", text):
        for each in re.findall(r"[\w./]+\.(?:py|md)|tests/\w+", path):
            assert (root / each).exists() or each == "spiders/so_xay_dung.py", each


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def test_pre_commit_fetches_nothing(root: Path) -> None:
    (repository,) = read(root / ".pre-commit-config.yaml")["repos"]
    assert repository["repo"] == "local"
    for hook in repository["hooks"]:
        assert {"id", "name", "entry", "language"} <= set(hook)
        assert hook["language"] == "system"
        tool = hook["entry"].split()[0]
        assert tool == "make" or (BIN / Path(tool).name).exists()


def test_citation(root: Path) -> None:
    """What the schema of CFF 1.2.0 wants, and the version of the package."""
    citation = read(root / "CITATION.cff")
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= set(citation)
    assert all({"name"} == set(author) for author in citation["authors"])
    assert citation["type"] == "software"
    assert citation["license"] == "Apache-2.0"
    assert citation["version"] == kho_tin.__version__
    known = {"abstract", "authors", "cff-version", "keywords", "license", "message", "title"}
    assert set(citation) <= known | {"type", "version"}
    assert len(set(citation["keywords"])) == len(citation["keywords"])


@pytest.mark.parametrize("name", ["board-missing", "page-read-wrongly"])
def test_issue_forms_ask_for_the_saved_page(name: str, root: Path) -> None:
    form = read(root / ".github" / "ISSUE_TEMPLATE" / f"{name}.yml")
    assert {"name", "description", "body"} <= set(form)
    fields = {field["id"]: field for field in form["body"]}
    assert len(fields) == len(form["body"])
    for field in fields.values():
        assert field["type"] in {"input", "textarea", "dropdown"}
        label = field["attributes"]["label"]
        assert " · " in label or label.startswith("`kho-tin")  # in both languages
        assert (field["type"] == "dropdown") is ("options" in field["attributes"])
    assert {"address", "page"} <= set(fields)
    assert fields["page"]["validations"] == {"required": True}
    assert "--save" in str(form)
    assert read(root / ".github" / "ISSUE_TEMPLATE" / "config.yml")["blank_issues_enabled"] is True
