"""The article that an address names, in whatever form somebody has it.

It may be the article's own address, with or without `www.`, by http or https, with what campaigns
add to it; one that it had before; one whose record is merged into another; a web archive's copy of
any of these; or a lasting address of ours, on any host.
"""

from __future__ import annotations

import json
import re
import sqlite3
from itertools import product
from typing import Final
from urllib.parse import SplitResult, urlsplit

from kho_tin.archive.decisions import leads_to
from kho_tin.archive.lasting_names import PID, pid_of
from kho_tin.base.hosts import WEB, site_host, www_variant
from kho_tin.parsers.addresses import (
    canonical,
    earlier_form,
    identity_of_url,
    vnpt_id,
    websphere_identity,
)

_LASTING: Final = re.compile(rf"/a/({PID})(?:[@./](?s:.*))?\Z")
# In the path of a web archive's address that of the page stands whole, behind a moment or `*`; some
# archives reduce its double slash to one. Where the page's has no http, the moment has 14 digits.
_ARCHIVED: Final = re.compile(r"/(https?):/+(?=[^/])|/\d{14}(?:[a-z]{2}_)?/(?=[^/]+\.)")
# A host with a domain of letters, and a path; `TP.HCM` has none.
_WITHOUT_SCHEME: Final = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/\S*", re.IGNORECASE)
_OF_ARTICLE: Final = (
    "SELECT pid FROM articles WHERE site IN (SELECT name FROM sites) AND {} IN ({})"
)
_LIST: Final = "SELECT value FROM json_each(?)"
_CAPTURED: Final = (
    "SELECT pid FROM captures JOIN observations ON observations.capture = captures.id "
    "JOIN articles ON articles.id = article "
    f"WHERE observations.content_sha256 IS NOT NULL AND captures.{{}} IN ({_LIST})"
)
_REDIRECTED: Final = f"SELECT leads_to FROM aliases WHERE pid IN ({_LIST})"
_HOSTS: Final = (
    "SELECT name, home_url FROM sites UNION SELECT site, value FROM site_eras, json_each(hosts)"
)


def address_typed(text: str) -> str | None:
    """The canonical address of the page that `text` names, where it is an address and nothing else:
    of a web archive's copy, the page's own. None for any other text. Never raises."""
    typed = text.strip().strip('<>"“”')
    if not typed or any(sign.isspace() for sign in typed):
        return None
    if not re.match("https?:/", typed, re.IGNORECASE):
        if not (_WITHOUT_SCHEME.fullmatch(typed) or _LASTING.search(typed)):
            return None
        # The host of a lasting address does not matter.
        typed = f"http://localhost{typed}" if typed.startswith("/") else f"http://{typed}"
    own = canonical(typed)
    path, question, query = own.partition("?")
    begun = path.find("/", len("https://"))
    if begun >= 0 and (archived := _ARCHIVED.search(path, begun)):
        inner = f"{archived[1] or 'http'}://{path[archived.end() :]}{question}{query}"
        return canonical(inner) or None
    return own or None


def articles_at(connection: sqlite3.Connection, address: str) -> list[int]:
    """The ids of the articles that have or had an address (canonical): mostly one, or none; more if
    several sites have it. Of records that are one it is the one to which the others lead."""
    parts = urlsplit(address)
    if lasting := _LASTING.search(parts.path):
        pids = [lasting[1]]
    else:
        pids = _pids(connection, address, parts)
    into = [leads_to(connection, pid) or pid for pid in dict.fromkeys(pids)]
    sql = f"SELECT id FROM articles WHERE pid IN ({_LIST}) ORDER BY id"
    return [row[0] for row in connection.execute(sql, [json.dumps(into)])]


def _pids(connection: sqlite3.Connection, address: str, parts: SplitResult) -> list[str]:
    forms = forms_of(address)
    identities = [identity_of_url(form) for form in (address, earlier_form(address)) if form]
    lookups = [
        (_OF_ARTICLE.format("identity", _LIST), identities),
        (_OF_ARTICLE.format("url", _LIST), forms),
        (_CAPTURED.format("page_url"), forms),
        (_CAPTURED.format("url"), forms),
    ]
    for sql, values in lookups:
        if rows := connection.execute(sql, [json.dumps(values)]).fetchall():
            return [pid for (pid,) in rows]
    sites, ids = _by_system(connection, address, parts)
    sql = f"SELECT pid FROM articles WHERE site IN ({_LIST}) AND identity IN ({_LIST})"
    rows = connection.execute(sql, [json.dumps(sites), json.dumps(ids)]).fetchall()
    if not rows:
        every = [site for (site,) in connection.execute("SELECT name FROM sites")]
        led = [*product(every, identities), *product(sites, ids)]
        rows = connection.execute(
            _REDIRECTED, [json.dumps([pid_of(*each) for each in led])]
        ).fetchall()
    return [pid for (pid,) in rows]


def forms_of(address: str) -> list[str]:
    """Every way in which the archive may have written an address (canonical)."""
    parts = urlsplit(address)
    bare = parts.path.rstrip("/")
    return [
        form
        for scheme in WEB
        for host in (parts.netloc, www_variant(parts.netloc))
        for path in (bare or "/", f"{bare}/")
        for own in [parts._replace(scheme=scheme, netloc=host, path=path).geturl()]
        for form in (own, earlier_form(own))
        if form
    ]


def _by_system(
    connection: sqlite3.Connection, address: str, parts: SplitResult
) -> tuple[list[str], list[str]]:
    """The sites with the address's host, and the number or the path that a site's system has in its
    addresses, whatever else stands there: a title may have changed, and the address with it."""
    bare = address.rstrip("/")
    ids = [named for named in (vnpt_id(bare), websphere_identity(bare)) if named]
    host = site_host(parts.netloc)
    sites = {
        site
        for site, url in connection.execute(_HOSTS)
        if site_host(urlsplit(url).netloc or url) == host
    }
    return sorted(sites), ids
