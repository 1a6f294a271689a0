"""The parsers: those that the modules in `cms/` declare, and the general one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from kho_tin.base.declared import Undeclared, collect
from kho_tin.parsers import cms
from kho_tin.parsers.general import article as general
from kho_tin.parsers.parser import Parser

# Reads pages that no other parser recognises.
GENERAL = general.PARSER


def checked(parsers: Sequence[Parser]) -> tuple[Parser, ...]:
    """The parsers, sorted by name and version. Raises Undeclared for one that would be chosen
    wrongly or never: without marks, with another's name and version, or with an `until` that is
    missing or too early."""
    in_order = sorted(parsers, key=lambda parser: (parser.name, parser.version))
    for name, group in groupby(in_order, key=lambda parser: parser.name):
        versions = list(group)
        for parser in versions:
            if not (parser.strong or parser.common or len(parser.weak) > 1):
                raise Undeclared(
                    f"parser {parser.label}: no page would be recognised: "
                    "declare a strong mark, or two weak ones"
                )
        numbers = [parser.version for parser in versions]
        if name == GENERAL.name or len(set(numbers)) < len(numbers):
            raise Undeclared(f"parser {name}: two modules declare this name with one version")
        ends = [parser.until for parser in versions]
        past = [end for end in ends if end is not None]
        if ends[-1] is not None or len(past) < len(ends) - 1 or past != sorted(set(past)):
            raise Undeclared(
                f"parser {name}: the newest version has no end (`until`), "
                "each one before ends later than the one before it"
            )
    return tuple(in_order)


PARSERS: tuple[Parser, ...] = (*checked(collect(cms, "PARSER", Parser)), GENERAL)


def parser_for(
    name: str, fetched_at: dt.datetime | None, parsers: Sequence[Parser] = PARSERS
) -> Parser:
    """The version of the parser `name` for pages of the day of `fetched_at` (aware; None: the
    newest). Raises KeyError if there is no such parser."""
    versions = [parser for parser in parsers if parser.name == name]
    if not versions:
        raise KeyError(name)
    if fetched_at is None:
        return versions[-1]
    day = fetched_at.astimezone(dt.UTC).date()
    in_use = (parser for parser in versions if parser.until is None or day <= parser.until)
    return next(in_use, versions[-1])
