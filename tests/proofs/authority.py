"""An authority for time stamps: `openssl ts -reply` behind an HTTP server on loopback."""

from __future__ import annotations

import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

_CONFIG = """\
[tsa]
default_tsa = authority
[authority]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[signer]
extendedKeyUsage = critical, timeStamping
keyUsage = critical, digitalSignature
"""


def openssl(*words: object, data: bytes = b"") -> bytes:
    done = subprocess.run(
        ["openssl", *map(str, words)], input=data, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


class Authority:
    """`roots` is the file of its root certificate; it serves while the block runs. `answer` may be
    set to what it is to answer instead, `status` to another status; `requests` counts what it was
    sent."""

    def __init__(self, folder: Path, name: str = "Hải Lam") -> None:
        folder.mkdir()
        self.folder, self.roots = folder, folder / "root.pem"
        self.answer: bytes | None = None
        self.status = 200
        self.requests = 0
        (folder / "serial").write_text("01\n")
        self._config = folder / "openssl.cnf"
        self._config.write_text(_CONFIG.format(folder=folder))
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-utf8")
        config = ("-config", self._config, "-days", "36500")
        openssl(
            "req", "-x509", *key, *config, "-extensions", "root", "-subj", f"/CN={name} Root",
            "-keyout", folder / "root.key", "-out", self.roots,
        )  # fmt: skip
        openssl(
            "req", "-x509", *key, *config, "-extensions", "signer", "-subj", f"/CN={name} TSA",
            "-CA", self.roots, "-CAkey", folder / "root.key",
            "-keyout", folder / "tsa.key", "-out", folder / "tsa.pem",
        )  # fmt: skip
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["Content-Length"]))
                authority.requests += 1
                body = authority.answer if authority.answer is not None else authority.reply(query)
                self.send_response(authority.status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._handler = Handler
        self.url = ""

    def reply(self, query: bytes) -> bytes:
        """The token, as DER, for a question."""
        config = ("-config", self._config)
        return openssl("ts", "-reply", *config, "-queryfile", "/dev/stdin", data=query)

    def token(self, data: bytes) -> bytes:
        """A token of some bytes."""
        config = ("-config", self._config, "-sha256", "-cert")
        return self.reply(openssl("ts", "-query", *config, "-data", "/dev/stdin", data=data))

    def settings(self) -> dict[str, Any]:
        return {"PROOF_URL": self.url, "PROOF_ROOTS": str(self.roots)}

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/tsa"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
