"""Canonical URLs, and what identifies an article even if its address changes."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from kho_tin.base.hosts import WEB, without_user, without_www
from kho_tin.base.text import squeeze

# Parameters that change while the page stays the same: sessions, campaigns, cache keys, return
# addresses. A `sid` of 16 characters or more is a session's; a shorter one may name the page.
_NOISE = re.compile(
    r"^(?:(?:jsessionid|phpsessid|aspsessionid\w*|sessionid|utm_\w+|fbclid|gclid|zarsrc|mc_[ce]id"
    r"|p_auth|p_p_auth|p_l_back_url|redirect|inheritredirect|_\w+_(?:redirect|backurl)"
    r"|cacheid|cvid|contentcache|aspxautodetectcookiesupport)(?:=|$)|mod=ajperes$"
    r"|sid=(?!\d+$)[\w.!\-]{16,}$)",
    re.IGNORECASE,
)
# ASP.NET's cookieless session, sign-in and the like stand in the path, "/(S(…))/" or "/(X(1)S(…))/"
# (HttpContext, "CookielessHelper"): letters with values, all in one pair of brackets.
_SESSION_IN_PATH = re.compile(
    r";jsessionid=[^/?#]*|/\((?:[AFSX]\([^()/?#]*\))+\)(?=/)", re.IGNORECASE
)
_PORTAL_STATE = re.compile(r"/!ut/p/.*", re.DOTALL)
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
# What browsers drop before they read an address (URL Standard, "basic URL parser"): C0 controls and
# blanks at its ends, tabs and line breaks anywhere.
_AROUND = "".join(map(chr, range(0x21)))
_DROPPED = str.maketrans("", "", "\t\n\r")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
# Addresses that are canonical as they stand, which is most of a page's; and the paths of such.
_PLAIN_ORIGIN = r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+"
_PLAIN_PATH = r"(?:/|(?:/[\w~-]+)+(?:\.\w+|/)?)"
_PLAIN = re.compile(_PLAIN_ORIGIN + _PLAIN_PATH, re.ASCII)
_PATH_ALONE = re.compile(_PLAIN_PATH, re.ASCII)
_ORIGIN = re.compile(_PLAIN_ORIGIN + r"(?=[/?#]|\Z)", re.ASCII)
_LETTERS = re.compile(r"(?:%20|%[89A-F][0-9A-F])+")
_EXTENSION = re.compile(r"\.[a-z][a-z0-9]{1,4}$", re.IGNORECASE)
# Only the scheme's own default port is dropped here; `base.hosts` drops both for comparing.
_DEFAULT_PORT = {"http": ":80", "https": ":443"}

# Characters that browsers leave alone in a path and in a query; "%" stays as it came.
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"
_QUERY_SAFE = _PATH_SAFE + "?[]{}|"


def is_address(identity: str) -> bool:
    """Whether an article is known by its address, and not by an id of its system."""
    return "://" in identity


def canonical(url: str, base: str = "", charset: str = "utf-8") -> str:
    """`url` (relative to `base`) absolute, and without fragment, session id and cache keys.

    An address is bytes, not text: what a browser would request (URL Standard). Blanks and letters
    outside ASCII are percent-encoded as they are, marks apart or not; in a path as UTF-8, in a
    query in the `charset` of the page with the link. The order of parameters and everything else
    stays as the site wrote it. "" for what is no address of a page.
    """
    url = as_parsed(url)
    if _PLAIN.fullmatch(url):
        return url
    if base and _PATH_ALONE.fullmatch(url) and (origin := _ORIGIN.match(base)):
        return f"{origin[0]}{url}"
    try:
        parts = urlsplit(urljoin(base, url) if base else url)
    except ValueError:
        return ""
    if parts.scheme not in (*WEB, "file"):
        return ""
    scheme, host = parts.scheme.lower(), without_user(parts.netloc.lower())
    host = host.removesuffix(_DEFAULT_PORT.get(scheme, ":"))
    if not host and scheme in WEB:
        return ""
    path = _SESSION_IN_PATH.sub("", parts.path) or "/"
    query = "&".join(item for item in parts.query.split("&") if item and not _NOISE.match(item))
    if "urile=" in query.lower() or "uri=nm:oid:" in query.lower():
        # WebSphere has the session's state in the path, and sometimes the listing's page number;
        # only the query names the content.
        if "WCM_Page" not in path:
            path = _PORTAL_STATE.sub("/", path)
        query = "&".join(map(_plain_urile, query.split("&")))
    path = quote(path, safe=_PATH_SAFE, errors="replace")
    query = quote(_encoded(query, charset), safe=_QUERY_SAFE)
    path = _ESCAPE.sub(lambda match: "%" + match.group(1).upper(), path)
    return urlunsplit((scheme, host, path, query, ""))


def as_parsed(url: str) -> str:
    """An address as the page writes it, as browsers read it: without tabs, line breaks and blanks
    around it; before the query, a backslash is a slash."""
    url = url.strip(_AROUND)
    if not url.isprintable():
        url = url.translate(_DROPPED)
    if "\\" not in url or ((scheme := _SCHEME.match(url)) and scheme[0][:-1].lower() not in WEB):
        return url
    end = min((place for sign in "?#" if (place := url.find(sign)) >= 0), default=len(url))
    return url[:end].replace("\\", "/") + url[end:]


def earlier_form(url: str) -> str | None:
    """The canonical address that the first versions made of the same link: marks composed, blanks
    squeezed. Captures of theirs have it. None where it is `url` itself, or cannot be known."""
    parts = urlsplit(url)
    try:
        path = _LETTERS.sub(lambda match: unquote(match[0], errors="strict"), parts.path)
    except UnicodeDecodeError:
        return None
    former = urlunsplit(parts._replace(path=quote(squeeze(path), safe=_PATH_SAFE)))
    return None if former == url else former


def _encoded(query: str, charset: str) -> bytes:
    """A query's bytes. What its charset does not have becomes a character reference, escaped (URL
    Standard, "percent-encode after encoding")."""
    try:
        data = query.encode(charset, "xmlcharrefreplace")
    except (LookupError, UnicodeError):
        return query.encode(errors="replace")
    if b"&#" not in data:
        return data
    return b"".join(
        letter.encode(charset, "ignore") or f"%26%23{ord(letter)}%3B".encode() for letter in query
    )


def _plain_urile(item: str) -> str:
    name, _, value = item.partition("=")
    return f"{name}={unquote(value)}" if name.lower() == "urile" else item


def identity_of_url(url: str) -> str:
    """The canonical URL as an identity: http and https, with and without www., are the same."""
    parts = urlsplit(canonical(url))
    host = without_www(parts.netloc)
    path = parts.path if len(parts.path) == 1 else parts.path.rstrip("/")
    return urlunsplit(("https", host, path, parts.query, ""))


_VNPT = re.compile(r"^/(?!categories/|listchildcat/)[^/]+-(\d+)\.html$", re.IGNORECASE)


def vnpt_id(url: str) -> str | None:
    """The number in an article's address "/{alias}-{id}.html" of the VNPT portal."""
    match = _VNPT.match(urlsplit(url).path)
    return match.group(1) if match else None


_URILE = re.compile(r"(?:^|[?&])urile=([^&#]+)", re.IGNORECASE)
_OID = re.compile(r"(?:^|[?&])uri=nm:oid:([A-Za-z0-9_]+)")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def websphere_identity(url: str) -> str | None:
    """The WCM path ("wcm:path:/lib/site/news/…") in `url`, or the uuid or object id; or None."""
    match = _URILE.search(urlsplit(url).query)
    if match:
        return unquote(match.group(1).replace("+", " ")).strip().rstrip("/")
    uuids = _UUID.findall(unquote(urlsplit(url).path))
    if uuids:
        return str(uuids[-1]).lower()
    match = _OID.search(unquote(urlsplit(url).query))
    return f"nm:oid:{match.group(1)}" if match else None


def filename_of(url: str) -> str:
    """The file's name in the address, with blanks and letters decoded, NFC."""
    parts = [part for part in unquote(urlsplit(url).path).split("/") if part]
    named = [part for part in parts if _EXTENSION.search(part)]
    # Liferay puts a uuid behind the file's name, and a plus sign for a blank.
    name = named[-1].replace("+", " ") if named else (parts[-1] if parts else "")
    return squeeze(name)


def leads_nowhere(href: str | None) -> bool:
    """Whether a link leads to no page: "#", "javascript:;", empty, a mail address."""
    link = as_parsed(href or "").lower()
    return not link or link.startswith(("#", "javascript:", "mailto:", "tel:", "data:", "about:"))
