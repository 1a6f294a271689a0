"""An archive of one page that tries everything, its bytes in a real WARC file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import articles, captures, runs, sites
from kho_tin.archive.content import ParsedArticle
from kho_tin.archive.database import connect
from kho_tin.warc.writer import Response, Sent, WarcFile

HOME = "https://vungsuong.example"
AT = "2026-03-01T02:00:00Z"
WORDS = "Chữ của bài vẫn đọc được"
# Each would add to this list, if it ran. The browser test looks at it.
RAN = "(window.ran = window.ran || []).push"

TRACKER = "https://tracker.example"

BODY_HTML = f"""\
<p>{WORDS}</p>
<script>{RAN}('script')</script>
<p onclick="{RAN}('onclick')" onmouseover="{RAN}('onmouseover')" style="position:fixed;inset:0">Phủ</p>
<img src="x" onerror="{RAN}('onerror')" alt="ảnh hỏng">
<img src="{TRACKER}/pixel.gif" alt="theo dõi">
<a href="javascript:{RAN}('javascript')" id="bad">Bấm vào đây</a>
<a href=" java&#10;script:{RAN}('split')">Bấm nữa</a>
<a href="data:text/html,<script>{RAN}('data')</script>">dữ liệu</a>
<svg onload="{RAN}('svg')"><script>{RAN}('svg script')</script><a xlink:href="javascript:{RAN}('xlink')"><text>SVG</text></a></svg>
<math><mtext><img src=x onerror="{RAN}('math')"></mtext></math>
<style>@import url({TRACKER}/a.css); body {{ display: none }}</style>
<link rel="stylesheet" href="{TRACKER}/b.css">
<link rel="prefetch" href="{TRACKER}/c">
<iframe src="{TRACKER}/d" srcdoc="<script>parent.ran=['srcdoc']</script>"></iframe>
<object data="{TRACKER}/e"></object><embed src="{TRACKER}/f">
<form action="{TRACKER}/g"><input name="q" autofocus onfocus="{RAN}('focus')"><button>Gửi</button></form>
<video src="{TRACKER}/h" onerror="{RAN}('video')"></video>
<base href="{TRACKER}/">
<meta http-equiv="refresh" content="0; url={TRACKER}/i">
<table background="{TRACKER}/j"><tr><td style="background:url({TRACKER}/k)">Ô</td></tr></table>
<noscript><p title="</noscript><img src=x onerror={RAN}('noscript')>">n</p></noscript>
<template><script>{RAN}('template')</script></template>
<p>Hết.</p>
"""  # noqa: E501 (markup as it comes)
SVG = f'<svg xmlns="http://www.w3.org/2000/svg"><script>{RAN}("raw svg")</script></svg>'


def kept(
    db: Database,
    warc: WarcFile,
    run: int,
    url: str,
    kind: str,
    body: bytes,
    encoding: str | None = None,
) -> int:
    """Capture an answer of that media type and encoding; the capture's id."""
    written = warc.write(
        Response(
            url=url,
            fetched_at=AT,
            status=200,
            reason="OK",
            headers=[
                (b"Content-Type", (f"{kind}; charset={encoding}" if encoding else kind).encode())
            ],
            body=body,
        ),
        sent=Sent("GET", "/", []),
    )
    warc.sync()
    return captures.add(
        db,
        captures.Capture(
            run=run,
            url=url,
            fetched_at=AT,
            status=200,
            media_type=kind or None,
            encoding=encoding,
            **asdict(written),
            page_url=url,
        ),
    )


def build(path: Path, tracker: str) -> tuple[int, int, int]:
    """Make the archive at `path`; gives the ids of the article, its capture and an SVG's.

    `tracker` is the address of a server that should never be asked for anything.
    """
    body_html = BODY_HTML.replace(TRACKER, tracker)
    raw = f"<!doctype html><html><head><title>x</title></head><body>{body_html}</body></html>"
    db = connect(path)
    sites.register(db, "sample", title="<b>Trang</b>", home_url=f"{HOME}/", invented=True)
    run = runs.start(db, runs.Started("sample", version="1.0.0", started=AT))
    warc = WarcFile.create(path.parent / "captures", "sample", info={"software": "test"})
    keys = []
    for url, kind, body in (
        (f"{HOME}/xau.html", "text/html", raw),
        (f"{HOME}/xau.svg", "image/svg+xml", SVG),
    ):
        keys.append(kept(db, warc, run, url, kind, body.encode(), "utf-8"))
    warc.finish()
    stored = articles.store(
        db,
        "sample",
        ParsedArticle(
            {
                "identity": "1",
                "url": f"{HOME}/xau.html",
                "title": "Bài <script>alert(1)</script> xấu",
                "published": "2026-02-03",
                "author": '"><img src=x onerror=alert(1)>',
                "category": "<i>Mục</i>",
                "summary": f"<script>{RAN}('summary')</script>",
                "body": f"{WORDS}\n\n<script>{RAN}('body')</script>",
                "body_html": body_html,
                "parser": "vnpt_portal@1",
                "language": 'vi" onload="alert(1)',
            },
            images=[{"url": "javascript:alert(1)", "caption": "<b>x</b>", "alt": None}],
            attachments=[{"url": "javascript:alert(2)", "filename": "<b>tệp</b>.pdf"}],
        ),
        articles.Observation(run, AT, keys[0]),
    )
    runs.finish(
        db,
        run,
        runs.Finished(verdict="ok", exit_code=0, finished=AT),
        counts={"pages": 1, "new": 1},
    )
    db.close()
    return stored.article, keys[0], keys[1]
