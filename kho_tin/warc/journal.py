"""The journal of a run, in its WARC file: what a rebuild would otherwise have to guess.

Each request record says, in one field of JSON, what was requested and why. `metadata` records of
warc-fields (ISO 28500:2017, annex B has the form) say how the run began, which request had no
answer, and how the run ended.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self, get_args

# A field of Webrecorder's, for JSON about the record it stands in.
FIELD = "WARC-JSON-Metadata"
WARC_FIELDS = "application/warc-fields"

Cause = Literal["first", "retry", "redirect", "wall", "refresh", "postback"]
Role = Literal[
    "home",
    "listing",
    "article",
    "image",
    "attachment",
    "robots",
    "sitemap",
    "feed",
    "endpoint",
    "link",
    "index",
]
_ROLES = frozenset(get_args(Role))
_CAUSES = frozenset(get_args(Cause))


@dataclass(frozen=True)
class Requested:
    """One request of a run: its number in it, from 1 on, and what it was for.

    `after` is the number of the request that this one repeats or goes on from, by `cause`; of a
    postback, that of the page whose form it sends.
    `identity` is the article's whose page is wanted, `section` the listing's first address, `page`
    which page of it. `hops` are links from the home page, `via` the address of the page with the
    link. A `link` is a page of which nothing is known; an
    `endpoint` is an interface that a page names; an `index` is a web archive's.
    """

    number: int
    role: Role
    cause: Cause = "first"
    after: int | None = None
    identity: str | None = None
    section: str | None = None
    page: int | None = None
    hops: int = 0
    via: str | None = None

    def json(self) -> str:
        """As one line of ASCII, without default values."""
        fields = {_NAMES.get(name, name): value for name, value in vars(self).items()}
        left_out = {"cause": "first", "hopsFromSeed": 0}
        short = {k: v for k, v in fields.items() if v is not None and v != left_out.get(k)}
        return json.dumps(short, separators=(",", ":"))

    @classmethod
    def of(cls, text: str) -> Self | None:
        """The inverse of `json`; None for JSON of other programs."""
        try:
            data = json.loads(text)
            values = {name: data.get(_NAMES.get(name, name)) for name in cls.__dataclass_fields__}
            numbers = [values[name] or 0 for name in ("number", "after", "page", "hops")]
            texts = [values[name] or "" for name in ("identity", "section", "via")]
            is_ours = (
                isinstance(values["number"], int)
                and all(map(_is_number, numbers))
                and all(isinstance(text, str) for text in texts)
                and values["role"] in _ROLES
            )
        except (ValueError, AttributeError, TypeError, RecursionError):
            return None
        if not is_ours:
            return None
        values["cause"] = values["cause"] if values["cause"] in _CAUSES else "first"
        values["hops"] = values["hops"] or 0
        return cls(**values)


_SQUEEZED = re.compile(r"(?<=\s)\s|[^\S ]")
_YES = {True: "yes", False: "no"}
_BEGIN_JSON = ("arguments", "bounds", "settings", "dates")
_NAMES = {"number": "n", "hops": "hopsFromSeed"}


@dataclass(frozen=True)
class Begin:
    """The first entry of a run. `archive` and `run` are UUIDs; `previous` is the archive's WARC
    file before this one, with its SHA-256 (hex). `dates` is the site's profile of dates by which
    the run reads; empty where there is none."""

    archive: str
    run: str
    started: str
    previous: tuple[str, str] | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    bounds: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    dates: Mapping[str, Any] = field(default_factory=dict)

    def block(self) -> bytes:
        name, digest = self.previous or (None, None)
        return warc_fields(
            event="begin",
            archive=self.archive,
            run=self.run,
            started=self.started,
            previous=name,
            **{"previous-sha256": digest},
            arguments=_json(self.arguments),
            bounds=_json(self.bounds),
            settings=_json(self.settings),
            dates=_json(self.dates) if self.dates else None,
        )

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Self:
        """Raises ValueError, KeyError where a field is not as `block` writes it."""
        before = fields.get("previous")
        return cls(
            fields["archive"],
            fields["run"],
            fields["started"],
            (before, fields["previous-sha256"]) if before else None,
            *(_mapping(fields.get(name, "{}")) for name in _BEGIN_JSON),
        )


@dataclass(frozen=True)
class Failure:
    """A request without an answer, or whose answer was not accepted. `sent`: it went on the wire.
    `refused`: the site, or the web archive in its place, does not admit the crawl at all. `again`:
    it was to be sent again, unless its retries were used up."""

    url: str
    at: str
    kind: str
    message: str
    sent: bool
    refused: bool = False
    again: bool = False

    def block(self) -> bytes:
        return warc_fields(
            event="failure",
            kind=self.kind,
            message=self.message,
            sent=_YES[self.sent],
            refused=_YES[True] if self.refused else None,
            again=_YES[True] if self.again else None,
        )

    @classmethod
    def of(cls, fields: Mapping[str, str], url: str, at: str) -> Self:
        """Raises KeyError where a field is missing."""
        flags = [fields.get(name) == _YES[True] for name in ("sent", "refused", "again")]
        return cls(url, at, fields["kind"], fields["message"], *flags)


@dataclass(frozen=True)
class End:
    """The last entry of a run: how it `ended`, whether all listings were `walked` to their end, and
    its verdict. `received` is in bytes. `articles` are the ids of new articles, by identity;
    `sources` are numbers of what each source of news named. `dates` is the site's profile of dates,
    where this run has changed it."""

    finished: str
    ended: str
    verdict: str
    reason: str | None
    exit_code: int
    walked: bool
    requests: int
    received: int
    articles: Mapping[str, int] = field(default_factory=dict)
    listed: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    sources: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    dates: Mapping[str, Any] = field(default_factory=dict)

    def block(self) -> bytes:
        values = asdict(self)
        if not self.dates:
            del values["dates"]
        plain = {n: values.pop(n) for n in ("finished", "ended", "verdict", "reason")}
        return warc_fields(event="end", **plain, **{n: _json(v) for n, v in values.items()})

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Self:
        """Raises ValueError, KeyError where a field is not as `block` writes it."""
        made: dict[str, Any] = {name: fields[name] for name in ("finished", "ended", "verdict")}
        for name in ("exit_code", "requests", "received"):
            made[name] = _number(_loaded(fields[name]))
        made["walked"] = bool(_loaded(fields["walked"]))
        made["articles"] = _mapping(fields["articles"])
        for number in made["articles"].values():
            _number(number)
        for name in ("listed", "unlisted", "accepted"):
            made[name] = _texts(fields[name])
        made["sources"] = {
            source: {name: _number(number) for name, number in _object(numbers).items()}
            for source, numbers in _mapping(fields.get("sources", "{}")).items()
        }
        made["dates"] = _mapping(fields.get("dates", "{}"))
        return cls(reason=fields.get("reason"), **made)


def _loaded(text: str) -> Any:
    """JSON of a journal. Raises ValueError."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("JSON in too many layers") from error


def _mapping(text: str) -> dict[str, Any]:
    return _object(_loaded(text))


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"no JSON object: {str(value)[:40]}")
    return value


def _texts(text: str) -> tuple[str, ...]:
    value = _loaded(text)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"no list of texts: {text[:40]}")
    return tuple(value)


def _number(value: object) -> int:
    if not _is_number(value):
        raise ValueError(f"no number: {str(value)[:40]}")
    assert isinstance(value, int)
    return value


def _is_number(value: object) -> bool:
    """Whether `value` is a number, not negative, that SQLite can hold."""
    return isinstance(value, int) and 0 <= value < 1 << 63


def warc_fields(**fields: str | None) -> bytes:
    """Lines of `name: value`; a value is put on one line, what is None left out."""
    return "".join(
        f"{name}: {' '.join(value.split())}\r\n"
        for name, value in fields.items()
        if value is not None
    ).encode()


def fields_of(block: bytes) -> dict[str, str]:
    """The inverse of `warc_fields`."""
    lines = [line.partition(":") for line in block.decode("utf-8", "replace").splitlines()]
    return {name.strip(): value.strip() for name, _, value in lines if value}


def _json(value: object) -> str:
    """JSON that `warc_fields` leaves as it is: of white space only single blanks are not escaped.
    Identities may have others."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _SQUEEZED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
