"""The headers of every answer, and searches rewritten where Datasette would misread them.

Pages run our own scripts and load our own files, from this server, and no others. Datasette's
pages have a few `style` attributes and blocks: templates allow those by their hash (`allow_style`)
or by the page's nonce, and a browser ignores all others.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from kho_tin.web import language, profiles
from kho_tin.web.http import Request
from kho_tin.web.search.expression import index_suffices
from kho_tin.web.search.query import parse

RULES = "kho_tin_rules"
MATCHING = "_matching"  # a query that needs more than Datasette's own `_search` can do

OK = 200
READING = ("GET", "HEAD")  # POST is that of an MCP client, or of a form of Datasette's
App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

ALWAYS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]


@dataclass
class Rules:
    """What one page needs beyond our own files. It is in ASGI's scope; templates fill it in."""

    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    nonce_used: bool = False
    styles: set[str] = field(default_factory=set)

    def use_nonce(self) -> str:
        """The page's nonce, for a block in our templates."""
        self.nonce_used = True
        return self.nonce

    def allow_style(self, value: str) -> str:
        """Allow `style="{value}"` and `<style>{value}`. Returns "", to be called in templates."""
        self.styles.add(base64.b64encode(hashlib.sha256(value.encode()).digest()).decode())
        return ""


def policy(rules: Rules) -> str:
    """The Content-Security-Policy of a page."""
    nonce = f" 'nonce-{rules.nonce}'" if rules.nonce_used else ""
    hashes = "".join(f" 'sha256-{style}'" for style in sorted(rules.styles))
    styles = f"'self'{nonce}" + (f" 'unsafe-hashes'{hashes}" if hashes else "")
    return (
        f"default-src 'none'; script-src 'self'{nonce}; style-src {styles}; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def table_search(path: str, query_string: bytes) -> bytes:
    """The query string with which Datasette is to answer.

    An empty search box means all articles; Datasette would search for nothing, and find none.
    On the table of articles a search that takes more than the index goes to `_matching`,
    which `tables.matching` answers.
    """
    if b"_search=" not in query_string:
        return query_string
    pairs = parse_qsl(query_string.decode("latin-1"), keep_blank_values=True)
    kept = []
    for name, value in pairs:
        if name == MATCHING:
            continue  # of the previous search, sent again by the form
        if name == "_search":
            if not value.strip():
                continue
            # Only its last part: base_url or the name of an archive may have a dot.
            articles = path.rpartition("/")[2].partition(".")[0] == "articles"
            if articles and not index_suffices(parse(value)):
                kept.append((MATCHING, value))
                continue
        kept.append((name, value))
    return query_string if kept == pairs else urlencode(kept).encode()


def wrapped(app: App, base_path: Callable[[], str]) -> App:
    """`app` with these headers and searches. `base_path` gives the path of the cookie."""

    profile = profiles.current()

    async def answered(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        query = scope.get("query_string") or b""
        rules = Rules()
        scope = {
            **scope,
            "query_string": table_search(scope.get("path", ""), query),
            RULES: rules,
        }
        language.enter(Request(scope, receive))
        cookie = language.cookie(query, base_path()) if b"lang=" in query else None

        async def sent(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                names = {name.lower() for name, _ in headers}
                added = [header for header in ALWAYS if header[0] not in names]
                if b"content-security-policy" not in names:
                    added.append((b"content-security-policy", policy(rules).encode()))
                if _is_page(headers):
                    added.append((b"vary", b"Accept-Language, Cookie"))
                    if cookie:
                        added.append((b"set-cookie", cookie.encode("latin-1")))
                if profile.keeps is not None and b"cache-control" not in names:
                    is_plain = scope["method"] in READING and not cookie and not is_known(scope)
                    may_keep = message["status"] == OK and is_plain
                    kept = f"public, max-age={profile.keeps}" if may_keep else "no-store"
                    added.append((b"cache-control", kept.encode()))
                    if may_keep and not _is_page(headers):  # feeds have words, too
                        added.append((b"vary", b"Accept-Language, Cookie"))
                message = {**message, "headers": headers + added}
            await send(message)

        await app(scope, receive, sent)

    return answered


def is_known(scope: dict[str, Any]) -> bool:
    """Whether a request is that of somebody who has logged in, or comes with a token."""
    return any(
        name == b"authorization" or (name == b"cookie" and b"ds_actor" in value)
        for name, value in scope["headers"]
    )


def _is_page(headers: list[tuple[bytes, bytes]]) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(b"text/html")
        for name, value in headers
    )
