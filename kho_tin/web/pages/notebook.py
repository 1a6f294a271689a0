"""A few lines of Python that fetch a search into a notebook."""

from __future__ import annotations

from kho_tin.web.room import Room
from kho_tin.web.search.asked import Asked


def notebook(room: Room, wanted: Asked) -> str:
    """With pandas, and with sqlite-utils for those who have none."""
    rest = wanted.query_string(paged=False)
    rows = room.absolute(room.path("/search.jsonl") + rest)
    return f"""\
# pandas: a table of the articles found, their text included
import pandas as pd
articles = pd.read_json({rows!r}, lines=True)

# sqlite-utils: the same into a database of your own
import json, urllib.request
import sqlite_utils
db = sqlite_utils.Database("search.db")
with urllib.request.urlopen({rows!r}) as lines:
    db["articles"].upsert_all(map(json.loads, lines), pk="pid")
"""
