"""A sentence of the catalogue, in both languages, and the reason that it becomes with its values.

A function without a body declares it: its name is the code, its parameters are what is put in.

    @refusal("{path}: line {line} is none.", "{path}: dòng {line} không phải.", "what to do")
    def no_line(path: Path, line: int) -> None: ...

    raise UsageError(no_line(path, 3))
"""

from __future__ import annotations

import inspect
import string
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import Any, ClassVar, Final, Generic, Literal, ParamSpec

Language = Literal["en", "vi"]
# `run`: on record as why a run was not well. `archive`: a refusal that can be on record, too.
# `problem`: what is wrong with one page. `part`: is put into another.
# `words`: what a command tells of its work.
Group = Literal["run", "archive", "refusal", "problem", "part", "words"]
P = ParamSpec("P")

GAP: Final = "…"
BETWEEN: Final = "; "  # reasons of one run
_DEEPEST: Final = 2  # parts within parts that are looked for in a text


class Reason(str):
    """A sentence with its values. As a text it is the English one, as the database has it."""

    sentence: Sentence[...]
    values: dict[str, object]

    def __new__(cls, sentence: Sentence[...], values: dict[str, object]) -> Reason:
        made = super().__new__(cls, sentence.rendered("en", values))
        made.sentence, made.values = sentence, values
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Reason, (self.sentence, self.values)

    def rendered(self, language: Language) -> str:
        """The same in a language."""
        return self.sentence.rendered(language, self.values)


class Sentence(Generic[P]):
    """`code` names it; `to_do` is what docs/operations.md advises, `verdict` that of a run with
    this reason. `formerly` are English wordings of earlier versions, which archives still hold.

    Raises ValueError, when it is declared, for a code that is taken and for words that do not take
    the declared values."""

    every: ClassVar[dict[str, Sentence[...]]] = {}

    def __init__(
        self,
        declared: Callable[P, None],
        group: Group,
        english: str,
        vietnamese: str,
        to_do: str = "",
        verdict: str | None = None,
        formerly: tuple[str, ...] = (),
    ) -> None:
        self.code = f"{declared.__module__.rpartition('.')[2]}.{declared.__qualname__}"
        self.declared = declared
        self.group = group
        self.words: dict[Language, str] = {"en": english, "vi": vietnamese}
        self.to_do = to_do
        self.verdict = verdict
        self.formerly = formerly
        self.signature = inspect.signature(declared)
        self.__module__, self.__qualname__ = declared.__module__, declared.__qualname__
        for words in (english, vietnamese, *formerly):
            if set(_fields(words)) != set(self.signature.parameters):
                raise ValueError(f"{self.code}: does not take the values declared: {words}")
        if self.code in self.every:
            raise ValueError(f"{self.code}: is a sentence of the catalogue already")
        self.every[self.code] = self

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Reason:
        return Reason(self, dict(self.signature.bind(*args, **kwargs).arguments))

    def __reduce__(self) -> str:
        return self.__qualname__

    def rendered(self, language: Language, values: dict[str, object]) -> str:
        """The sentence with what is put in."""
        rendered = {
            name: value.rendered(language) if isinstance(value, Reason) else value
            for name, value in values.items()
        }
        return self.words[language].format(**rendered)

    def pattern(self, language: Language = "en") -> str:
        """The words, with … for what is put in."""
        return GAP.join(_literals(self.words[language]))

    @cached_property
    def ways(self) -> list[tuple[list[str], list[str]]]:
        """The English words between the values, and the values' names, of each wording."""
        return [(_literals(each), _fields(each)) for each in (self.words["en"], *self.formerly)]

    def recognised(self, text: str, depth: int = 0) -> Reason | None:
        """The reason that reads so in English; None if this sentence has no such."""
        for literals, names in self.ways:
            values = _between(text, literals)
            if values is not None:
                parts = [_part(value, depth) for value in values]
                return Reason(self, dict(zip(names, parts, strict=True)))
        return None


def part(english: str, vietnamese: str) -> Callable[[Callable[P, None]], Sentence[P]]:
    """Declare words that are put into a sentence."""
    return lambda declared: Sentence(declared, "part", english, vietnamese)


def words(english: str, vietnamese: str) -> Callable[[Callable[P, None]], Sentence[P]]:
    """Declare what a command tells of its work."""
    return lambda declared: Sentence(declared, "words", english, vietnamese)


def problem(english: str, vietnamese: str) -> Callable[[Callable[P, None]], Sentence[P]]:
    """Declare what is wrong with one page."""
    return lambda declared: Sentence(declared, "problem", english, vietnamese)


def refusal(
    english: str, vietnamese: str, to_do: str = ""
) -> Callable[[Callable[P, None]], Sentence[P]]:
    """Declare why a command does not do what it was told."""
    return lambda declared: Sentence(declared, "refusal", english, vietnamese, to_do)


def unfit(
    english: str, vietnamese: str, to_do: str = "", *, formerly: tuple[str, ...] = ()
) -> Callable[[Callable[P, None]], Sentence[P]]:
    """Declare why an archive cannot be used: a refusal, and the reason of a run that it breaks."""
    return lambda declared: Sentence(
        declared, "archive", english, vietnamese, to_do, formerly=formerly
    )


def reason(
    english: str,
    vietnamese: str,
    to_do: str = "",
    *,
    verdict: Literal["ok", "red", "blocked", "crashed"] = "red",
    formerly: tuple[str, ...] = (),
) -> Callable[[Callable[P, None]], Sentence[P]]:
    """Declare why a run was not well."""
    return lambda declared: Sentence(
        declared, "run", english, vietnamese, to_do, verdict, formerly=formerly
    )


def of(*groups: Group) -> list[Sentence[...]]:
    """The sentences of these groups that were declared, in that order."""
    return [each for each in Sentence.every.values() if each.group in groups]


def translated(text: str, language: Language) -> str:
    """Reasons on record, which are English, in a language; what no sentence has said stays."""
    if language == "en":
        return text
    return BETWEEN.join(on_record(each).rendered(language) for each in _each(text))


def _each(text: str) -> Iterator[str]:
    """The reasons that a text is joined of: the words of one may have the sign between two."""
    double = [each for each in of("run", "archive") if BETWEEN in each.words["en"]]
    pieces = text.split(BETWEEN)
    at = 0
    while at < len(pieces):
        pair = BETWEEN.join(pieces[at : at + 2])
        size = 2 if any(each.recognised(pair) for each in double) else 1
        yield BETWEEN.join(pieces[at : at + size])
        at += size


def on_record(text: str, *groups: Group) -> Reason:
    """The reason that a journal, or the database, has, by default one of runs; what no sentence has
    said stays as it is."""
    of_runs: tuple[Group, ...] = ("run", "archive")
    return next(_recognised(text, *(groups or of_runs)), None) or verbatim(text)


def _recognised(text: str, *groups: Group, depth: int = 0) -> Iterator[Reason]:
    """Of two that fit, the one that leaves less open comes first."""
    for sentence in _by_words(groups, len(Sentence.every)):
        if made := sentence.recognised(text, depth):
            yield made


@lru_cache(maxsize=8)
def _by_words(groups: tuple[Group, ...], declared: int) -> list[Sentence[...]]:
    """Those that have words of their own, most first; `declared` is how many there are by now."""
    return sorted(filter(_letters, of(*groups)), key=_letters, reverse=True)


def _letters(sentence: Sentence[...]) -> int:
    return sum(map(str.isalpha, sentence.pattern()))


def _part(text: str, depth: int) -> str:
    """What is put in; not as deep as a site could write it."""
    if depth == _DEEPEST:
        return text
    whole = (each() for each in of("run") if text == each.words["en"])
    made = next(_recognised(text, "part", "problem", depth=depth + 1), None)
    return made or next(whole, text)


def _literals(words: str) -> list[str]:
    """The texts before, between and after the values."""
    literals = [""]
    for text, name, _, _ in string.Formatter().parse(words):
        literals[-1] += text
        if name is not None:
            literals.append("")
    return literals


def _fields(words: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(words) if name is not None]


def _between(text: str, literals: list[str]) -> list[str] | None:
    """What stands between these texts, each as short as can be; None if they do not fit."""
    first, *middle = literals
    if not text.startswith(first):
        return None
    if not middle:
        return [] if text == first else None
    *middle, last = middle
    values, at = list[str](), len(first)
    for each in middle:
        end = text.find(each, at)
        if end < 0:
            return None
        values.append(text[at:end])
        at = end + len(each)
    if len(text) - len(last) < at or not text.endswith(last):
        return None
    return [*values, text[at : len(text) - len(last)]]


@part("{words}", "{words}")
def verbatim(words: str) -> None:
    """What others have said: the system, a library, a site."""
