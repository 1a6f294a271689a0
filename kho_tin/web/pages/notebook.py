"""A few lines of Python that fetch a search into a notebook."""

from __future__ import annotations


def notebook(address: str) -> str:
    """With pandas, and with sqlite-utils for those who have none. `address` gives JSON Lines."""
    return f"""\
# pandas: a table of the articles found, their text included
import pandas as pd
articles = pd.read_json({address!r}, lines=True)

# sqlite-utils: the same into a database of your own
import json, urllib.request
import sqlite_utils
db = sqlite_utils.Database("search.db")
with urllib.request.urlopen({address!r}) as lines:
    db["articles"].upsert_all(map(json.loads, lines), pk="pid")
"""
