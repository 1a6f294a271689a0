"""What statuses of HTTP say of an article."""

from __future__ import annotations

GONE = {404, 410}
REFUSALS = {401, 403, 407, 429, 451, 503}
