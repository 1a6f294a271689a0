"""What a worker process writes to the server: one answer after another, in frames.

A frame is a letter, four bytes of length and so many bytes. HEAD begins an answer. A second HEAD
begins it anew: the answer failed on the way, and the error replaces what had been written.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any, Final

READY: Final = b"R"
HEAD: Final = b"H"  # JSON: status and headers
BODY: Final = b"B"
END: Final = b"E"
TOO_LARGE: Final = b"L"  # ends an answer of more bytes than one may have

# The exit code of a worker process that ran out of memory.
NO_MEMORY: Final = 9


def frame(kind: bytes, content: bytes = b"") -> bytes:
    """A frame as it is written."""
    return kind + len(content).to_bytes(4, "big") + content


async def read(stream: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """The next frame's kind and content. Raises IncompleteReadError where the process ended."""
    head = await stream.readexactly(5)
    return head[:1], await stream.readexactly(int.from_bytes(head[1:], "big"))


def packed(scope: dict[str, Any]) -> bytes:
    """A request without a body as one line of JSON."""
    request = {
        **{
            name: scope.get(name)
            for name in ("http_version", "method", "scheme", "path", "client", "server")
        },
        **{
            name: scope[name].decode("latin-1")
            for name in ("raw_path", "query_string")
            if scope.get(name) is not None
        },
        "headers": _text(scope["headers"]),
    }
    return json.dumps(request).encode() + b"\n"


def unpacked(line: bytes) -> dict[str, Any]:
    """The scope that `packed` was given, for an ASGI application."""
    scope = json.loads(line)
    for name in ("raw_path", "query_string"):
        if name in scope:
            scope[name] = scope[name].encode("latin-1")
    headers = _bytes(scope["headers"])
    return {
        **scope,
        "type": "http",
        "asgi": {"version": "3.0"},
        "root_path": "",
        "headers": headers,
    }


def head(message: dict[str, Any]) -> bytes:
    """A HEAD frame of ASGI's `http.response.start`."""
    content = {"status": message["status"], "headers": _text(message.get("headers", []))}
    return frame(HEAD, json.dumps(content).encode())


def start(content: bytes) -> dict[str, Any]:
    """ASGI's message of a HEAD frame's content."""
    read = json.loads(content)
    return {
        "type": "http.response.start",
        "status": read["status"],
        "headers": _bytes(read["headers"]),
    }


def _text(headers: Any) -> list[list[str]]:
    return [[part.decode("latin-1") for part in header] for header in headers]


def _bytes(headers: Any) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
