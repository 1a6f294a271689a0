"""Time-stamp tokens (RFC 3161), by the package rfc3161-client of the extra `proof`: a request for
one, and whether one is of some bytes and of an authority."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_proofs
from kho_tin.base.times import utc

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

LARGEST: Final = 1 << 20  # bytes of a token; with a chain of certificates one has 3 to 8 KB


class BadToken(Exception):
    """What is wrong with a token, in one line."""


@dataclass(frozen=True)
class Request:
    """A question to an authority, `der` as it is sent; the answer must repeat `nonce`."""

    der: bytes
    nonce: int | None


def is_installed() -> bool:
    """Whether the extra `proof` is."""
    return find_spec("rfc3161_client") is not None


def request(data: bytes) -> Request:
    """The question for a token of `data`, with the authority's certificates in the answer."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    made = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    return Request(made.as_bytes(), made.nonce)


@cache
def roots_in(path: Path) -> tuple[Certificate, ...]:
    """The certificates of a file (PEM) by which tokens are believed. Raises UsageError."""
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return tuple(dict.fromkeys(load_pem_x509_certificates(path.read_bytes())))
    except OSError as error:
        raise UsageError(of_proofs.roots_unreadable(path, error.strerror or "")) from error
    except ValueError as error:
        raise UsageError(of_proofs.no_roots(path)) from error


def check(token: bytes, data: bytes, roots: tuple[Certificate, ...], nonce: int | None) -> str:
    """The time (UTC, `…Z`) that a token says; `nonce` where the question is known. Raises BadToken
    where it is not of `data`, or of no authority that one of the roots vouches for."""
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    if len(token) > LARGEST:
        raise BadToken(f"has more than {LARGEST} bytes")
    try:
        answer = decode_timestamp_response(token)
        VerifierBuilder(roots=list(roots), nonce=nonce).build().verify_message(answer, data)
        return utc(answer.tst_info.gen_time)
    except (ValueError, VerificationError) as error:
        raise BadToken(" ".join(str(error).split())[:200] or "is no token") from error
