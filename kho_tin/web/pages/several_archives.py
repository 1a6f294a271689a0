"""What several archives answer to a search together."""

from __future__ import annotations

import sqlite3
from asyncio import gather
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import repeat

from kho_tin.web.context import RequestContext
from kho_tin.web.http import Result
from kho_tin.web.search import across
from kho_tin.web.search.answer import Answer, PartOfAll, search
from kho_tin.web.search.find import find
from kho_tin.web.search.query import Query, parse


async def answer_of_all(
    contexts: Sequence[RequestContext], query: Query
) -> tuple[Answer, list[RequestContext]]:
    """The answer, and the archive of each of its hits. Raises TookTooLong."""

    async def of_each(functions: Iterable[Callable[[sqlite3.Connection], Result]]) -> list[Result]:
        runs = zip(contexts, functions, strict=True)
        return await gather(*(context.run(function) for context, function in runs))

    most = query.page * query.size
    parts = across.meant(
        await of_each(repeat(partial(across.part, query=query, most=most), len(contexts)))
    )
    results, chosen = across.together(parts), across.chosen(parts, query)
    answers = await of_each(
        partial(
            search,
            query=query,
            part=PartOfAll(
                each.results,
                [article for which, article in chosen if which == number],
                len(results.ids),
            ),
        )
        for number, each in enumerate(parts)
    )
    texts = {each.text: each for answer in answers for each in answer.suggestions}
    counts = await of_each(repeat(partial(_counted, texts=list(texts)), len(contexts)))
    hits = {(number, hit.id): hit for number, each in enumerate(answers) for hit in each.hits}
    shown = [place for place in chosen if place in hits]
    absent = [words for words in answers[0].absent if all(words in each.absent for each in answers)]
    whole = Answer(
        results,
        [hits[place] for place in shown],
        [
            replace(suggestion, count=sum(numbers))
            for suggestion, *numbers in zip(texts.values(), *counts, strict=True)
        ],
        {name: title for each in answers for name, title in each.sites.items()},
        answers[0].examples,
        absent if not results.ids else [],
        all(each.is_empty for each in answers),
    )
    return whole, [contexts[number] for number, _ in shown]


def _counted(connection: sqlite3.Connection, texts: Sequence[str]) -> list[int]:
    """How many articles each query finds."""
    return [len(find(connection, parse(text)).ids) for text in texts]
