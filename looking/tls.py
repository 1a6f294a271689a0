"""One TLS handshake with a site, to tell what its certificates are worth and what is missing."""

from __future__ import annotations

import datetime as dt
import ipaddress
import select
import socket
from contextlib import suppress
from time import monotonic, sleep
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID, NameOID
from OpenSSL import SSL
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from service_identity.pyopenssl import verify_hostname, verify_ip_address

from archive.times import utc
from crawling.addresses import is_loopback
from looking.failures import openssl_words
from looking.findings import Contact, Tls

# Error numbers of OpenSSL's certificate check (openssl/x509_vfy.h).
NO_ISSUER = {2, 20, 21}  # the issuer's certificate is not there; 21 follows from the others
NOT_YET_VALID, EXPIRED = 9, 10
SELF_SIGNED, SELF_SIGNED_ROOT = 18, 19
BAD_SIGNATURE = 7
TIMEOUT = 20  # seconds for a handshake, which is over in one if it works at all

_BUNDLE = (
    "Put it, as PEM, at the end of a copy of this machine's CA bundle, and name that copy in the "
    "environment: SSL_CERT_FILE=/path/to/bundle.pem."
)
_OLD = (
    "The server may know only TLS that is too old for this machine's OpenSSL; this lets it: "
    "-s DOWNLOADER_CLIENT_TLS_CIPHERS=DEFAULT:@SECLEVEL=0."
)

_NO_TLS = "Something else than TLS is spoken at that port: try http:// in place of https://."


def look_at(contact: Contact, *, pause: float) -> None:
    """See to the TLS of every https host that pages were asked of, `pause` seconds after the last
    request to it, and at once on loopback."""
    hosts = {}
    for page in contact.pages:
        parts = urlsplit(page.final_url)
        if parts.scheme == "https" and parts.hostname:
            hosts[parts.hostname, parts.port or 443] = page.final_url
    for (host, port), url in hosts.items():
        if not is_loopback(url):
            sleep(pause)
        contact.tls.append(shake_hands(host, port, TIMEOUT))


def shake_hands(host: str, port: int, timeout: float) -> Tls:
    """Connect, look at what the server shows, and hang up: no request is sent.

    Goes on whatever is wrong with the certificates, so that all of it can be told. Trusts what
    the crawl trusts: OpenSSL's own store, or SSL_CERT_FILE. Never raises.
    """
    found = Tls(host, port)
    errors: list[tuple[int, int]] = []  # OpenSSL's number, depth in the chain

    def note(_: SSL.Connection, __: object, number: int, depth: int, ok: int) -> bool:
        if not ok:
            errors.append((number, depth))
        return True

    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_default_verify_paths()
    context.set_options(0x4)  # OP_LEGACY_SERVER_CONNECT, as Scrapy sets it
    context.set_verify(SSL.VERIFY_PEER, note)
    try:
        with socket.create_connection((host, port), timeout) as plain:
            connection = SSL.Connection(context, plain)
            if not _is_address(host):
                connection.set_tlsext_host_name(host.encode("idna"))
            connection.set_connect_state()
            _handshake(connection, plain, monotonic() + timeout)
            _describe(found, connection, errors)
            with suppress(SSL.Error):
                connection.shutdown()
    except SSL.Error as error:
        words = openssl_words(error)
        found.faults.append(f"the handshake fails: {words}")
        found.advice.append(_NO_TLS if words == "wrong version number" else _OLD)
    except (OSError, UnicodeError) as error:
        found.faults.append(f"no connection: {error}")
    return found


def _handshake(connection: SSL.Connection, plain: socket.socket, until: float) -> None:
    while True:
        try:
            return connection.do_handshake()
        except SSL.WantReadError:
            if not select.select([plain], [], [], max(0.0, until - monotonic()))[0]:
                raise TimeoutError("no answer to the handshake in time") from None


def _describe(found: Tls, connection: SSL.Connection, errors: list[tuple[int, int]]) -> None:
    found.protocol = connection.get_protocol_version_name()
    sent = [one.to_cryptography() for one in connection.get_peer_cert_chain() or []]
    found.chain = [_name(one.subject) for one in sent]
    if not sent:
        found.faults.append("the server shows no certificate")
        return
    leaf = sent[0]
    found.subject, found.issuer = _name(leaf.subject), _name(leaf.issuer)
    found.names = _names(leaf)
    found.expires = utc(leaf.not_valid_after_utc)
    found.days_left = (leaf.not_valid_after_utc - dt.datetime.now(dt.UTC)).days
    numbers = {number for number, _ in errors}
    if numbers & NO_ISSUER:
        _no_issuer(found, sent)
    if SELF_SIGNED in numbers:
        found.faults.append("the certificate is signed by itself: nobody vouches for it")
        found.advice.append(
            "Ask the site's administrators for its fingerprint before it is trusted."
        )
    if SELF_SIGNED_ROOT in numbers:
        root = _name(sent[-1].subject)
        found.faults.append(f"this machine does not trust the chain's root, {root}")
        found.advice.append(f"If you trust that authority, get its root certificate. {_BUNDLE}")
    for number, depth in errors:
        which = _name(sent[depth].subject) if depth < len(sent) else "a certificate"
        if number == EXPIRED:
            found.faults.append(f"the certificate of {which} has expired")
        elif number == NOT_YET_VALID:
            found.faults.append(f"the certificate of {which} is not valid yet: is the clock right?")
        elif number == BAD_SIGNATURE:
            found.faults.append(f"the certificate of {which} is not signed by whom it names")
        elif number not in (*NO_ISSUER, SELF_SIGNED, SELF_SIGNED_ROOT):
            found.faults.append(f"the check of {which} fails (OpenSSL's error {number})")
    try:
        verify = verify_ip_address if _is_address(found.host) else verify_hostname
        verify(connection, found.host)
    except (VerificationError, CertificateError):
        known = ", ".join(found.names) or "no name at all"
        found.faults.append(f"the certificate is not for {found.host}, it is for {known}")
        found.advice.append("Ask for the site by a name that its certificate has, if there is one.")
    if {EXPIRED, NOT_YET_VALID} & numbers:
        found.advice.append("Tell the site's administrators; only they can mend it.")


def _no_issuer(found: Tls, sent: list[x509.Certificate]) -> None:
    last = sent[-1]
    missing = _name(last.issuer)
    if len(sent) == 1:
        found.faults.append(
            f"the chain is incomplete: the server sends its own certificate alone, and not that "
            f"of its issuer, {missing}"
        )
    else:
        found.faults.append(f"the chain ends at {missing}, which this machine does not know")
    where = _issuer_url(last)
    fetch = (
        f"The missing certificate is at {where}."
        if where
        else f"Get the certificate of {missing} from that authority, if you trust it."
    )
    found.advice.append(f"{fetch} {_BUNDLE}")


def _issuer_url(certificate: x509.Certificate) -> str | None:
    """Where the issuer's certificate can be had (RFC 5280, 4.2.2.1: caIssuers)."""
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
    """The common name; the whole name where there is none."""
    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()


def _names(certificate: x509.Certificate) -> list[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return []
    return [
        str(one.value) for one in names.value if isinstance(one, (x509.DNSName, x509.IPAddress))
    ]


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
