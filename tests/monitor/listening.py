"""Where notices arrive: a mail server and a web server on loopback."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Mailbox:
    """Takes every mail, or answers `refusal`. With `login` it wants user and password; with
    `tls` it offers STARTTLS, or speaks it from the first byte on (`smtps`)."""

    def __init__(
        self,
        *,
        login: tuple[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        smtps: bool = False,
    ) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.encrypted: list[bool] = []
        self.refusal: str | None = None
        self.login = login
        options: dict[str, Any] = {"ssl_context": tls} if smtps else {"tls_context": tls}
        if login:
            in_tls = tls is not None and not smtps  # which it does not know to be encrypted
            options |= {"authenticator": self._log_in, "auth_require_tls": in_tls}
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self._server = Controller(self, hostname="127.0.0.1", port=self.port, **options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refusal:
            return self.refusal
        assert isinstance(envelope.content, bytes)
        assert server.transport
        self.mails.append(BytesParser(policy=default).parsebytes(envelope.content))
        self.recipients += envelope.rcpt_tos
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 taken"

    def _log_in(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        login = (given.login.decode(), given.password.decode())
        return AuthResult(success=login == self.login, handled=False)

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()


class Hook:
    """Keeps the JSON of every POST, and answers `status`; `path` is all it may be asked for."""

    def __init__(self) -> None:
        self.notices: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.status = 204
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.paths.append(self.path)
                if hook.status < 300:
                    assert self.headers["Content-Type"] == "application/json"
                    hook.notices.append(json.loads(body))
                self.send_response(hook.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/kho-tin?token=secret"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
