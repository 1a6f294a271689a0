"""Why a page could not be fetched, and what an operator can do about it."""

from __future__ import annotations

from kho_tin.crawler.http.failures import why
from kho_tin.crawler.http.robots import NoRobots
from kho_tin.outcome.statuses import GONE, REFUSALS
from kho_tin.preview.findings import Failure

_ELSEWHERE = (
    "Some of these sites serve addresses in Viet Nam only: try from another network, or ask the "
    "site's administrators, who can tell you by the User-Agent above."
)
_AGAIN = "Try again; if it stays so, the server is at fault."
_TLS = "The part about TLS says what is wrong, and what to do."
_WEB_ARCHIVE = (
    "If the site is no more, a web archive may have it: -a endpoint=https://web.archive.org/web/."
)
_ADVICE = {
    "dns": f"Check the spelling, and this machine's DNS. {_WEB_ARCHIVE}",
    "refused": "Check whether the address is http or https, and its port.",
    "timeout": f"{_ELSEWHERE} For a slow site give more time: -s DOWNLOAD_TIMEOUT=180.",
    "tls": _TLS,
    "certificate": _TLS,
    "cut": _AGAIN,
    "off_site": (
        "That was not followed: look at that address instead, if the news lives there now."
    ),
    "robots": "The site's robots.txt is obeyed: ask its administrators to admit KhoTin there.",
    "redirects": (
        "It may want a cookie, which a crawl does not keep: see in a browser without cookies."
    ),
}


def of_exception(error: BaseException, *, seconds: float) -> Failure:
    """A request without a response; `seconds` is the timeout."""
    if isinstance(error, NoRobots) and error.error:
        return of_exception(error.error, seconds=seconds)
    if isinstance(error, NoRobots) and not error.is_refusal:
        return Failure("status", str(error), "The server itself fails: try again later.")
    kind, message = why(error, seconds=seconds)
    if kind == "certificate":  # the part about TLS has all of it
        message = "the certificate could not be verified"
    if kind == "off_site":
        message = f"the page {message}"
    return Failure(kind, message, _ADVICE.get(kind, ""))


def of_page(why: str) -> Failure:
    """A page that could not be read within the bounds."""
    return Failure("exceeded", why, "A crawl keeps such a page, and goes on: report it.")


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
    """A request that Scrapy dropped without a message."""
    return Failure("redirects", "the page itself refreshes in a circle")


def of_wall(message: str) -> Failure:
    """A cookie wall or a challenge that was not passed."""
    return Failure("wall", message, _ELSEWHERE)
