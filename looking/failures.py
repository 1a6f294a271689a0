"""Why a page could not be had, and what an operator can do about it, in plain words."""

from __future__ import annotations

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawling.routing import OffSite
from crawling.run import GONE, REFUSALS
from looking.findings import Failure

_ELSEWHERE = (
    "Some of these sites serve addresses in Viet Nam only: try from another network, or ask the "
    "site's administrators, who can tell you by the User-Agent above."
)
_AGAIN = "Try again; if it stays so, the server is at fault."
_NO_COOKIES = "It may want a cookie, which a crawl does not keep: see in a browser without cookies."
_WEB_ARCHIVE = (
    "If the site is no more, a web archive may have it: -a endpoint=https://web.archive.org/web/."
)


def of_exception(error: BaseException, *, seconds: float) -> Failure:
    """A request without a response; `seconds` is how long was waited at most."""
    match error:
        case CannotResolveHostError():
            return Failure(
                "dns",
                "the host's name does not resolve",
                f"Check the spelling, and this machine's DNS. {_WEB_ARCHIVE}",
            )
        case DownloadConnectionRefusedError():
            return Failure(
                "refused",
                "the connection was refused: nothing listens at that host and port",
                "Check whether the address is http or https, and its port.",
            )
        case DownloadTimeoutError():
            return Failure(
                "timeout",
                f"no answer within {seconds:g} seconds",
                f"{_ELSEWHERE} For a slow site give more time: -s DOWNLOAD_TIMEOUT=180.",
            )
        case DownloadFailedError() if reason := _tls_error(error):
            return Failure(
                "tls",
                f"the TLS connection failed: {reason}",
                "The part about TLS says what is wrong, and what to do.",
            )
        case DownloadFailedError() | ResponseDataLossError():
            return of_cut("the connection was cut before the page was whole")
        case DownloadCancelledError():
            return Failure("too_large", "the answer is larger than DOWNLOAD_MAXSIZE")
        case OffSite():
            return Failure(
                "offsite",
                f"the page {error}",
                "That was not followed: look at that address instead, if the news lives there now.",
            )
        case IgnoreRequest():
            return _ignored(str(error))
    text = " ".join(str(error).split())
    return Failure("other", f"{type(error).__name__}: {text}"[:300])


def of_status(status: int) -> Failure:
    """An answer that is not 200."""
    if status in (429, 503):
        advice = "The site is busy, or wants fewer requests: try again later."
    elif status in REFUSALS:
        advice = _ELSEWHERE
    elif status in GONE:
        advice = f"There is no such page: check the address. {_WEB_ARCHIVE}"
    elif status >= 500:
        advice = "The server itself fails: try again later."
    else:
        advice = ""
    return Failure("status", f"answered {status}", advice)


def of_cut(message: str) -> Failure:
    """A page whose end did not arrive."""
    return Failure("cut", message, _AGAIN)


def of_drop() -> Failure:
    """A request that Scrapy did not send, and did not say so."""
    return Failure("redirects", "the page itself refreshes to another site, or in a circle")


def of_wall(message: str) -> Failure:
    """A wall that stands in front of the page, and did not open."""
    return Failure("wall", message, _ELSEWHERE)


def _ignored(message: str) -> Failure:
    """A request that was not sent, or an answer that was not taken, by our own rules."""
    if "robots.txt" in message:
        return Failure(
            "robots",
            "robots.txt forbids this page to us",
            "The site's robots.txt is obeyed: ask its administrators to admit KhoTin there.",
        )
    if "max redirections" in message:
        return Failure("redirects", "the page redirects without end", _NO_COOKIES)
    if "MAXSIZE" in message:
        return Failure("too_large", "the answer is larger than DOWNLOAD_MAXSIZE")
    return Failure("other", message[:300])


def _tls_error(error: BaseException) -> str | None:
    """OpenSSL's own words, if that is where a connection failed."""
    reasons = getattr(error.__cause__, "reasons", ())
    for reason in reasons:
        if isinstance(reason.value, SSL.Error):
            return openssl_words(reason.value)
    return None


def openssl_words(error: SSL.Error) -> str:
    """What OpenSSL says went wrong, such as "certificate verify failed"."""
    entries = error.args[0] if error.args else ()
    if isinstance(entries, list) and entries:
        return str(entries[-1][-1])
    return "the server hung up" if isinstance(error, SSL.SysCallError) else "no reason given"
