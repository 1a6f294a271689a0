"""What statuses of HTTP say of an article."""

from __future__ import annotations

OK = 200
GONE = {404, 410}
# Answers that ask for a pause, and how often one request is repeated after one.
PAUSED = {429, 503}
PAUSES = 2
REFUSALS = {401, 403, 407, 429, 451, 503}
