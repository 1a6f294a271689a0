"""Why a request brought no page, in plain words: the same on record and in a report."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Request

from kho_tin.crawler.http.borders import Refused
from kho_tin.crawler.http.decoding import Undecoded
from kho_tin.crawler.http.tls_faults import tls_error

CUT = "the connection was cut before the page was whole"
TOO_LARGE = "the answer is larger than PAGE_MAXSIZE, or DOWNLOAD_MAXSIZE of a file"


def why(error: BaseException, *, seconds: float) -> tuple[str, str]:
    """A short fixed word, and a sentence; `seconds` is how long was waited at most."""
    match error:
        case Refused():
            return error.kind, str(error)
        case CannotResolveHostError():
            return "dns", "the host's name does not resolve"
        case DownloadConnectionRefusedError():
            return "refused", "the connection was refused: nothing listens at that host and port"
        case DownloadTimeoutError():
            return "timeout", f"no whole answer within {seconds:g} seconds"
        case DownloadFailedError() if reason := tls_error(error):
            return "tls", f"the TLS connection failed: {reason}"
        case DownloadFailedError() | ResponseDataLossError():
            return "cut", CUT
        case DownloadCancelledError():
            return "too_large", TOO_LARGE
        case Undecoded():
            return "unreadable", str(error)
        case IgnoreRequest():
            return _ignored(str(error))
    text = " ".join(str(error).split())
    return "other", f"{type(error).__name__}: {text}"[:300]


def _ignored(message: str) -> tuple[str, str]:
    """A request that was not sent, or an answer that was not taken, by Scrapy's own rules."""
    if "robots.txt" in message:
        return "robots", "robots.txt forbids this page to us"
    if "max redirections" in message:
        return "redirects", "the page redirects without end"
    return "other", message[:300]


def problem_of(request: Request, error: BaseException) -> tuple[str, str]:
    """Kind and message of the problem that a request without an answer is."""
    kind, message = why(error, seconds=request.meta.get("download_timeout", 0))
    if kind == "robots" or isinstance(error, (Refused, Undecoded)):
        return kind, message
    return "fetch", message
