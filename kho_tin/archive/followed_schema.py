"""The tables of the searches that the operator follows, as `schema.version_14` makes them."""

from __future__ import annotations

from typing import Final

# `revisions` counts what the site made of an article, `vanished` says whether it is off its site:
# both as of the last notice. `items` is JSON: pairs of an article and a kind. Of articles no key:
# that of a withheld one is not in `articles`.
VERSION_14: Final = """
CREATE TABLE followed_searches (
  name TEXT PRIMARY KEY NOT NULL,
  query TEXT NOT NULL,
  since TEXT NOT NULL
);
CREATE TABLE followed_matches (
  search TEXT NOT NULL REFERENCES followed_searches(name) ON DELETE CASCADE,
  article INTEGER NOT NULL,
  revisions INTEGER NOT NULL,
  vanished INTEGER NOT NULL CHECK (vanished IN (0, 1)),
  PRIMARY KEY (search, article)
) WITHOUT ROWID;
CREATE TABLE search_notices (
  id INTEGER PRIMARY KEY,
  search TEXT NOT NULL REFERENCES followed_searches(name) ON DELETE CASCADE,
  channel TEXT NOT NULL,
  at TEXT NOT NULL,
  items TEXT NOT NULL,
  sent TEXT,
  error TEXT
);
CREATE INDEX search_notices_search ON search_notices(search);
"""
