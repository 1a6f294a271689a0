"""Small sites on loopback that misbehave in ways the sample site does not: raw pages, TLS."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


HTML = {"Content-Type": "text/html; charset=utf-8"}
# The path of a request, and whether it came over TLS.
Respond = Callable[[str, bool], Answer]


@contextmanager
def served(respond: Respond, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve what `respond` says at one port; gives "127.0.0.1:PORT". With `tls` the port speaks
    both: the first byte of a connection tells http from https."""

    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version = "Loopback/1.0", ""
        timeout = 5

        def setup(self) -> None:
            if tls and self.request.recv(1, socket.MSG_PEEK) == b"\x16":
                self.request = tls.wrap_socket(self.request, server_side=True)
            super().setup()

        def do_GET(self) -> None:
            answer = respond(self.path, isinstance(self.request, ssl.SSLSocket))
            self.send_response(answer.status)
            for name, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def finish(self) -> None:
            super().finish()
            self.request.close()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            pass  # a client that does not like the certificate hangs up

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


DAY = dt.timedelta(days=1)
ISSUER_AT = "http://ca.example/issuer.der"


class Authority:
    """A root, an issuer below it, and certificates for 127.0.0.1 from that one; all in `folder`."""

    def __init__(self, folder: Path, place: str = "Vung Suong") -> None:
        self.folder = folder
        root, self.issuer_name = f"Root of {place}", f"Issuer of {place}"
        self._keys = {name: ec.generate_private_key(ec.SECP256R1()) for name in ("root", "issuer")}
        self.root = self._make(root, "root", root, "root")
        self.issuer = self._make(self.issuer_name, "issuer", root, "root")
        self.bundle = folder / "bundle.pem"
        self.bundle.write_bytes(_pem(self.root) + _pem(self.issuer))
        self.roots = folder / "roots.pem"
        self.roots.write_bytes(_pem(self.root))

    def context(self, *, whole: bool, days: int = 90, host: str = "127.0.0.1") -> ssl.SSLContext:
        """A server's certificate for `host`, with its chain (`whole`) or alone, that ends in
        `days`, which may be less than none."""
        key = self._keys["leaf"] = ec.generate_private_key(ec.SECP256R1())
        leaf = self._make(host, "leaf", self.issuer_name, "issuer", days=days, host=host)
        chain = _pem(leaf) + (_pem(self.issuer) if whole else b"")
        path = self.folder / f"server-{whole}-{days}-{host}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + chain
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _make(
        self, name: str, key: str, issuer: str, issuer_key: str, *, days: int = 90, host: str = ""
    ) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(_name(issuer))
            .public_key(self._keys[key].public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 100 * DAY)
            .not_valid_after(now + days * DAY + dt.timedelta(hours=1))
            .add_extension(x509.BasicConstraints(ca=not host, path_length=None), critical=True)
        )
        if host:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([_general_name(host)]), critical=False
            ).add_extension(
                x509.AuthorityInformationAccess(
                    [
                        x509.AccessDescription(
                            AuthorityInformationAccessOID.CA_ISSUERS,
                            x509.UniformResourceIdentifier(ISSUER_AT),
                        )
                    ]
                ),
                critical=False,
            )
        return builder.sign(self._keys[issuer_key], hashes.SHA256())


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
