"""The tables of the registers, as `schema.version_11` makes them."""

from __future__ import annotations

from typing import Final

# `registered` says by which readers an article was read last; without a row, it never was.
# `field` is title, summary, body, caption or attachment; `position` that of the picture or the
# attachment, else 0. `offset` counts characters. A unit is named by `registers.units.Unit.id`;
# of its mentions in an article the first has the row.
VERSION_11: Final = """
CREATE TABLE registered (
  article INTEGER PRIMARY KEY REFERENCES articles(id),
  readers TEXT NOT NULL
);
CREATE TABLE documents_cited (
  article INTEGER NOT NULL REFERENCES articles(id),
  version TEXT NOT NULL,
  field TEXT NOT NULL CHECK (field IN ('title', 'summary', 'body', 'caption', 'attachment')),
  position INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL,
  number TEXT NOT NULL,
  kind TEXT,
  issuer TEXT NOT NULL,
  year INTEGER,
  date TEXT,
  place TEXT,
  role TEXT NOT NULL CHECK (role IN ('own', 'basis', 'cited')),
  sentence TEXT NOT NULL,
  PRIMARY KEY (article, field, position, offset)
);
CREATE INDEX documents_cited_number ON documents_cited(number);
CREATE TABLE places (
  article INTEGER NOT NULL REFERENCES articles(id),
  version TEXT NOT NULL,
  unit TEXT NOT NULL,
  name TEXT NOT NULL,
  now TEXT,
  mentions INTEGER NOT NULL,
  field TEXT NOT NULL CHECK (field IN ('title', 'summary', 'body', 'caption', 'attachment')),
  position INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL,
  sentence TEXT NOT NULL,
  PRIMARY KEY (article, unit)
);
CREATE INDEX places_unit ON places(unit);
"""
