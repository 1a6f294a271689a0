"""The worst that strangers can ask for by an address alone.

Each was derived from what stops queries: what SQLite cannot interrupt (functions, patterns, FTS5's
look-ups), what fills memory (long values, wide and many rows, sorting), what a page makes of rows,
and what answers at once but not for nothing.
"""

from __future__ import annotations

from urllib.parse import quote

_ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) "
_LONG_A = "replace(hex(zeroblob(1900000)), '0', 'a')"
_WIDE = ", ".join(f"'{'x' * 20}' as c{number}" for number in range(99))
_PREFIXES = " ".join(f"{letter}{other}*" for letter in "abcdeghiklmno" for other in "aeiou")

SQL = [
    "select search_snippet(replace(hex(zeroblob(5000000)), '00', 'a '), 'a')",
    "select search_snippet(replace(hex(zeroblob(1000000)), '00', 'a '), 'a* b* c*')",
    _ENDLESS + f"select sum(length(search_snippet({_LONG_A} || i, 'a*'))) from n",
    _ENDLESS + f"select sum(length(fold({_LONG_A} || 'đ' || i))) from n",
    "select randomblob(900000000)",
    _ENDLESS + "select hex(randomblob(1000000)) from n",
    _ENDLESS + "select i, randomblob(1000) from n limit 5000",
    _ENDLESS + f"select {_WIDE} from n limit 5000",
    _ENDLESS + "select count(*) from n",
    _ENDLESS + "select group_concat(i, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx') from n",
    _ENDLESS + "select i from n order by randomblob(100) limit 1",
    f"select instr({_LONG_A}, substr({_LONG_A}, 1, 1000000) || 'b')",
    f"select {_LONG_A} like '%{'a' * 490}b%'",
    f"select {_LONG_A} glob '*{'a*' * 200}b'",
    f"select replace({_LONG_A}, 'a', 'aa')",
    "select json_group_array(body) from articles a, articles b, articles c",
    "select count(distinct a.body || b.body) from articles a, articles b",
    "select search_ids('" + "a* " * 60 + "') from articles a, articles b",
    "select count(*) from articles_fts where articles_fts match '"
    + " or ".join(f"{letter}*" for letter in "abcdeghiklmnopqrstuvxy" * 30)
    + "'",
    "select a.body_html, b.body_html from articles a, articles b limit 5000",
]

ADDRESSES = [
    *(f"{form}?sql={quote(sql)}" for sql in SQL for form in ("archive.json", "archive")),
    *(f"archive.csv?sql={quote(sql)}&_stream=1" for sql in SQL[4:9]),
    "archive/articles?_where=" + quote("length(replace(hex(zeroblob(1900000)), '0', body)) > 1"),
    "archive/articles.json?_size=max&_where="
    + quote(f"id > (select count(*) from ({_ENDLESS}select 1 from n))"),
    "archive/articles.json?_size=max",
    "archive/articles?_size=max&_all_columns=1",
    "archive/articles.csv?_stream=1&_size=max",
    "archive/articles?_facet=body&_facet=body_html&_facet=url&_facet_size=max",
    "archive/articles?_searchmode=raw&_search=" + quote(" or ".join(_PREFIXES.split() * 8)),
    "archive/articles?body__like=" + quote("%a" * 200 + "%"),
    "archive/search?q=" + quote(_PREFIXES),
    "archive/observations.json?_size=max&_labels=1",
    "search.csv?q=",
    "search.jsonl?q=" + quote(_PREFIXES),
]
