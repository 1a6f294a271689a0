"""The requests of one run: each has a number, a turn at which its answer takes effect, and an
end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scrapy.http import Request

from kho_tin.crawler.run.sequencer import Sequencer
from kho_tin.warc.journal import Cause, Requested


class Requests:
    """Keeps in each request's meta what it was made for (`requested`), whether it `is_sent`, and
    the `turn` of the last record about it."""

    def __init__(self) -> None:
        self.sequencer = Sequencer()
        self._numbers = 0
        self._open = set[int]()  # those that have not ended
        self._going_on: dict[int, Request] = {}  # not numbered yet; by the number of the one before
        self._sent = 0  # how many were sent, and
        self._back = 0  # how many of them were answered, or never will be

    def next_number(self) -> int:
        """The next number, for a request or for a problem in place of one."""
        self._numbers += 1
        return self._numbers

    def number(self, request: Request) -> None:
        """Give a request its number in the run. A request that goes on from another ends that
        one."""
        before: Requested = request.meta.get("requested") or Requested(0, "robots")
        number = self.next_number()
        cause, after = before.cause, before.after
        self.pass_over(request)
        if before.number:
            after = before.number
            self._going_on.pop(before.number, None)
            cause = request.meta.pop("cause", None) or _cause(request)
            self._open.discard(before.number)
        else:
            request.meta["first_url"] = request.url
        request.meta["redirects"] = request.meta.get("redirect_times", 0)
        numbered = replace(before, number=number, cause=cause, after=after)
        request.meta.update(requested=numbered, is_sent=False)
        for name in ("capture", "failure", "cut", "download_slot"):
            request.meta.pop(name, None)  # copied from the request before, maybe to another host
        if numbered.role != "robots":  # whose end is that of the pages which wait for it
            self._open.add(number)

    def is_sent(self, request: Request) -> None:
        """Note that a request is being sent."""
        self._sent += 1
        request.meta["is_sent"] = True

    def captured(self, request: Request) -> None:
        """Note that an answer is on the disk and in the database: now its turn is fixed, whatever
        becomes of it. A robots.txt means nothing for articles."""
        self._back += 1
        self.set_turn(request)

    def comes_to_nothing(self, request: Request) -> None:
        """Note that a request, which may have been sent, gets no answer."""
        self._back += request.meta["is_sent"]

    def end(self, request: Request) -> None:
        """Note that a request has ended: nothing goes on from it."""
        self._open.discard(request.meta["requested"].number)

    def set_turn(self, request: Request) -> None:
        """Let the record just written about a request be the one that counts."""
        self.pass_over(request)
        if request.meta["requested"].role != "robots":
            request.meta["turn"] = self.sequencer.take()

    def turn(self, request: Request) -> int:
        """The turn of the last record about a request. The caller must see to it that it is
        over."""
        turn: int = request.meta.pop("turn")
        return turn

    def pass_over(self, request: Request) -> None:
        """Nothing follows from what was written about a request so far."""
        turn = request.meta.pop("turn", None)
        if turn is not None:
            self.sequencer.over(turn)

    def goes_on(self, request: Request) -> None:
        """Note a waiting request that goes on from another, whose answer alone means nothing."""
        before = request.meta.get("requested")
        if before and before.number:
            self.pass_over(request)
            self._going_on[before.number] = request

    def left(self) -> Iterator[Request]:
        """The requests that would have gone on from an answer and were not sent, each numbered."""
        for request in list(self._going_on.values()):
            self.number(request)
            yield request

    def lost(self, requests: int) -> int:
        """How many have not ended, by this count and by `requests`, the downloader's count of those
        it sent."""
        return len(self._open) + max(abs(self._sent - self._back), abs(self._sent - requests))


def _cause(request: Request) -> Cause:
    """Why a request made by Scrapy itself goes on from another."""
    redirects = request.meta.get("redirect_times", 0)
    return "redirect" if redirects > request.meta.get("redirects", 0) else "retry"
