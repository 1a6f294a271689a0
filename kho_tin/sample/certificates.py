"""Certificates for the site over https, right and wrong ones, made on the fly."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from collections.abc import Callable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

DAY = dt.timedelta(days=1)
ISSUER_AT = "http://ca.example/issuer.der"


class Authority:
    """A root, an issuer below it, and certificates from that one; all in `folder`.

    `roots` is the file (PEM) that makes a client trust the root, `issuers` the one that has what
    an incomplete chain lacks, `bundle` has both.
    """

    def __init__(self, folder: Path, place: str) -> None:
        self.folder = folder
        root, self.issuer_name = f"Root of {place}", f"Issuer of {place}"
        self._keys = {name: ec.generate_private_key(ec.SECP256R1()) for name in ("root", "issuer")}
        self.root = self._make(root, "root", root, "root")
        self.issuer = self._make(self.issuer_name, "issuer", root, "root")
        self.roots, self.issuers = folder / "roots.pem", folder / "issuers.pem"
        self.bundle = folder / "bundle.pem"

    @classmethod
    def create(cls, folder: Path, place: str = "Vung Suong") -> Authority:
        """A new one, with its certificates in files in `folder`."""
        self = cls(folder, place)
        self.roots.write_bytes(_pem(self.root))
        self.issuers.write_bytes(_pem(self.issuer))
        self.bundle.write_bytes(_pem(self.root) + _pem(self.issuer))
        return self

    def context(
        self, *, whole: bool, days: int = 90, host: str = "127.0.0.1", self_signed: bool = False
    ) -> ssl.SSLContext:
        """A server's certificate for `host`, with its chain (`whole`) or alone, that expires in
        `days` (negative: has expired); or a self-signed one."""
        key = self._keys["leaf"] = ec.generate_private_key(ec.SECP256R1())
        by, by_key = (host, "leaf") if self_signed else (self.issuer_name, "issuer")
        leaf = self._make(host, "leaf", by, by_key, days=days, host=host)
        chain = _pem(leaf) + (_pem(self.issuer) if whole else b"")
        path = self.folder / f"server-{whole}-{days}-{host}-{self_signed}.pem"
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

    def choosing(self, chosen: Callable[[], str]) -> ssl.SSLContext:
        """A context that shows in each handshake the certificate that `chosen` names then: a choice
        of the switch `tls`."""
        contexts = {
            "whole": self.context(whole=True),
            "incomplete": self.context(whole=False),
            "expired": self.context(whole=True, days=-3),
            "self-signed": self.context(whole=False, self_signed=True),
        }
        first = self.context(whole=True)

        def choose(connection: ssl.SSLObject, _name: str | None, _: ssl.SSLContext) -> None:
            connection.context = contexts.get(chosen(), first)

        first.sni_callback = choose
        return first

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
