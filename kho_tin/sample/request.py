"""What a face needs to know of a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# Stands in a page for what differs from one request to the next; 24 letters of base64.
TURN = "turnturnturnturnturnturn"


@dataclass(frozen=True)
class SampleRequest:
    """`path` is decoded, without a session id; `origin` is the scheme and host that the client
    used, without a slash at the end."""

    path: str
    query: Mapping[str, str]
    origin: str
