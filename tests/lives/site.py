"""What the site answers on one night, and its own record of it, a line of JSON for each request."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import md5
from urllib.parse import parse_qs, urlsplit

from tests.lives import markup
from tests.lives.news import Standing
from tests.lives.script import Life

HTML = "text/html; charset=utf-8"
KEY = md5(b"langsen").hexdigest()
_ARTICLE = re.compile(r"/(?P<alias>[^/]+)-(?P<number>\d+)\.html")
_SECTION = re.compile(r"/categories/[^/]+-(?P<section>\d+)\.html")
_PICTURE = re.compile(r"/CMS/Content/anh-(?P<number>\d+)\.jpg")
_DOCUMENT = re.compile(r"/CMS/Content/van-ban-(?P<number>\d+)\.docx")
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>',
}
DOCX = {"Content-Type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


@dataclass(frozen=True)
class Answer:
    """`fault`: `refused`, nobody listens; `cut`, of the body half comes, and then the connection
    ends. `said` is what the site notes down of it."""

    said: Mapping[str, object]
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": HTML})
    fault: str = ""


class Site:
    """The site on one night of its life. It remembers how often it was asked for what."""

    def __init__(self, life: Life, night: int) -> None:
        self.life = life
        self.night = life.nights[night]
        self.requests = Counter[str]()

    def answer(self, target: str, headers: Mapping[str, str]) -> Answer:
        """Of a GET; `target` is path and query, and `headers` have names in lower case."""
        self.requests[target] += 1
        path = urlsplit(target).path
        return self._in_trouble(path, target, headers) or self._at(path, target, headers)

    def _in_trouble(self, path: str, target: str, headers: Mapping[str, str]) -> Answer | None:
        """What the whole site answers in this night in place of its pages, if anything."""
        match self.night.site_trouble:
            case "down":
                return Answer({"what": "refused"}, fault="refused")
            case "shut" if path != "/robots.txt":
                return Answer(self._about(path, "blocked"), b"Forbidden", 403)
            case "wall" if f"D1N={KEY}" not in headers.get("cookie", ""):
                return Answer({"what": "wall"}, markup.wall(KEY).encode())
            case "session" if f"session={KEY}" not in headers.get("cookie", ""):
                answer = _redirect({"what": "wall"}, 302, target)
                return replace(answer, headers={**answer.headers, "Set-Cookie": f"session={KEY}"})
            case "section" if path == markup.section_path(15):
                return Answer({"what": "error"}, b"Error", 500)
        return None

    def _at(self, path: str, target: str, headers: Mapping[str, str]) -> Answer:
        if path == "/robots.txt":
            return Answer({"what": "robots"}, b"", 404)
        if path == "/":
            return _page({"what": "home"}, markup.home())
        if match := _SECTION.fullmatch(path):
            return self._section(int(match["section"]), target)
        if match := _ARTICLE.fullmatch(path):
            return self._article(match["alias"], int(match["number"]), target, headers)
        if match := _PICTURE.fullmatch(path):
            if (int(match["number"]) + len(self.night.standing)) % 5 == 0:
                return Answer({"what": "picture"}, b"", 404)
            body = b"\xff\xd8\xff\xe0" + match["number"].encode() * 50
            return Answer({"what": "picture"}, body, headers={"Content-Type": "image/jpeg"})
        if match := _DOCUMENT.fullmatch(path):
            return Answer({"what": "document"}, document(int(match["number"])), headers=DOCX)
        return _page({"what": "other"}, markup.home())

    def listed(self, section: int) -> list[Standing]:
        """Newest first."""
        there = [each for each in self.night.standing.values() if each.is_listed]
        in_section = [each for each in there if each.section == section]
        return sorted(in_section, key=lambda each: (each.version.date, each.number), reverse=True)

    def pages(self, section: int) -> int:
        return max(1, -(-len(self.listed(section)) // self.life.page_size))

    def _section(self, section: int, target: str) -> Answer:
        number = int(parse_qs(urlsplit(target).query).get("CurrentPage", ["1"])[0])
        size = self.life.page_size
        items = self.listed(section)[(number - 1) * size : number * size]
        said = {
            "what": "listing",
            "section": section,
            "page": number,
            "names": [each.number for each in items],
        }
        postback = self.night.site_trouble == "postback"
        return _page(said, markup.listing(section, items, number, self.pages(section), postback))

    def _article(self, alias: str, number: int, target: str, headers: Mapping[str, str]) -> Answer:
        standing = self.night.standing.get(number)
        if standing is None:
            return Answer({"what": "nothing"}, b"", 404)
        said: dict[str, object] = {"article": number}
        former = dict(standing.former)
        if alias != standing.alias and former.get(alias) not in ("301", "refresh"):
            return Answer({**said, "what": "missing"}, b"", 404)
        trouble = self.night.trouble.get(number, "")
        if self.night.site_trouble == "maintenance":
            trouble = "maintenance"
        if answer := self._troubled(trouble, target, said):
            return answer
        match standing.missing:
            case "404" | "410" as status:
                return Answer({**said, "what": "missing"}, b"", int(status))
            case "soft":
                return _page({**said, "what": "soft"}, markup.missing())
            case "home":
                return _redirect({**said, "what": "sent home"}, 302, "/")
        if alias != standing.alias and former[alias] == "refresh":
            return _page({**said, "what": "moved"}, markup.moved(standing.path))
        if alias != standing.alias:
            return _redirect({**said, "what": "moved"}, 301, standing.path)
        return self._whole(standing, trouble, said, headers)

    def _troubled(self, trouble: str, target: str, said: dict[str, object]) -> Answer | None:
        """What an article's address answers in its place, if anything."""
        match trouble:
            case "refused":
                return Answer({**said, "what": "refused"}, fault="refused")
            case "maintenance":
                return _page({**said, "what": "maintenance"}, markup.maintenance())
            case "notice":
                return _page({**said, "what": "notice"}, markup.notice())
            case "500" | "403":
                what = "blocked" if trouble == "403" else "error"
                return Answer({**said, "what": what}, b"Error", int(trouble))
            case "flaky" if self.requests[target] == 1:
                return Answer({**said, "what": "flaky"}, b"Bad Gateway", 502)
            case "busy" if self.requests[target] == 1:
                return Answer({**said, "what": "busy"}, b"Busy", 503, {"Retry-After": "0"})
            case "elsewhere":
                return _redirect({**said, "what": "elsewhere"}, 302, "https://elsewhere.example/")
            case "loop":
                return _redirect({**said, "what": "loop"}, 302, target)
        return None

    def _whole(
        self, standing: Standing, trouble: str, said: dict[str, object], headers: Mapping[str, str]
    ) -> Answer:
        refresh = trouble == "refresh"
        text = markup.article(standing, markup.refreshing(standing.path, 60) if refresh else "")
        answer = _page({**said, "what": "page"}, text)
        etag = f'"{md5(answer.body).hexdigest()}"'
        if trouble == "short":
            half = answer.body[: answer.body.find(b"</p>", len(answer.body) // 2)]
            return Answer({**said, "what": "short"}, half)
        if self.life.with_etags:
            if headers.get("if-none-match") == etag:
                return Answer({**said, "what": "unmodified"}, b"", 304, {"ETag": etag})
            answer.headers["ETag"] = etag  # type: ignore[index]
        if trouble == "cut":
            return Answer({**said, "what": "cut"}, answer.body, fault="cut")
        if trouble == "utf-16":
            body = text.encode("utf-16")
            return Answer(
                answer.said, body, headers={**answer.headers, "Content-Type": "text/html"}
            )
        coding = trouble.removeprefix("coding ") if trouble.startswith("coding ") else ""
        if not coding:
            return answer
        body = gzip.compress(answer.body, mtime=0) if coding == "gzip" else answer.body
        return Answer(answer.said, body, headers={**answer.headers, "Content-Encoding": coding})

    def _about(self, path: str, what: str) -> dict[str, object]:
        match = _ARTICLE.fullmatch(path)
        return {"what": what, **({"article": int(match["number"])} if match else {})}


def document(number: int) -> bytes:
    """A document of one paragraph; the same bytes every time."""
    text = f"Văn bản số {number}: kế hoạch bàn giao mặt bằng, ban hành kèm theo quyết định."
    body = f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in {**_PARTS, "word/document.xml": f"{body}</w:document>"}.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return file.getvalue()


def _page(said: Mapping[str, object], text: str) -> Answer:
    return Answer(said, text.encode(), headers={"Content-Type": HTML})


def _redirect(said: Mapping[str, object], status: int, where: str) -> Answer:
    return Answer(said, b"", status, {"Location": where, "Content-Type": HTML})
