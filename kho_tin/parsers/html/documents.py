"""Documents that a page leads to or shows: by name, behind a handler, in a frame, in a viewer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from bs4 import Tag

from kho_tin.base.text import has_any, squeeze
from kho_tin.parsers.addresses import filename_of, leads_nowhere
from kho_tin.parsers.html.hidden import tags_of
from kho_tin.parsers.html.text import repair_entities, word_set
from kho_tin.parsers.model import Attachment

_SUFFIX = word_set(
    "pdf doc docx xls xlsx ppt pptx pps ppsx odt ods odp rtf zip rar 7z csv txt epub"
)
_SUFFIXES = "|".join(sorted(_SUFFIX, reverse=True))
_FILE = re.compile(rf"\.(?:{_SUFFIXES})$", re.IGNORECASE)
# Where a file's name ends within an address, and something else goes on.
_FILE_WITHIN = re.compile(rf"\.(?:{_SUFFIXES})(?=[&#?]|$)", re.IGNORECASE)
# Addresses of systems that send a file, known by the system's own names: Liferay; DotNetNuke (whose
# LinkClick also leads to pages, then with `link`); handlers of ASP.NET, PHP and Java that are named
# after what they do; DOCman, Phoca Download and jDownloads of Joomla; Download Manager of
# WordPress; NukeViet's module for files.
_FILE_SERVICE = re.compile(
    r"/c/document_library/get_file|/get_file\?"
    r"|/linkclick\.aspx\?(?:[^#]{0,300}&)?fileticket="
    r"|/(?:download(?:[_-]?(?:file|doc|document|attach(?:ment)?|handler)s?)?"
    r"|(?:get|send|down)[_-]?(?:file|doc|document|attach(?:ment)?)s?"
    r"|(?:file|attachment|document)[_-]?handler)\.(?:ashx|aspx|php|jsp|do|cfm)\?."
    r"|[?&/]doc_download\b|[?&]task=(?:doc_download|(?:document|file|download)\.(?:download|send))\b"
    r"|[?&]option=com_phocadownload&(?:[^#]{0,300}&)?download="
    r"|[?&]wpdmdl=\d|[?&]download=(?:1|true|yes)(?:&|$)|[?&]filehash=",
    re.IGNORECASE,
)
# Liferay: /documents/<group>/<folder>/<name>/<uuid>
_FILE_WITH_ID = re.compile(
    r"^/documents/.*\.(?:pdf|docx?|xlsx?|pptx?|rtf|zip|rar|7z|odt)/[^/]*$", re.IGNORECASE
)
# Addresses of which the words say that something is fetched. Pages are found there too, so the
# link's own words decide.
_FETCHING = re.compile(
    r"(?:^|[/_.?&=-])(?:downloads?|tai-?(?:ve|xuong|file|tep)|get-?file|attachments?|dinh-?kem|docman|file"
    r")(?:[/_.?&=-]|$)",
    re.IGNORECASE,
)
_PAGE = re.compile(r"\.(?:html?|xhtml|shtml)$", re.IGNORECASE)
_PROGRAM = re.compile(r"\.(?:aspx?|php|jsp|do|cfm)$", re.IGNORECASE)  # a page, without parameters
# A link's text that ends in a file's name, perhaps with its size.
_NAMED = re.compile(
    rf"\.(?:{_SUFFIXES})\s{{0,3}}(?:\([^()]{{0,40}}\))?[\s.;]{{0,5}}$", re.IGNORECASE
)
# Texts of links that say "download" or "here", not what the file is.
_GENERIC = re.compile(
    r"^(?:(?:xem|tải)(?: về| xuống| file| tại đây| chi tiết| tệp| văn bản| đính kèm)*|tại đây|ở đây"
    r"|đây|download|here|file|tệp|link|chi tiết|file đính kèm|tệp đính kèm|tệp tin"
    r"|click.*+)[\s.:]*$",
    re.IGNORECASE,
)
_DOWNLOAD = re.compile(
    r"\b(?:tải (?:về|xuống|file|tệp|văn bản|tài liệu)|download|(?:file|tệp)(?: tin)? đính kèm)\b",
    re.IGNORECASE,
)
_OF_DOWNLOADS = ("tải", "download", "đính kèm")  # one is in all that it matches (see `has_any`)
# Viewers, and the parameter in which they are given the file's address: PDF.js, Microsoft's and
# Google's. Programs named after PDF or flip books may be something else: then the value decides.
_VIEWER = re.compile(
    r"(?:(viewer(?:\.html?|\.php)?|/gview|/(?:view|embed)\.aspx)|/(?:pdf|flip)[\w-]{0,20}(?:\.\w{2,5})?)"
    r"/?\?(?:[^?#]{0,300}&)?(?:file|src|url|pdf|doc)=",
    re.IGNORECASE,
)
# ViewerJS has the file's address behind the sign for a fragment.
_AFTER_HASH = re.compile(r"viewer\w{0,20}(?:\.html?|/)?#", re.IGNORECASE)
_ESCAPED = re.compile(r"^(?:https?%3a|%2f|[^/?#&]{1,2000}%2f)", re.IGNORECASE)
# Media types by which an element says that it shows a document.
TYPE = re.compile(
    r"^application/(?:pdf|msword|rtf|vnd\.(?:openxmlformats|ms-|oasis\.opendocument)|x-pdf)", re.I
)
_FRAMES = ("iframe", "frame", "embed", "object")
_LEADING = frozenset(("a", "area", *_FRAMES))
_SOURCES = ("src", "data", "data-src", "data-lazy-src", "data-pdf", "data-file")
_LONGEST = 4000  # characters of an address; same from 2000 to 8000
_MOST = 100  # a bound on time: parameters of an object, or of an address
_LONGEST_NAME = 300  # characters of a link's text that names a file; same from 150 to 600


def attachments_of(root: Tag, link: Callable[[str], str]) -> tuple[Attachment, ...]:
    """The documents that an article's links lead to and its frames show, in the page's order,
    named as the link names them. `link` makes an address absolute and canonical."""
    files: dict[str, Attachment] = {}
    for tag in tags_of(root):
        if tag.name not in _LEADING:
            continue
        attachment = _framed(tag, link) if tag.name in _FRAMES else linked(tag, link)
        if attachment:
            files.setdefault(attachment.url, attachment)
    return tuple(files.values())


def is_file(address: str) -> bool:
    """Whether an address leads to a document rather than a page, by the address alone."""
    if _is_plainly_a_page(address):
        return False
    try:
        path = urlsplit(address).path
    except ValueError:
        return False
    return bool(
        _FILE.search(path)
        or _FILE_SERVICE.search(address[:_LONGEST])
        or _FILE_WITH_ID.search(path)
        or (_FETCHING.search(path) and _FILE.search(address.partition("#")[0][-_LONGEST:]))
        or viewed(address) is not None
    )


def _is_plainly_a_page(address: str) -> bool:
    """A cheap first look, for a page's hundreds of links: without parameters, fragment, a file's
    suffix and "doc" (as in Liferay's and DOCman's addresses) none of the patterns can match."""
    if "?" in address or "#" in address or "&" in address or not address.isprintable():
        return False
    address = address.lower()
    return "doc" not in address and address.rpartition(".")[2] not in _SUFFIX


def is_file_link(address: str, text: str, *, declared: bool = False) -> bool:
    """Whether a link of that `text` leads to a document: by its address, by the file's name in its
    text, or since both speak of fetching something. `declared`: the page says so itself."""
    if is_file(address):
        return True
    says_so = (
        declared
        or _NAMED.search(text[-_LONGEST_NAME:])
        or (_speaks_of_fetching(text[:_LONGEST_NAME]) and _FETCHING.search(address[:_LONGEST]))
    )
    if not says_so:
        return False
    try:
        path = urlsplit(address).path
    except ValueError:
        return False
    is_page = _PAGE.search(path) or (_PROGRAM.search(path) and "?" not in address)
    return not is_page and path not in ("", "/")


def _speaks_of_fetching(text: str) -> bool:
    return has_any(text, _OF_DOWNLOADS) and _DOWNLOAD.search(text) is not None


def viewed(source: str) -> str | None:
    """The address of the file that the viewer at `source` shows, relative to it; None where
    `source` is no viewer of a document.

    Some pages put the file's address behind "file=" without escaping it, so that blanks, "&" and
    "#" are part of it.
    """
    source = source[:_LONGEST]
    if (match := _AFTER_HASH.search(source)) and _FILE_WITHIN.search(source, match.end()):
        return source[match.end() :]
    if (match := _VIEWER.search(source)) is None:
        return None
    value = source[match.end() :]
    if _ESCAPED.match(value):
        value = unquote(value.partition("&")[0].partition("#")[0])
    elif end := _FILE_WITHIN.search(value):
        value = value[: end.end()]
    return value if _names_file(value) or (match[1] and "/" in value) else None


def _names_file(value: str) -> bool:
    """Whether a viewer's parameter names a document, and not a page that has one among its own
    parameters."""
    try:
        path = urlsplit(value).path
    except ValueError:
        return False
    return bool(_FILE.search(path) or _FILE_SERVICE.search(value) or _FILE_WITH_ID.search(path))


def resolved(source: str, link: Callable[[str], str]) -> str:
    """The address of the file that `source` leads to, or that the viewer there shows."""
    file = viewed(source)
    if file is None:
        return link(source)
    try:
        return link(urljoin(source, file))
    except ValueError:
        return ""


def framed(source: str, link: Callable[[str], str], *, declared: bool = False) -> Attachment | None:
    """The document in a frame with that `source`, if it is one. `declared`: the page says so."""
    if leads_nowhere(source):
        return None
    address = resolved(source, link)
    if not address or not (declared or is_file(address)):
        return None
    return Attachment(address, name_in(address))


def _framed(tag: Tag, link: Callable[[str], str]) -> Attachment | None:
    declared = bool(TYPE.match(str(tag.get("type") or "").strip()))
    for source in _sources(tag):
        if attachment := framed(source, link, declared=declared):
            return attachment
    return None


def _sources(tag: Tag) -> Iterator[str]:
    """What a frame or an object names as its content."""
    for name in _SOURCES:
        if value := str(tag.get(name) or "").strip():
            yield value
    for param in tag.find_all("param", limit=_MOST):
        if str(param.get("name") or "").lower() in ("src", "filename", "movie", "data", "url"):
            yield str(param.get("value") or "").strip()


def linked(tag: Tag, link: Callable[[str], str]) -> Attachment | None:
    """The document that a link leads to, if it leads to one."""
    href = str(tag.get("href") or "")
    if leads_nowhere(href):
        return None
    address = resolved(href, link)
    text = repair_entities(squeeze(tag.get_text()))
    saved_as = squeeze(str(tag.get("download") or ""))
    declared = tag.has_attr("download") or bool(TYPE.match(str(tag.get("type") or "").strip()))
    if not address or not is_file_link(address, text, declared=declared):
        return None
    name = saved_as if _FILE.search(saved_as) else name_in(address)
    if text and not _GENERIC.match(text) and "/" not in text[:1] and "://" not in text:
        name = text
    return Attachment(address, name)


def name_in(address: str) -> str:
    """The file's name in an address: in its path, else in a parameter of a handler; without either
    the last part of the path."""
    name = filename_of(address)
    if _FILE.search(name):
        return name
    try:
        query = urlsplit(address).query[:_LONGEST]
        values = [value for _, value in parse_qsl(query, max_num_fields=_MOST)]
    except ValueError:
        return name
    named = (squeeze(value.replace("\\", "/").rpartition("/")[2]) for value in values)
    return next((value for value in named if _FILE.search(value)), name)
