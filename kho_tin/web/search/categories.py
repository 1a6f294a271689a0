"""The categories of an archive that a name means: every one that has its words and phrases."""

from __future__ import annotations

import json
import sqlite3
from typing import Final

from kho_tin.archive.search.query import parse
from kho_tin.web.matches import QueryMatcher
from kho_tin.web.snippet import cut

# Each different one is looked up in the index of the column: of a hundred thousand articles a
# handful of rows is read, and not all.
_NAMES: Final = """
WITH RECURSIVE names (name) AS (
  SELECT min(category) FROM articles
  UNION ALL
  SELECT (SELECT min(category) FROM articles WHERE category > name) FROM names
  WHERE name IS NOT NULL
) SELECT name FROM names WHERE name IS NOT NULL
"""


def categories(connection: sqlite3.Connection, values: tuple[str | int, ...]) -> tuple[str]:
    """The names that the typed value means, as a list in JSON."""
    wanted = QueryMatcher(parse(str(values[0])))
    size = len(wanted.matchers)
    names = [name for (name,) in connection.execute(_NAMES) if cut(name, wanted).matched == size]
    return (json.dumps(names, ensure_ascii=False),)
