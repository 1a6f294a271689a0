"""Every message that a crawl can end with, found in the code itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kho_tin.archive import runs

# Calls whose first or second argument becomes a run's reason on record.
REASON_CALLS = {"__init__", "crashed", "home_unread", "refuse", "_closed_to_us", "_leave_alone"}
REASON_NAMES = {"home", "refusal", "given_up", "FORBIDDEN"}
ENDED = {"stopped", "budget", "hours", "refused", "failed"}
REASON_MODULES = (
    "kho_tin/commands/verbs/crawl.py",
    "kho_tin/crawler/http/politeness.py",
    "kho_tin/crawler/http/robots.py",
    "kho_tin/crawler/run/crawl_run.py",
    "kho_tin/crawler/spider.py",
    "kho_tin/crawler/sites/wayback.py",
    "kho_tin/outcome/interpret.py",
)
# What ends a command before anything is crawled, or tells that it could not go on.
REFUSALS = {
    *("refuse", "UsageError", "ArchiveError", "DiskFull", "HistoryMissing", "Interrupted"),
    "OtherSchema",
}
REFUSING = (
    "kho_tin/archive/database.py",
    "kho_tin/base/errors.py",
    "kho_tin/base/location.py",
    "kho_tin/archive/lock.py",
    "kho_tin/archive/missing.py",
    "kho_tin/archive/shape.py",
    "kho_tin/archive/sites.py",
    "kho_tin/commands/contact.py",
    "kho_tin/commands/verbs/crawl.py",
    "kho_tin/commands/configured.py",
    "kho_tin/commands/requesting.py",
    "kho_tin/commands/serving.py",
    "kho_tin/commands/sites.py",
    "kho_tin/commands/verbs/status.py",
    "kho_tin/crawler/run/limits.py",
    "kho_tin/crawler/run/logs.py",
    "kho_tin/crawler/plan.py",
    "kho_tin/crawler/run/stopping.py",
    "kho_tin/crawler/wayback/plan.py",
    "kho_tin/base/environment.py",
    "kho_tin/crawler/spider.py",
    "kho_tin/crawler/sites/*.py",
    "spiders/*.py",
    "kho_tin/monitor/*.py",
)
BEGIN = "kho-tin: "
KINDS_CALLS = {"problem", "_problem", "_unfit", "note", "Problem", "report", "not_taken"}
ASSIGNING = ("kho_tin/crawler", "kho_tin/outcome")  # rooms in which a kind is first a variable


def templates(node: ast.expr | None) -> Iterator[str]:
    """The texts that an expression can be, with … for what is put in."""
    match node:
        case ast.Constant(value=str(text)):
            yield re.sub(r"\{\w+\}", "…", text)
        case ast.JoinedStr(values=parts):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts
            )
        case ast.IfExp(body=body, orelse=orelse):
            yield from templates(body)
            yield from templates(orelse)
        case ast.BoolOp(values=values):
            for value in values:
                yield from templates(value)


def reasons(root: Path) -> set[str]:
    """What stands in the column `reason` of the table `runs`."""
    found = {runs.KILLED}
    for node in ast.walk(_tree(root / "kho_tin/outcome/verdicts.py")):
        if isinstance(node, ast.Yield):
            found |= set(templates(node.value))
    for node in ast.walk(_tree(root / "kho_tin/archive/missing.py")):
        match node:
            case ast.FunctionDef(name="reasons", body=body):
                for each in ast.walk(ast.Module(body, [])):
                    if isinstance(each, ast.Yield):
                        found |= set(templates(each.value))
    for path in REASON_MODULES:
        for node in ast.walk(_tree(root / path)):
            found |= set(_reasons_in(node))
    return _told(found)


def _reasons_in(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Attribute(attr=name), args=args) if name in REASON_CALLS:
            for argument in args[-1:]:
                yield from templates(argument)
        case ast.Assign(targets=[ast.Attribute(attr=name) | ast.Name(id=name)], value=value) if (
            name in REASON_NAMES
        ):
            yield from templates(value)
        case ast.Tuple(elts=[ast.Constant(value=ended), said]) if ended in ENDED:
            yield from templates(said)


def refusals(root: Path) -> set[str]:
    """What is printed after `kho-tin: `, in place of a summary."""
    found: set[str] = set()
    for pattern in REFUSING:
        for path in sorted(root.glob(pattern)):
            for node in ast.walk(_tree(path)):
                match node:
                    case ast.Call(
                        func=ast.Name(id=name) | ast.Attribute(attr=name), args=[first, *_]
                    ) if name in REFUSALS:
                        found |= set(templates(first))
                    case ast.Call(func=ast.Name(id="print"), args=[ast.JoinedStr() as line]):
                        printed = "".join(templates(line))
                        if printed.startswith(BEGIN):
                            found.add(printed.removeprefix(BEGIN))
                    case ast.Assign(targets=[ast.Name(id="takes")], value=value):
                        found |= set(templates(value))
                    case ast.FunctionDef(name="_holder", body=[*_, ast.Return(value=line)]):
                        found |= set(templates(line))
    return _told(found)


def kinds(root: Path) -> set[str]:
    """The kinds of problems that the code names, whether or not they are known."""
    found: set[str] = set()
    rooms = ("archive", "crawler", "outcome", "parsers", "reader", "replay")
    for folder in ("pipelines", "spiders", *(f"kho_tin/{room}" for room in rooms)):
        for path in sorted((root / folder).rglob("*.py")):
            for node in ast.walk(_tree(path)):
                if folder in ASSIGNING or not isinstance(node, ast.Assign):
                    found |= set(_kinds(node))
    return found


def _kinds(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(
            func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=words
        ) if name in KINDS_CALLS:
            for argument in [word.value for word in words if word.arg == "kind"] or args[:2]:
                named = [text for text in templates(argument) if text.isidentifier()]
                if named:
                    yield from named
                    return
        case ast.Assign(targets=[ast.Name(id="kind")], value=value):
            yield from templates(value)
        case ast.Assign(
            targets=[ast.Tuple(elts=[ast.Name(id="kind"), *_])],
            value=ast.Tuple(elts=[value, *_]),
        ):
            yield from filter(str.isidentifier, templates(value))


def _told(found: Iterable[str]) -> set[str]:
    """Without those that are made of another alone, such as `str(error)`."""
    lines = {" ".join(text.split()) for text in found}
    return {line for line in lines if line.strip("… .:;(),")}


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))
