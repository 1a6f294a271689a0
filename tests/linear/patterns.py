"""Every regular expression of the program, and how it is used.

Whatever is compiled passes `re._compile`, also by `re.sub` and the like, and also what is put
together while a page is read. So that is listened to while all modules are imported and all
fixtures are read. What the source alone can say it is asked: by which methods a pattern that has a
name is used, and where a pattern is written in the middle of a function.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, Final

from kho_tin.base import bounded_patterns as bounded

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = ("kho_tin", "pipelines", "spiders")
# What begins at one place alone; any other way tries each place of a text.
ANCHORED: Final = frozenset(("match", "fullmatch"))
WAYS: Final = ANCHORED | {"search", "sub", "subn", "split", "findall", "finditer"}
# Not imported as the others are: it is what runs them, or needs Datasette around it.
_NOT_IMPORTED: Final = ("__main__", "kho_tin.web.plugins")
# `fnmatch` makes patterns of `re` of what an operator of the sample site types.
ENGINES: Final = ("regex", "re2", "hyperscan", "pcre", "pcre2")
_OWN: Final = str(ROOT)


@dataclass
class Used:
    """A pattern, its flags, where it is compiled (file:line), and the ways it is used."""

    pattern: str | bytes
    flags: int
    places: set[str] = field(default_factory=set)
    longest: int | None = None  # the bound of a BoundedPattern
    ways: set[str] = field(default_factory=set)


Collected = dict[tuple[str | bytes, int], Used]


@contextmanager
def listening() -> Iterator[Collected]:
    """What our own code compiles meanwhile, and what it would when it is first used."""
    collected: Collected = {}
    compiled = re._compile  # type: ignore[attr-defined]
    made = bounded.BoundedPattern.__init__
    makers: list[FrameType] = []

    def make(self: bounded.BoundedPattern, pattern: str, flags: int = 0, *, longest: int) -> None:
        made(self, pattern, flags, longest=longest)
        makers.append(sys._getframe(1))
        assert self._compiled

    def listen(pattern: Any, flags: Any) -> Any:
        frame = sys._getframe(1)
        way = frame.f_code.co_name  # of the function in `re`
        caller = frame.f_back
        longest = None
        if caller and caller.f_code.co_filename == bounded.__file__:
            longest = caller.f_locals["self"].longest
            caller = makers.pop()
        file = caller.f_code.co_filename if caller else ""
        if caller and isinstance(pattern, str | bytes) and _is_own(file):
            place = f"{Path(file).relative_to(_OWN)}:{caller.f_lineno}"
            key = (pattern, int(flags))
            used = collected.setdefault(key, Used(*key))
            used.places.add(place)
            used.longest = longest
            if way in WAYS:
                used.ways.add(way)
        return compiled(pattern, flags)

    re._compile = listen  # type: ignore[attr-defined]
    bounded.BoundedPattern.__init__ = make  # type: ignore[method-assign]
    try:
        yield collected
    finally:
        re._compile = compiled  # type: ignore[attr-defined]
        bounded.BoundedPattern.__init__ = made  # type: ignore[method-assign]


def _is_own(file: str) -> bool:
    return any(file.startswith(f"{_OWN}/{package}/") for package in PACKAGES)


def import_all() -> list[ModuleType]:
    """Every module of the program."""
    modules = []
    for package in PACKAGES:
        root = importlib.import_module(package)
        modules.append(root)
        names = (module.name for module in pkgutil.walk_packages(root.__path__, f"{package}."))
        modules += [
            importlib.import_module(name)
            for name in names
            if not any(left_out in name for left_out in _NOT_IMPORTED)
        ]
    return modules


def note_ways(collected: Collected, modules: list[ModuleType]) -> None:
    """Set the ways in which the patterns that have a name in a module are used."""
    by_pattern: dict[str | bytes, list[Used]] = {}
    for used in collected.values():
        by_pattern.setdefault(used.pattern, []).append(used)
    for module in modules:
        named = {name: value for name, value in vars(module).items()
                 if isinstance(value, re.Pattern)}  # fmt: skip
        ways = _named_ways(_nodes(Path(str(module.__file__)))) if named else {}
        for name, value in named.items():
            for used in by_pattern.get(value.pattern, []):
                used.ways |= ways.get(name, set())


@cache
def _nodes(file: Path) -> list[ast.AST]:
    """All that a file says, walked through once."""
    return list(ast.walk(ast.parse(file.read_text("utf-8"))))


def _named_ways(nodes: list[ast.AST]) -> dict[str, set[str]]:
    """Names, and the methods of patterns that are called on them; "search" for one that is put to
    any other use."""
    ways: dict[str, set[str]] = {}
    called = set()
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            called.add(node.value)
            if node.attr in WAYS:
                ways.setdefault(node.value.id, set()).add(node.attr)
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in called:
            ways.setdefault(node.id, set()).add("search")
    return ways


def written_inline() -> dict[str, tuple[str, Any]]:
    """Where (file:line) the source calls a function of `re` within a function of its own: which,
    and the pattern; None for one that is put together there."""
    places: dict[str, tuple[str, Any]] = {}
    for file, nodes in _sources("re."):
        calls = [call for node in nodes if (call := _call_of_re(node)) is not None]
        inside = _within_functions(nodes) if calls else set()
        for call in calls:
            if call in inside:
                written = call.args[0] if call.args else None
                value = written.value if isinstance(written, ast.Constant) else None
                place = f"{file.relative_to(ROOT)}:{call.lineno}"
                assert isinstance(call.func, ast.Attribute)
                places[place] = (call.func.attr, value)
    return places


def _within_functions(nodes: list[ast.AST]) -> set[ast.AST]:
    """Of nodes that come behind those that they stand in, all that stand in a function."""
    inside: set[ast.AST] = set()
    for node in nodes:
        if node in inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            inside.update(ast.iter_child_nodes(node))
    return inside


def other_engines() -> list[str]:
    """Imports of engines other than `re`, which nothing here listens to."""
    return [
        f"{file.relative_to(ROOT)}: {name}"
        for file, nodes in _sources(*ENGINES)
        for node in nodes
        for name in _imported(node)
        if name.partition(".")[0] in ENGINES
    ]


def _sources(*words: str) -> Iterator[tuple[Path, list[ast.AST]]]:
    """The files that have one of these in their text."""
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            if str(file) == bounded.__file__:
                continue  # it compiles what its callers have written
            text = file.read_text("utf-8")
            if any(word in text for word in words):
                yield file, _nodes(file)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def _call_of_re(node: ast.AST) -> ast.Call | None:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return None
    owner = node.func.value
    is_re = isinstance(owner, ast.Name) and owner.id == "re"
    return node if is_re and node.func.attr in (WAYS | {"compile"}) else None


def collect() -> tuple[list[Used], list[str]]:
    """Every pattern; and the places of those that are put together where no fixture comes by."""
    with listening() as collected:
        modules = import_all()
        from tests.parsers.cases import HERE, cases  # imports parsers: not before this listens

        for case in cases(HERE / "pages"):
            case.read()
        _come_by()
    note_ways(collected, modules)
    seen = {place for used in collected.values() for place in used.places}
    unknown = []
    for place, (way, pattern) in written_inline().items():
        if place in seen:
            continue
        if pattern is None:
            unknown.append(place)
            continue
        used = collected.setdefault((pattern, 0), Used(pattern, 0))
        used.places.add(place)
        used.ways |= {way} & WAYS
    return list(collected.values()), unknown


def _come_by() -> None:
    """Where patterns are put together and no fixture leads."""
    from kho_tin.parsers.html.page_numbers import with_page
    from kho_tin.web.pages import routes
    from kho_tin.web.queues.wrapper import RequestQueues

    with_page("https://tin.hailam.example/tin?page=2", "page", 3)
    RequestQueues(None, [pattern for pattern, _ in routes(["archive"])])
