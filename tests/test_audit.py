"""`make audit`, against advisory services on loopback that know something, nothing, or fail."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.conftest import ROOT


def make(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False, **options,
    )  # fmt: skip


@contextmanager
def advisories(answer: dict[str, Any] | None) -> Iterator[str]:
    """A service on loopback that knows one thing of the package nh3, or fails."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known = answer if query["package"]["name"] == "nh3" else {}
            body = json.dumps(known or {}).encode()
            self.send_response(200 if answer is not None else 500)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/query"
        finally:
            server.shutdown()
            thread.join()


KNOWN = {
    "vulns": [
        {
            "id": "PYSEC-0000-1",
            "modified": "2026-01-01T00:00:00Z",
            "affected": [
                {
                    "package": {"name": "nh3", "ecosystem": "PyPI"},
                    "ranges": [
                        {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "999"}]}
                    ],
                }
            ],
        }
    ]
}


@pytest.mark.long
def test_audit() -> None:
    """Whatever it asks, it asks on loopback: the way out is a proxy that is not there."""
    made = make(".venv-audit/ready")
    assert made.returncode == 0, made.stderr
    nowhere = "http://127.0.0.1:9"
    environment = {
        **os.environ,
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), nowhere),
        **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), nowhere),
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }

    def audit(*arguments: str) -> subprocess.CompletedProcess[str]:
        return make("audit", f"ARGS={' '.join(arguments)}", env=environment)

    alone = audit()
    assert (alone.returncode, alone.stderr) == (0, "")
    assert alone.stdout.startswith("audit: the advisory service does not answer")
    assert len(alone.stdout.splitlines()) == 1
    for answer, code, said in (
        ({}, 0, "audit: no vulnerability is known in the pinned packages.\n"),
        (KNOWN, 2, "PYSEC-0000-1"),
        (None, 0, "audit: the advisory service does not answer"),
    ):
        with advisories(answer) as url:
            done = audit("--vulnerability-service", "osv", "--osv-url", url)
        assert done.returncode == code, done.stdout + done.stderr
        assert said in done.stdout
