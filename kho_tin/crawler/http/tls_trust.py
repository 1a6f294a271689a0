"""Which certificates are trusted: those that the machine trusts, and those that an operator
adds."""

from __future__ import annotations

import ssl
from pathlib import Path

from OpenSSL import SSL

from kho_tin.base import project
from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_sites

# OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT, which pyOpenSSL has no name for.
_LEGACY_SERVER_CONNECT = 0x4


def bundle_at(ca_bundle: str) -> Path:
    """The file that a site's `ca_bundle` names, relative to the project's folder. Raises UsageError
    if no certificates can be read from it."""
    path = project.folder() / ca_bundle
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except ssl.SSLError:
        raise UsageError(of_sites.no_certificate(path, path.name)) from None
    except OSError as error:
        raise UsageError(of_sites.certificate_unreadable(path, error.strerror)) from None
    return path


def reach_old_servers(context: SSL.Context) -> None:
    """Let `context` connect to servers without RFC 5746, as OpenSSL did until version 3: for many
    of gov.vn it now says "unsafe legacy renegotiation disabled". Their certificates are checked
    like all others; the attack in question is on clients that send passwords."""
    context.set_options(_LEGACY_SERVER_CONNECT)


def trust(context: SSL.Context, ca_bundle: str | None) -> None:
    """Let `context` trust the certificates that this machine trusts (or those of SSL_CERT_FILE in
    the environment), and those of `ca_bundle`."""
    context.set_default_verify_paths()
    if ca_bundle:
        context.load_verify_locations(str(project.folder() / ca_bundle))
