"""One TLS handshake with a site, to find out what is wrong with its certificates."""

from __future__ import annotations

import datetime as dt
import ipaddress
import select
import socket
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import NamedTuple

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID, NameOID
from OpenSSL import SSL, crypto
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from service_identity.pyopenssl import verify_hostname, verify_ip_address

from kho_tin.base.times import utc
from kho_tin.crawler.http.resolver import is_public
from kho_tin.crawler.http.tls_trust import reach_old_servers, trust

# Error numbers of OpenSSL's certificate check (openssl/x509_vfy.h).
NO_ISSUER = {2, 20, 21}  # the issuer's certificate is missing; 21 follows from the others
NOT_YET_VALID, EXPIRED = 9, 10
SELF_SIGNED, SELF_SIGNED_ROOT = 18, 19
BAD_SIGNATURE = 7
TIMEOUT = 20  # seconds for a handshake, which takes one if it works at all

_BUNDLE = (
    "Save it as PEM in this project, and name that file in the site's spider: "
    'ca_bundle = "issuer.pem".'
)
_OLD = (
    "The server may know only TLS that is too old for this machine's OpenSSL; this lets it: "
    "-s DOWNLOADER_CLIENT_TLS_CIPHERS=DEFAULT:@SECLEVEL=0."
)

_NO_TLS = "Something else than TLS is spoken at that port: try http:// in place of https://."


@dataclass
class Tls:
    """One handshake. `names` are those that the certificate is valid for, `chain` the subjects of
    the certificates as sent; `expires` is UTC; `faults` is empty if all is well."""

    host: str
    port: int
    protocol: str | None = None
    subject: str | None = None
    issuer: str | None = None
    names: list[str] = field(default_factory=list)
    expires: str | None = None
    days_left: int | None = None
    chain: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)


class CheckError(NamedTuple):
    """OpenSSL's error number, and the certificate concerned."""

    number: int
    certificate: x509.Certificate


def tls_error(error: BaseException) -> str | None:
    """OpenSSL's own words, if that is why a connection failed; else None."""
    reasons = getattr(error.__cause__, "reasons", ())
    for reason in reasons:
        if isinstance(reason.value, SSL.Error):
            return openssl_words(reason.value)
    return None


def is_certificate(error: BaseException) -> bool:
    """Whether a request failed because of the server's certificates."""
    reasons = getattr(error.__cause__, "reasons", ())
    if any(isinstance(reason.value, (VerificationError, CertificateError)) for reason in reasons):
        return True
    return tls_error(error) == "certificate verify failed"


def openssl_words(error: SSL.Error) -> str:
    """What OpenSSL says went wrong, such as "certificate verify failed"."""
    entries = error.args[0] if error.args else ()
    if isinstance(entries, list) and entries:
        return str(entries[-1][-1])
    return "the server hung up" if isinstance(error, SSL.SysCallError) else "no reason given"


def shake_hands(
    host: str,
    port: int,
    *,
    timeout: float = TIMEOUT,
    ca_bundle: str | None = None,
    private: Collection[str] = (),
) -> Tls:
    """Connect, examine the server's certificates, and disconnect: no request is sent.

    Continues whatever is wrong with the certificates, so that all faults are found. Trusts the same
    authorities as the crawl, and connects to public addresses only, except for the hosts of
    `private`. Never raises.
    """
    tls = Tls(host, port)
    errors: list[CheckError] = []

    def note(_: SSL.Connection, shown: crypto.X509, number: int, __: int, ok: int) -> bool:
        if not ok:
            errors.append(CheckError(number, shown.to_cryptography()))
        return True

    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    trust(context, ca_bundle)
    reach_old_servers(context)
    context.set_verify(SSL.VERIFY_PEER, note)
    try:
        address = _address(host, private)
        with socket.create_connection((address, port), timeout) as plain:
            connection = SSL.Connection(context, plain)
            if not _is_address(host):
                connection.set_tlsext_host_name(host.encode("idna"))
            connection.set_connect_state()
            _handshake(connection, plain, monotonic() + timeout)
            _describe(tls, connection, errors)
            with suppress(SSL.Error):
                connection.shutdown()
    except SSL.Error as error:
        words = openssl_words(error)
        tls.faults.append(f"the handshake fails: {words}")
        tls.advice.append(_NO_TLS if words == "wrong version number" else _OLD)
    except (OSError, UnicodeError) as error:
        tls.faults.append(f"no connection: {error}")
    return tls


def _address(host: str, private: Collection[str]) -> str:
    """The IP address to connect to. It is not resolved again, so it is the one that was checked."""
    address = socket.gethostbyname(host)
    if host not in private and not is_public(address):
        raise OSError(f"{host} is at {address}, which is not public")
    return address


def _handshake(connection: SSL.Connection, plain: socket.socket, until: float) -> None:
    while True:
        try:
            return connection.do_handshake()
        except SSL.WantReadError:
            if not select.select([plain], [], [], max(0.0, until - monotonic()))[0]:
                raise TimeoutError("no answer to the handshake in time") from None


def _describe(tls: Tls, connection: SSL.Connection, errors: list[CheckError]) -> None:
    tls.protocol = connection.get_protocol_version_name()
    sent = [certificate.to_cryptography() for certificate in connection.get_peer_cert_chain() or []]
    tls.chain = [_name(certificate.subject) for certificate in sent]
    if not sent:
        tls.faults.append("the server shows no certificate")
        return
    leaf = sent[0]
    tls.subject, tls.issuer = _name(leaf.subject), _name(leaf.issuer)
    tls.names = _names(leaf)
    tls.expires = utc(leaf.not_valid_after_utc)
    tls.days_left = (leaf.not_valid_after_utc - dt.datetime.now(dt.UTC)).days
    numbers = {error.number for error in errors}
    if numbers & NO_ISSUER:
        last = next((error.certificate for error in errors if error.number in NO_ISSUER), sent[-1])
        _no_issuer(tls, last, alone=last == leaf and len(sent) == 1)
    if SELF_SIGNED in numbers:
        tls.faults.append("the certificate is signed by itself: nobody vouches for it")
        tls.advice.append("Ask the site's administrators for its fingerprint before it is trusted.")
    if SELF_SIGNED_ROOT in numbers:
        root = _name(sent[-1].subject)
        tls.faults.append(f"this machine does not trust the chain's root, {root}")
        tls.advice.append(f"If you trust that authority, get its root certificate. {_BUNDLE}")
    for number, certificate in errors:
        which = _name(certificate.subject)
        if number == EXPIRED:
            tls.faults.append(f"the certificate of {which} has expired")
        elif number == NOT_YET_VALID:
            tls.faults.append(f"the certificate of {which} is not valid yet: is the clock right?")
        elif number == BAD_SIGNATURE:
            tls.faults.append(f"the certificate of {which} is not signed by whom it names")
        elif number not in (*NO_ISSUER, SELF_SIGNED, SELF_SIGNED_ROOT):
            tls.faults.append(f"the check of {which} fails (OpenSSL's error {number})")
    try:
        verify = verify_ip_address if _is_address(tls.host) else verify_hostname
        verify(connection, tls.host)
    except (VerificationError, CertificateError):
        known = ", ".join(tls.names) or "no name at all"
        tls.faults.append(f"the certificate is not for {tls.host}, it is for {known}")
        tls.advice.append("Ask for the site by a name that its certificate has, if there is one.")
    if {EXPIRED, NOT_YET_VALID} & numbers:
        tls.advice.append("Tell the site's administrators; only they can repair it.")


def _no_issuer(tls: Tls, last: x509.Certificate, *, alone: bool) -> None:
    """`last` is the certificate with an unknown issuer; `alone`: the server sends no other."""
    missing = _name(last.issuer)
    if alone:
        tls.faults.append(
            f"the chain is incomplete: the server sends its own certificate alone, and not that "
            f"of its issuer, {missing}"
        )
    else:
        tls.faults.append(f"the chain ends at {missing}, which this machine does not know")
    where = _issuer_url(last)
    fetch = (
        f"The missing certificate is at {where}."
        if where
        else f"Get the certificate of {missing} from that authority, if you trust it."
    )
    tls.advice.append(f"{fetch} {_BUNDLE}")


def _issuer_url(certificate: x509.Certificate) -> str | None:
    """Where the issuer's certificate can be fetched (RFC 5280, 4.2.2.1: caIssuers)."""
    try:
        extension = certificate.extensions.get_extension_for_oid(
            ExtensionOID.AUTHORITY_INFORMATION_ACCESS
        )
    except (x509.ExtensionNotFound, ValueError):
        return None
    assert isinstance(extension.value, x509.AuthorityInformationAccess)
    for access in extension.value:
        if access.access_method == AuthorityInformationAccessOID.CA_ISSUERS and isinstance(
            access.access_location, x509.UniformResourceIdentifier
        ):
            return access.access_location.value
    return None


def _name(name: x509.Name) -> str:
    """The common name; without one the whole name."""
    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()


def _names(certificate: x509.Certificate) -> list[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return []
    return [
        str(name.value) for name in names.value if isinstance(name, (x509.DNSName, x509.IPAddress))
    ]


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
