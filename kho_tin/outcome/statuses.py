"""What HTTP status codes say of an article."""

from __future__ import annotations

from collections.abc import Collection

OK = 200
NOT_MODIFIED = 304
GONE = {404, 410}
# Answers that ask for a pause, and how often one request is repeated after one.
PAUSED = {429, 503}
PAUSES = 2
REFUSALS = {401, 403, 407, 429, 451, 503}


def is_sent_again(status: int, repeated: int, codes: Collection[int], times: int) -> bool:
    """Whether a request is sent again after an answer, having been `repeated` so often: after a
    status of `codes`, as the settings have them, up to `times`."""
    if status in PAUSED:
        return repeated < PAUSES
    return status in codes and repeated < times
