"""What keeps a page from being read is named, with what a person can do."""

from __future__ import annotations

from pathlib import Path

import pytest

from kho_tin.parsers.html.document import Document
from kho_tin.parsers.model import Page
from kho_tin.preview.obstacles import obstacles
from tests.crawler.project import Project
from tests.crawler.serving import HTML, Answer, served

SCRIPT = '<div id="root"></div><script src="/static/main.3f9a.js"></script>'
PAGES = {
    "script": f"<body>{SCRIPT}</body>",
    "frame": '<frameset cols="20%,*"><frame src="menu.htm"><frame src="tin.htm"></frameset>',
    "login": '<body><form method="post"><input name="u"><input type="password" name="p"></form>',
}


def document(inside: str) -> Document:
    return Document.of(Page("https://lamen.example/", f"<!DOCTYPE html><html>{inside}".encode()))


@pytest.mark.parametrize("kind", PAGES)
def test_each_is_named(kind: str) -> None:
    assert set(obstacles(document(PAGES[kind]))) == {kind}


def test_the_frames_are_named_by_their_addresses() -> None:
    line = obstacles(document(PAGES["frame"]))["frame"]
    assert "https://lamen.example/menu.htm, https://lamen.example/tin.htm" in line


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_with_text_has_none(kind: str) -> None:
    text = "<p>Ban Quản lý cụm cảng Lam Én họp bàn về mặt bằng.</p>" * 10
    inside = (
        PAGES[kind].replace("</frameset>", "").replace("<frameset", "<body").replace(">", ">", 1)
    )
    assert obstacles(document(f"{inside}{text}")) == {}


def test_a_site_made_by_a_script_is_told(root: Path, tmp_path: Path) -> None:
    project = Project.new(root, tmp_path)

    def respond(path: str, _: bool) -> Answer:
        page = f"<!DOCTYPE html><html><head><title>Lam Én</title></head>{PAGES['script']}</html>"
        return Answer(page.encode(), headers=HTML) if path == "/" else Answer(status=404)

    with served(respond) as host:
        done = project.run("look", f"http://{host}/", "--write", "lam_en")
    assert done.returncode == 2, done.stdout
    assert "obstacle       hardly any text, and 1 scripts" in done.stdout
    assert "A page there is built by a script in the browser" in done.stdout
    assert "no site's file was written" in done.stderr
