"""The journal of a run, in its WARC file: what else a rebuild would have to guess.

Each request record says, in one field of JSON, what was requested and why. `metadata` records of
warc-fields (ISO 28500:2017, annex B has the form) say how the run began, which request had no
answer, and how the run ended.
"""

from __future__ import annotations

import json
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
    "link",
    "index",
]
_ROLES = frozenset(get_args(Role))
_CAUSES = frozenset(get_args(Cause))


@dataclass(frozen=True)
class Requested:
    """One request of a run: its number in it, from 1 on, and what it was for.

    `after` is the number of the request that this one repeats or goes on from, by `cause`.
    `identity` is the article's whose page is wanted, `section` the listing's first address, `page`
    which page of it. `hops` are links from the home page, `via` the address of the page with the
    link. A `link` is a page of which nothing is known; an `index` is a web archive's.
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
        """As one line of ASCII, without what goes without saying."""
        said = {_NAMES.get(name, name): value for name, value in asdict(self).items()}
        left_out = {"cause": "first", "hopsFromSeed": 0}
        short = {k: v for k, v in said.items() if v is not None and v != left_out.get(k)}
        return json.dumps(short, separators=(",", ":"))

    @classmethod
    def of(cls, text: str) -> Self | None:
        """The inverse of `json`; None for JSON of other programs."""
        try:
            said = json.loads(text)
            given = {name: said.get(_NAMES.get(name, name)) for name in cls.__dataclass_fields__}
            numbers = [given[name] or 0 for name in ("number", "after", "page", "hops")]
            texts = [given[name] or "" for name in ("identity", "section", "via")]
            is_ours = (
                isinstance(given["number"], int)
                and all(map(_is_number, numbers))
                and all(isinstance(text, str) for text in texts)
                and given["role"] in _ROLES
            )
        except (ValueError, AttributeError, TypeError, RecursionError):
            return None
        if not is_ours:
            return None
        given["cause"] = given["cause"] if given["cause"] in _CAUSES else "first"
        given["hops"] = given["hops"] or 0
        return cls(**given)


_YES = {True: "yes", False: "no"}
_NAMES = {"number": "n", "hops": "hopsFromSeed"}


@dataclass(frozen=True)
class Begin:
    """The first word of a run. `archive` and `run` are UUIDs; `previous` is the archive's file
    before this one, with its SHA-256 (hex)."""

    archive: str
    run: str
    started: str
    previous: tuple[str, str] | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    bounds: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

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
        )

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Self:
        """Raises ValueError, KeyError where a field is not as `block` writes it."""
        before = said.get("previous")
        return cls(
            said["archive"],
            said["run"],
            said["started"],
            (before, said["previous-sha256"]) if before else None,
            *(_mapping(said.get(name, "{}")) for name in ("arguments", "bounds", "settings")),
        )


@dataclass(frozen=True)
class Failure:
    """A request that had no answer, or none that was taken. `sent`: it was on the wire; `refused`:
    whoever has to be asked for everything refuses us; `again`: it was to be sent once more, unless
    that had been done as often as is usual."""

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
    def of(cls, said: Mapping[str, str], url: str, at: str) -> Self:
        """Raises KeyError where a field is missing."""
        flags = [said.get(name) == _YES[True] for name in ("sent", "refused", "again")]
        return cls(url, at, said["kind"], said["message"], *flags)


@dataclass(frozen=True)
class End:
    """The last word of a run: `why` it ended, whether all listings were `walked` to their end, and
    what was concluded. `received` is in bytes. `articles` are the ids of new articles, by
    identity."""

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

    def block(self) -> bytes:
        said = asdict(self)
        plain = {n: said.pop(n) for n in ("finished", "ended", "verdict", "reason")}
        return warc_fields(event="end", **plain, **{n: _json(v) for n, v in said.items()})

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Self:
        """Raises ValueError, KeyError where a field is not as `block` writes it."""
        made: dict[str, Any] = {name: said[name] for name in ("finished", "ended", "verdict")}
        for name in ("exit_code", "requests", "received"):
            made[name] = _number(_loaded(said[name]))
        made["walked"] = bool(_loaded(said["walked"]))
        made["articles"] = _mapping(said["articles"])
        for number in made["articles"].values():
            _number(number)
        for name in ("listed", "unlisted", "accepted"):
            made[name] = _texts(said[name])
        return cls(reason=said.get("reason"), **made)


def _loaded(text: str) -> Any:
    """JSON of a journal. Raises ValueError."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("JSON in too many layers") from error


def _mapping(text: str) -> dict[str, Any]:
    value = _loaded(text)
    if not isinstance(value, dict):
        raise ValueError(f"no JSON object: {text[:40]}")
    return value


def _texts(text: str) -> tuple[str, ...]:
    value = _loaded(text)
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(f"no list of texts: {text[:40]}")
    return tuple(value)


def _number(value: object) -> int:
    if not _is_number(value):
        raise ValueError(f"no number: {str(value)[:40]}")
    assert isinstance(value, int)
    return value


def _is_number(value: object) -> bool:
    """Whether it is one that a database can hold."""
    return isinstance(value, int) and 0 <= value < 1 << 63


def warc_fields(**said: str | None) -> bytes:
    """Lines of `name: value`; a value is put on one line, what is None left out."""
    return "".join(
        f"{name}: {' '.join(value.split())}\r\n"
        for name, value in said.items()
        if value is not None
    ).encode()


def fields_of(block: bytes) -> dict[str, str]:
    """The inverse of `warc_fields`."""
    lines = [line.partition(":") for line in block.decode("utf-8", "replace").splitlines()]
    return {name.strip(): value.strip() for name, _, value in lines if value}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
