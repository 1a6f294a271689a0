"""`kho-tin sample` in a process of its own, and the switches over HTTP."""

from __future__ import annotations

import dataclasses
import json
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser

from kho_tin.sample import SampleServer, load_news
from kho_tin.sample.switches import ACTS, Switches
from tests.sample.conftest import get, only, squeezed
from tests.waiting import STUCK

Serve = Callable[..., SampleServer]
ARTICLE = load_news()[3]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kho_tin.sample", *arguments],
        capture_output=True,
        text=True,
        timeout=STUCK,
    )


def test_help_lists_everything_that_can_go_wrong() -> None:
    done = run("--help")
    assert done.returncode == 0
    text = " ".join(done.stdout.split())
    for field in dataclasses.fields(Switches):
        assert f"--{field.name.replace('_', '-')}" in text
        assert " ".join(field.metadata["says"].split()) in text
    for act in ACTS:
        assert f"--{act.name} " in text
        assert act.says in text


def test_a_wrong_option_ends_with_2() -> None:
    assert run("--walls").returncode == 2
    assert run("--edit", "soon").returncode == 2
    done = run("--edit", "99999999")
    assert done.returncode == 2
    assert "no article 99999999" in done.stderr


def test_it_serves_and_stops() -> None:
    process = subprocess.Popen(
        [
            *(
                sys.executable,
                "-m",
                "kho_tin.sample",
                "--port",
                "0",
                "--now",
                "2027-01-04",
                "--control",
            ),
            *("--too-many", "1", "--edit", f"{ARTICLE.id}=Thêm một câu.", "--remove", "1001=410"),
            *("--robots-disallow", "/a", "--robots-disallow", "/b"),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        match = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
        assert match
        home = match[0]
        assert status(f"{home}robots.txt") == 429
        with urllib.request.urlopen(f"{home}robots.txt") as response:
            assert b"Disallow: /a\nDisallow: /b\n" in response.read()
        with urllib.request.urlopen(ARTICLE.url(home)) as response:
            page = LexborHTMLParser(response.read())
        assert "Thêm một câu." in squeezed(only(page, "body").text())
        assert status(f"{home}x-1001.html") == 410
        request = urllib.request.Request(f"{home}__switch__", b'{"forbid": true}')
        with urllib.request.urlopen(request) as response:
            assert response.status == 200
        assert status(home) == 403
        process.send_signal(signal.SIGINT)
        assert process.wait(STUCK) == 0
    finally:
        process.kill()
        process.communicate()


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_switching_over_http(serve: Serve) -> None:
    server = serve(control=True)

    def switch(**wanted: object) -> int:
        body = json.dumps(wanted).encode()
        return get(server, "/__switch__", method="POST", body=body).status

    assert switch(wall="d1n", edit=[ARTICLE.id, f"{ARTICLE.id}=Một đoạn."], now="2027-02-01") == 200
    assert len(get(server, "/").body) == 177
    edited = server.site.article(ARTICLE.id)
    assert edited is not None
    assert edited.body.endswith("\n\nMột đoạn.")
    assert switch(reset=True) == 200
    assert "01/02/2027" in get(server, "/").text
    assert server.site.article(ARTICLE.id) == ARTICLE
    assert switch(remove=f"{ARTICLE.id}=404") == 200
    assert get(server, ARTICLE.url("")).status == 404
    for wrong in ({"walls": 1}, {"wall": "d2n"}, {"edit": 1}, {"edit": "x"}, {"now": "soon"}):
        assert switch(**wrong) == 400, wrong
    assert get(server, "/__switch__", method="POST", body=b"[]").status == 400
    assert get(server, "/__switch__", method="POST", body=b"{").status == 400
