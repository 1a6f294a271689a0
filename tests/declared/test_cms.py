"""A CMS is one module: what it declares is all that the program has to know."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import ROOT
from tests.declared.toys import Toy, files_of
from tests.parsers.cases import check

MODULE = '''\
"""The toy press."""

from __future__ import annotations

from kho_tin.parsers.assemble import Parts, no_article
from kho_tin.parsers.html.body import read_body
from kho_tin.parsers.html.document import Document, text_of
from kho_tin.parsers.model import Reading
from kho_tin.parsers.parser import Parser
from kho_tin.parsers.vietnamese.dates import find_date


def read(document: Document, parser: str) -> Reading:
    """Read any page of it."""
    content = document.only(".toy-text")
    if content is None:
        return no_article(document, parser, "static", "no .toy-text")
    return Parts(
        url=document.url,
        title=text_of(document.only(".toy-title")),
        body=read_body(content, document.link),
        date=find_date(text_of(document.only(".toy-date"))),
    ).article(document, parser)


PARSER = Parser("toy_press", version=1, read=read, strong=("#toy-press",))
'''
PAGE = """\
<!doctype html><html><head><title>Cảng Mũi Én</title></head><body><div id="toy-press">
<h2 class="toy-title">Cảng Mũi Én đón tàu đầu tiên</h2><em class="toy-date">Ngày 02/06/2021</em>
<div class="toy-text"><p>Sáng 2/6, Ban Quản lý họp bàn về cảng.</p><p>Đào Văn Bình</p></div>
</div></body></html>
"""
EXPECTED = {
    "kind": "article",
    "parser": "toy_press@1",
    "title": "Cảng Mũi Én đón tàu đầu tiên",
    "published": "2021-06-02",
    "published_text": "Ngày 02/06/2021",
    "body_starts": "Sáng 2/6, Ban Quản lý họp",
}
SECTION = "How to add a CMS"


def test_one_module_is_enough(tmp_path: Path) -> None:
    toy = Toy(tmp_path)
    toy.add("kho_tin/parsers/cms/toy_press.py", MODULE)
    assert toy.written == files_of(SECTION, "toy_press")
    page = tmp_path / "page.html"
    page.write_text(PAGE, "utf-8")
    url = "https://toy.example/tin-1.html"
    done = toy.python("-m", "kho_tin", "read", str(page), "--url", url)
    assert done.returncode == 0, done.stderr
    for name, want in EXPECTED.items():
        check(name, want, json.loads(done.stdout), url)

    # It is not read by the general parser because its marks were forgotten.
    toy.put("kho_tin/parsers/cms/toy_press.py", ', strong=("#toy-press",)', "")
    done = toy.python("-m", "kho_tin", "read", str(page))
    assert done.returncode != 0
    last = done.stderr.splitlines()[-1]
    assert last.endswith("parser toy_press@1: no page would be recognised: "
                         "declare a strong mark, or two weak ones")  # fmt: skip


def test_fixtures_stand_where_the_steps_say() -> None:
    assert list((ROOT / "tests" / "parsers" / "pages").glob("*/article/page.html"))
