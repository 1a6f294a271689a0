"""What is the same for both faces: robots.txt, the style sheet, pictures, documents, sound."""

from __future__ import annotations

import datetime as dt
import io
import wave
from functools import cache
from pathlib import Path
from unicodedata import normalize

from kho_tin.sample import addresses, documents, pictures
from kho_tin.sample.answers import SampleResponse
from kho_tin.sample.board import ORIGIN
from kho_tin.sample.news import Document, NewsArticle, Picture
from kho_tin.sample.site import ZONE, SampleSite

STYLE = Path(__file__).parent / "static" / "site.css"
# The date of what never changes: the day that the invented site opened.
OPENED = dt.datetime(2012, 5, 4, 1, 30, tzinfo=dt.UTC)


def answer(site: SampleSite, path: str) -> SampleResponse | None:
    """A file of that decoded path, or None."""
    if path == "/robots.txt":
        return SampleResponse(robots(site).encode(), "text/plain; charset=utf-8")
    if path == "/css/site.css":
        return SampleResponse(STYLE.read_bytes(), "text/css; charset=utf-8", last_modified=OPENED)
    if path == "/images/no-image.png":
        return _png(pictures.no_image(), OPENED)
    if path == "/images/logo.png":
        return _png(pictures.logo(), OPENED)
    if path.startswith("/CMS/Content/Audio/") and path.endswith(".wav"):
        return SampleResponse(silence(), "audio/wav", last_modified=OPENED)
    return _file(site, path)


def _file(site: SampleSite, path: str) -> SampleResponse | None:
    """A picture or document of any article that is out. A removed article's files stay, as they
    do in every CMS."""
    if not path.startswith((addresses.CONTENT, addresses.CONNECT)):
        return None
    path = normalize("NFC", path)  # a page in Windows-1258 has letters and marks apart
    article, file = site.once("files", lambda: _files(site)).get(path, (None, None))
    if article is None or file is None:
        return None
    since = dt.datetime.combine(article.date, dt.time(8), ZONE).astimezone(dt.UTC)
    if isinstance(file, Picture):
        return _png(pictures.draw(file.file), since)
    data = documents.make(file.path, file.title, file.text)
    kind = documents.MEDIA_TYPES[file.path.rsplit(".", 1)[-1]]
    return SampleResponse(data, kind, last_modified=since)


def _files(site: SampleSite) -> dict[str, tuple[NewsArticle, Picture | Document]]:
    """By their paths on either face; of two with one path the first counts."""
    files: dict[str, tuple[NewsArticle, Picture | Document]] = {}
    for article in site.out():
        for face in addresses.FACES:
            for image in article.images:
                files.setdefault(addresses.picture(article, image.file, face), (article, image))
            for document in article.attachments:
                path = addresses.attachment(document.path, face, encode=False)
                files.setdefault(path, (article, document))
    return files


def robots(site: SampleSite) -> str:
    """robots.txt as the switches set it."""
    lines = ["User-agent: *", "Disallow: /admin/"]
    lines += [f"Disallow: {path}" for path in site.robots_disallow]
    if site.crawl_delay:
        lines.append(f"Crawl-delay: {site.crawl_delay:g}")
    return "\n".join([*lines, "", f"Sitemap: {ORIGIN}sitemap.xml", ""])


def sitemap_xml() -> SampleResponse:
    """The site map, typed in once and out of date."""
    rows = "".join(
        f"<url><loc>{ORIGIN}{path}</loc><lastmod>2019-03-01</lastmod></url>"
        for path in ("", "gioi-thieu-chung-101.html", "lien-he-103.html", "tin-cu-1.html")
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>\n'
    )
    return SampleResponse(text.encode(), "application/xml", last_modified=OPENED)


@cache
def silence() -> bytes:
    """A tenth of a second of nothing, as WAV: the article that the portal reads aloud."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * 800)
    return out.getvalue()


def _png(data: bytes, since: dt.datetime) -> SampleResponse:
    return SampleResponse(data, "image/png", last_modified=since)
