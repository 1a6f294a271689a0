"""Why a request brought no page, in the same plain words on record and in a report."""

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

from kho_tin.base.reasons import of_problems
from kho_tin.base.reasons.problem_kinds import ProblemKind
from kho_tin.crawler.http.decoding import Undecoded
from kho_tin.crawler.http.offsite import RequestRefused
from kho_tin.crawler.http.tls_faults import tls_error

CUT = of_problems.connection_cut()
TOO_LARGE = of_problems.too_large()


def why(error: BaseException, *, seconds: float) -> tuple[str, str]:
    """A short fixed word, and a sentence. `seconds` is the timeout."""
    match error:
        case RequestRefused():
            return error.kind, str(error)
        case CannotResolveHostError():
            return "dns", of_problems.no_dns()
        case DownloadConnectionRefusedError():
            return "refused", of_problems.connection_refused()
        case DownloadTimeoutError():
            return "timeout", of_problems.timed_out(f"{seconds:g}")
        case DownloadFailedError() if reason := tls_error(error):
            return "tls", of_problems.tls_failed(reason)
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
    """A request that was not sent, or an answer that was refused, by Scrapy's own rules."""
    if "robots.txt" in message:
        return "robots", of_problems.robots_forbids()
    if "max redirections" in message:
        return "redirects", of_problems.endless_redirects()
    return "other", message[:300]


def problem_of(request: Request, error: BaseException) -> tuple[ProblemKind, str]:
    """Kind and message of the problem for a request without an answer."""
    kind, message = why(error, seconds=request.meta.get("download_timeout", 0))
    if isinstance(error, RequestRefused):
        return error.kind, message
    if isinstance(error, Undecoded):
        return "unreadable", message
    if kind == "robots":
        return "robots", message
    return "fetch", message
