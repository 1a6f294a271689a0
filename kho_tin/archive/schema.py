"""The tables, as migrations. A migration is never edited: add another (`version_3`, …), its digest
to tests/archive/test_migrations.py, and an archive of it: `python -m tests.archive.versions`.

Times are UTC, ISO 8601 to the second with `Z` (`2026-03-01T02:03:04Z`), so that they sort as
text; `articles.published` is what the page says, in its own precision and zone.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from kho_tin.archive.body_html import pack
from kho_tin.archive.content import authors_in
from kho_tin.archive.followed_schema import VERSION_14
from kho_tin.archive.lasting_names import pid_of, uuid_for
from kho_tin.archive.registers_schema import VERSION_11
from kho_tin.archive.removed_attachments import VERSION_12
from kho_tin.archive.same_text import text_sha256
from kho_tin.archive.search.fold import fold
from kho_tin.archive.search.spelling import one_spelling

migrations = Migrations("kho_tin")

# `changed`, `images` and `attachments` of a revision are JSON. `observations` holds every look
# at an article; a look that read its page also says what was read (content_sha256), how it was
# laid out (layout_sha256), from which capture and by which parser: revisions are made of these.
# `warcs` holds the finished files whole: a file that lost its last record is otherwise whole too.
VERSION_1 = """
CREATE TABLE sites (
  name TEXT PRIMARY KEY NOT NULL,
  title TEXT NOT NULL,
  home_url TEXT NOT NULL,
  cms TEXT,
  language TEXT,
  invented INTEGER NOT NULL DEFAULT 0 CHECK (invented IN (0, 1))
);
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL REFERENCES sites(name),
  started TEXT NOT NULL,
  finished TEXT,
  verdict TEXT CHECK (verdict IN ('ok', 'red', 'blocked', 'crashed')),
  reason TEXT,
  pages INTEGER NOT NULL DEFAULT 0,
  new INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  gone INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  version TEXT,
  start TEXT,
  arguments TEXT NOT NULL DEFAULT '{}',
  requests INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  listings INTEGER NOT NULL DEFAULT 0,
  exit_code INTEGER,
  parsers TEXT NOT NULL DEFAULT '{}',
  walked INTEGER NOT NULL DEFAULT 0 CHECK (walked IN (0, 1)),
  CHECK ((finished IS NULL) = (verdict IS NULL))
);
CREATE INDEX runs_site ON runs(site, started);
CREATE TABLE captures (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs(id),
  url TEXT NOT NULL,
  page_url TEXT NOT NULL,
  fetched_at TEXT NOT NULL,
  status INTEGER NOT NULL,
  media_type TEXT,
  encoding TEXT,
  payload_sha256 TEXT CHECK (length(payload_sha256) = 64),
  warc TEXT NOT NULL,
  offset INTEGER NOT NULL CHECK (offset >= 0),
  length INTEGER NOT NULL CHECK (length > 0),
  record_id TEXT NOT NULL,
  via TEXT NOT NULL CHECK (via IN ('live', 'wayback', 'import')),
  etag TEXT,
  last_modified TEXT,
  refers_to INTEGER REFERENCES captures(id),
  UNIQUE (warc, offset)
);
CREATE INDEX captures_page_url ON captures(page_url, fetched_at);
CREATE INDEX captures_url ON captures(url);
CREATE INDEX captures_payload_sha256 ON captures(payload_sha256);
CREATE INDEX captures_record_id ON captures(record_id);
CREATE INDEX captures_run ON captures(run);
CREATE INDEX captures_refers_to ON captures(refers_to) WHERE refers_to IS NOT NULL;
CREATE TABLE warcs (
  name TEXT PRIMARY KEY NOT NULL,
  run INTEGER NOT NULL REFERENCES runs(id),
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
);
CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL REFERENCES sites(name),
  identity TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  published TEXT,
  published_text TEXT,
  year INTEGER,
  author TEXT,
  source TEXT,
  category TEXT,
  summary TEXT,
  body TEXT NOT NULL,
  body_html TEXT,
  language TEXT,
  words INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('listed', 'unlisted', 'gone', 'blocked', 'error')),
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  last_changed TEXT NOT NULL,
  content_sha256 TEXT NOT NULL CHECK (length(content_sha256) = 64),
  parser TEXT NOT NULL,
  capture INTEGER NOT NULL REFERENCES captures(id),
  UNIQUE (site, identity),
  UNIQUE (site, url)
);
CREATE INDEX articles_site_published ON articles(site, published);
CREATE INDEX articles_published ON articles(published);
CREATE INDEX articles_year ON articles(year);
CREATE INDEX articles_category ON articles(category);
CREATE INDEX articles_author ON articles(author);
CREATE INDEX articles_capture ON articles(capture);
CREATE TABLE revisions (
  article INTEGER NOT NULL REFERENCES articles(id),
  number INTEGER NOT NULL CHECK (number > 0),
  seen_at TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  published TEXT,
  published_text TEXT,
  author TEXT,
  source TEXT,
  category TEXT,
  summary TEXT,
  body TEXT NOT NULL,
  language TEXT,
  images TEXT NOT NULL,
  attachments TEXT NOT NULL,
  changed TEXT NOT NULL,
  capture INTEGER NOT NULL REFERENCES captures(id),
  parser TEXT NOT NULL,
  content_sha256 TEXT NOT NULL CHECK (length(content_sha256) = 64),
  PRIMARY KEY (article, number)
);
CREATE INDEX revisions_capture ON revisions(capture);
CREATE INDEX revisions_seen_at ON revisions(seen_at);
CREATE TABLE images (
  article INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL CHECK (position > 0),
  url TEXT NOT NULL,
  caption TEXT,
  alt TEXT,
  capture INTEGER REFERENCES captures(id),
  PRIMARY KEY (article, position)
);
CREATE INDEX images_capture ON images(capture);
CREATE INDEX images_url ON images(url);
CREATE TABLE attachments (
  article INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL CHECK (position > 0),
  url TEXT NOT NULL,
  filename TEXT NOT NULL,
  media_type TEXT,
  bytes INTEGER,
  sha256 TEXT CHECK (length(sha256) = 64),
  text TEXT,
  capture INTEGER REFERENCES captures(id),
  PRIMARY KEY (article, position)
);
CREATE INDEX attachments_capture ON attachments(capture);
CREATE INDEX attachments_url ON attachments(url);
CREATE TABLE observations (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles(id),
  run INTEGER NOT NULL REFERENCES runs(id),
  at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('listed', 'unlisted', 'gone', 'blocked', 'error')),
  status INTEGER,
  capture INTEGER REFERENCES captures(id),
  parser TEXT,
  published_text TEXT,
  content_sha256 TEXT,
  layout_sha256 TEXT,
  CHECK ((content_sha256 IS NULL) = (layout_sha256 IS NULL)),
  CHECK (content_sha256 IS NULL OR (capture IS NOT NULL AND parser IS NOT NULL))
);
CREATE INDEX observations_article ON observations(article, at);
CREATE INDEX observations_run ON observations(run);
CREATE INDEX observations_capture ON observations(capture) WHERE capture IS NOT NULL;
CREATE UNIQUE INDEX observations_reading ON observations(article, at, capture)
  WHERE content_sha256 IS NOT NULL;
CREATE TABLE problems (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs(id),
  url TEXT,
  kind TEXT NOT NULL,
  message TEXT NOT NULL,
  article INTEGER REFERENCES articles(id),
  at TEXT NOT NULL
);
CREATE INDEX problems_run ON problems(run);
CREATE INDEX problems_article ON problems(article) WHERE article IS NOT NULL;
CREATE VIRTUAL TABLE articles_fts USING fts5(
  title, summary, author, body, attachments,
  title_folded, summary_folded, author_folded, body_folded, attachments_folded,
  tokenize = 'unicode61 remove_diacritics 0'
);
INSERT INTO articles_fts(articles_fts, rank)
  VALUES ('rank', 'bm25(20000000.0, 8000000.0, 6000000.0, 1000000.0, 500000.0, '
    || '20.0, 8.0, 6.0, 1.0, 0.5)');
"""


@migrations()
def version_1(db: Database) -> None:
    """The tables of the first release.

    The index keeps its own text, and its `rank` carries the weights: a title over a body, an exact
    spelling over a folded one, in any SQLite that has FTS5 and without functions of this program.
    """
    db.executescript(VERSION_1)


VERSION_2 = """
ALTER TABLE runs ADD COLUMN via TEXT NOT NULL DEFAULT 'live'
  CHECK (via IN ('live', 'wayback', 'import'));
ALTER TABLE runs ADD COLUMN ended TEXT
  CHECK (ended IN ('finished', 'stopped', 'budget', 'hours', 'refused', 'failed'));
ALTER TABLE runs ADD COLUMN whole INTEGER CHECK (whole IN (0, 1));
ALTER TABLE runs ADD COLUMN listed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN front_pages INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN front_listed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN other INTEGER NOT NULL DEFAULT 0;
UPDATE runs SET via = 'import' WHERE start NOT LIKE '%://%';
UPDATE runs SET via = 'wayback' WHERE start LIKE '%/web/%'
  OR id IN (SELECT run FROM captures WHERE via = 'wayback');
CREATE TABLE notices (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL REFERENCES sites(name),
  run INTEGER NOT NULL REFERENCES runs(id),
  kind TEXT NOT NULL CHECK (kind IN ('trouble', 'recovered')),
  channel TEXT NOT NULL,
  at TEXT NOT NULL,
  sent TEXT,
  error TEXT
);
CREATE INDEX notices_site ON notices(site, id);
CREATE INDEX notices_run ON notices(run);
"""


@migrations()
def version_2(db: Database) -> None:
    """What unattended crawls are judged by, and the notices to their operator.

    `ended` is what ended a crawl. `whole` tells whether all listings were to be read to their end
    (1), or to where they bring nothing new (0); it is empty where only some days were requested.
    Every crawl reads the first page of each listing (`front_pages`), however far it goes on. A
    notice that was `sent` is not sent again.
    """
    db.executescript(VERSION_2)


VERSION_3 = """
CREATE TABLE archive (uuid TEXT PRIMARY KEY NOT NULL);
ALTER TABLE runs ADD COLUMN uuid TEXT;
ALTER TABLE runs ADD COLUMN applied INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX runs_uuid ON runs(uuid) WHERE uuid IS NOT NULL;
ALTER TABLE articles ADD COLUMN pid TEXT;
CREATE UNIQUE INDEX articles_pid ON articles(pid);
"""


@migrations()
def version_3(db: Database) -> None:
    """Names that last: of the archive, of its runs and of its articles.

    `runs.uuid` is what the run's WARC file calls it; earlier runs have none. `applied` is the byte
    of that file up to which all is stored that follows from it. `pid` is made of site and identity.
    """
    db.executescript(VERSION_3)
    db.execute("INSERT INTO archive VALUES (?)", [uuid_for(db)])
    for number, site, identity in db.execute("SELECT id, site, identity FROM articles").fetchall():
        pid = pid_of(site, identity)
        db.execute("UPDATE articles SET pid = ? WHERE id = ?", [pid, number])


VERSION_4 = """
CREATE TABLE decisions (
  id TEXT PRIMARY KEY NOT NULL,
  number INTEGER NOT NULL UNIQUE,
  at TEXT NOT NULL,
  "by" TEXT NOT NULL,
  "do" TEXT NOT NULL CHECK
    ("do" IN ('withhold', 'erase', 'erased', 'correct', 'merge', 'accept', 'undo')),
  why TEXT NOT NULL,
  site TEXT,
  pid TEXT,
  field TEXT,
  value TEXT,
  leads_to TEXT,
  undoes TEXT,
  undone TEXT,
  completes TEXT,
  files TEXT
);
CREATE INDEX decisions_pid ON decisions(pid) WHERE pid IS NOT NULL;
CREATE INDEX decisions_leads_to ON decisions(leads_to) WHERE leads_to IS NOT NULL;
CREATE TABLE withheld (
  pid TEXT PRIMARY KEY NOT NULL,
  article INTEGER UNIQUE
);
CREATE TABLE withheld_captures (
  capture INTEGER NOT NULL REFERENCES captures(id),
  pid TEXT NOT NULL,
  part TEXT NOT NULL CHECK (part IN ('page', 'file')),
  PRIMARY KEY (capture, pid)
);
CREATE INDEX withheld_captures_pid ON withheld_captures(pid);
CREATE TABLE withheld_addresses (
  address_sha256 TEXT NOT NULL CHECK (length(address_sha256) = 64),
  pid TEXT NOT NULL,
  part TEXT NOT NULL CHECK (part IN ('page', 'file')),
  PRIMARY KEY (address_sha256, pid)
);
CREATE INDEX withheld_addresses_pid ON withheld_addresses(pid);
CREATE TABLE tombstones (
  warc TEXT NOT NULL,
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL,
  record_id TEXT NOT NULL,
  decision TEXT NOT NULL,
  PRIMARY KEY (warc, offset)
);
CREATE INDEX tombstones_record_id ON tombstones(record_id);
"""


VERSION_5 = """
ALTER TABLE runs ADD COLUMN sources TEXT NOT NULL DEFAULT '{}';
"""


@migrations()
def version_4(db: Database) -> None:
    """The decisions of people about records, as in `captures/decisions.jsonl`.

    `withheld` keeps the ids of articles that are not shown, `withheld_captures` their captures,
    `withheld_addresses` their addresses, as SHA-256; `tombstones` says what was where in a WARC
    file before it was erased.
    """
    db.executescript(VERSION_4)


@migrations()
def version_5(db: Database) -> None:
    """What each source of news named in a run (JSON)."""
    db.executescript(VERSION_5)


# SQLite cannot alter a CHECK: `decisions` is made anew for its new kind, `separate`.
VERSION_6 = """
CREATE TABLE site_eras (
  site TEXT NOT NULL REFERENCES sites(name),
  since TEXT,
  until TEXT NOT NULL,
  title TEXT NOT NULL,
  home_url TEXT NOT NULL,
  cms TEXT,
  hosts TEXT NOT NULL,
  PRIMARY KEY (site, until)
);
ALTER TABLE articles ADD COLUMN text_sha256 TEXT;
CREATE INDEX articles_text_sha256 ON articles(text_sha256) WHERE text_sha256 IS NOT NULL;
CREATE TABLE aliases (
  pid TEXT NOT NULL,
  leads_to TEXT NOT NULL,
  at TEXT NOT NULL,
  capture INTEGER NOT NULL REFERENCES captures(id),
  same_text INTEGER NOT NULL CHECK (same_text IN (0, 1)),
  PRIMARY KEY (pid, leads_to)
);
CREATE INDEX aliases_leads_to ON aliases(leads_to);
CREATE INDEX aliases_capture ON aliases(capture);
CREATE TABLE decisions_6 (
  id TEXT PRIMARY KEY NOT NULL,
  number INTEGER NOT NULL UNIQUE,
  at TEXT NOT NULL,
  "by" TEXT NOT NULL,
  "do" TEXT NOT NULL CHECK
    ("do" IN ('withhold', 'erase', 'erased', 'correct', 'merge', 'separate', 'accept', 'undo')),
  why TEXT NOT NULL,
  site TEXT,
  pid TEXT,
  field TEXT,
  value TEXT,
  leads_to TEXT,
  undoes TEXT,
  undone TEXT,
  completes TEXT,
  files TEXT
);
INSERT INTO decisions_6 SELECT id, number, at, "by", "do", why, site, pid, field, value, leads_to,
  undoes, undone, completes, files FROM decisions;
DROP TABLE decisions;
ALTER TABLE decisions_6 RENAME TO decisions;
CREATE INDEX decisions_pid ON decisions(pid) WHERE pid IS NOT NULL;
CREATE INDEX decisions_leads_to ON decisions(leads_to) WHERE leads_to IS NOT NULL;
CREATE VIEW separate_records AS
SELECT pid, leads_to AS other, id AS decision FROM decisions
WHERE "do" = 'separate' AND undone IS NULL
UNION ALL
SELECT leads_to, pid, id FROM decisions WHERE "do" = 'separate' AND undone IS NULL;
CREATE VIEW merged_records AS
SELECT pid, leads_to, 'decision' AS ground, at, number, id AS decision FROM decisions
WHERE "do" = 'merge' AND undone IS NULL
UNION ALL
SELECT pid, leads_to, 'redirect', at, NULL, NULL FROM aliases
WHERE same_text = 1 AND NOT EXISTS (SELECT 1 FROM separate_records AS apart
  WHERE apart.pid = aliases.pid AND apart.other = aliases.leads_to);
CREATE VIEW proposed_merges AS
WITH alike AS (
  SELECT pid, first_value(pid) OVER (PARTITION BY text_sha256
    ORDER BY state = 'listed' DESC, first_seen DESC, pid) AS leads_to
  FROM articles
  WHERE text_sha256 IN (SELECT text_sha256 FROM articles WHERE text_sha256 IS NOT NULL
      GROUP BY text_sha256 HAVING count(*) > 1)
    AND pid NOT IN (SELECT pid FROM merged_records)
), proposed AS (
  SELECT pid, leads_to, 'text' AS ground FROM alike WHERE pid != leads_to
  UNION
  SELECT pid, leads_to, 'redirect' FROM aliases WHERE same_text = 0
)
SELECT proposed.pid, proposed.leads_to, ground, one.title, other.title AS other_title,
  one.site, other.site AS other_site, one.published, one.url, other.url AS other_url
FROM proposed
JOIN articles AS one ON one.pid = proposed.pid
JOIN articles AS other ON other.pid = proposed.leads_to
WHERE proposed.pid NOT IN (SELECT pid FROM merged_records)
  AND NOT EXISTS (SELECT 1 FROM separate_records AS apart
    WHERE apart.pid = proposed.pid AND apart.other = proposed.leads_to);
"""


@migrations()
def version_6(db: Database) -> None:
    """A site in time, and records that are one.

    `site_eras` is what sites were before, as their files declare it. `aliases` are records whose
    address redirected for good to another's; where title, day and text are the same, they are one,
    unless a decision separates them. What only has the same title, day and text
    (`articles.text_sha256`) is proposed, and merged by nobody but a person.
    """
    db.executescript(VERSION_6)
    newest = "SELECT article, title, published, body FROM revisions AS r WHERE number = "
    newest += "(SELECT max(number) FROM revisions WHERE article = r.article)"
    for number, *text in db.execute(newest).fetchall():
        digest = text_sha256(*text)
        db.execute("UPDATE articles SET text_sha256 = ? WHERE id = ?", [digest, number])


@migrations()
def version_7(db: Database) -> None:
    """The authors of an article one by one."""
    db.executescript("ALTER TABLE articles ADD COLUMN authors TEXT;")
    signed = "SELECT id, author FROM articles WHERE author IS NOT NULL"
    for number, author in db.execute(signed).fetchall():
        db.execute("UPDATE articles SET authors = ? WHERE id = ?", [authors_in(author), number])


_WRITTEN_8 = "title, summary, author, body, attachments"
VERSION_8 = (
    "UPDATE articles_fts SET title = ?, summary = ?, author = ?, body = ?, attachments = ?, "
    "title_folded = ?, summary_folded = ?, author_folded = ?, body_folded = ?, "
    "attachments_folded = ? WHERE rowid = ?"
)


@migrations()
def version_8(db: Database) -> None:
    """The search index in one spelling: `hoà` as `hòa`, `kĩ` as `kỹ`, `1.150` as `1150`.

    Made of the index's own texts: a later migration may give the index other columns.
    """
    for (number,) in db.execute("SELECT rowid FROM articles_fts").fetchall():
        sql = f"SELECT {_WRITTEN_8} FROM articles_fts WHERE rowid = ?"
        written = [one_spelling(text or "") for text in db.execute(sql, [number]).fetchone()]
        db.execute(VERSION_8, [*written, *map(fold, written), number])


# The text columns of the index without a copy of them, `body` first: see archive.columns.
VERSION_9 = """
ALTER TABLE archive ADD COLUMN index_version TEXT;
ALTER TABLE articles RENAME COLUMN body_html TO unpacked;
ALTER TABLE articles ADD COLUMN body_html BLOB;
DROP TABLE articles_fts;
CREATE VIRTUAL TABLE articles_fts USING fts5(
  body, title, summary, author, attachments, earlier,
  body_folded, title_folded, summary_folded, author_folded, attachments_folded, earlier_folded,
  content = '', tokenize = 'unicode61 remove_diacritics 0'
);
INSERT INTO articles_fts(articles_fts, rank)
  VALUES ('rank', 'bm25(1000000.0, 20000000.0, 8000000.0, 6000000.0, 500000.0, 100000.0, '
    || '1.0, 20.0, 8.0, 6.0, 0.5, 0.1)');
"""


@migrations()
def version_9(db: Database) -> None:
    """The text once: the index has no copy of it, and `body_html` little but the tags.

    The new index is empty: `archive.database` fills it, as whenever `archive.index_version` is not
    that of today's code. `earlier` is what the site's edits removed.
    """
    db.executescript(VERSION_9)
    texts = "SELECT id, body, unpacked FROM articles WHERE unpacked IS NOT NULL"
    for number, body, html in db.execute(texts).fetchall():
        db.execute("UPDATE articles SET body_html = ? WHERE id = ?", [pack(body, html), number])
    db.execute("ALTER TABLE articles DROP COLUMN unpacked")


VERSION_10 = """
DROP INDEX articles_published; -- whose order the next one has
CREATE INDEX articles_facets
  ON articles(published, id, year, category, authors, site, state);
CREATE INDEX revisions_first ON revisions(seen_at, article) WHERE number = 1;
CREATE INDEX revisions_edits ON revisions(seen_at, article) WHERE number > 1;
CREATE INDEX observations_vanished ON observations(at, article)
  WHERE state IN ('unlisted', 'gone');
"""


@migrations()
def version_10(db: Database) -> None:
    """What the reading room reads of all articles at once, the newest first, without their texts;
    the last articles that are new, were edited, or vanished, by time."""
    db.executescript(VERSION_10)


@migrations()
def version_11(db: Database) -> None:
    """The registers: what articles mention. Empty until the articles are read again: a migration
    must do the same for ever, and readers get better."""
    db.executescript(VERSION_11)


@migrations()
def version_12(db: Database) -> None:
    """The attachments that edits removed: without their texts, until a rebuild reads them."""
    db.executescript(VERSION_12)


@migrations()
def version_13(db: Database) -> None:
    """Where the pages of a document begin in its text, and which were read from scans. Empty until
    the captures are read again: its text is then shown as one page."""
    db.executescript(
        "ALTER TABLE attachments ADD COLUMN layout TEXT;"
        "ALTER TABLE removed_attachments ADD COLUMN layout TEXT;"
    )


@migrations()
def version_14(db: Database) -> None:
    """What the searches that the operator follows have found, and the notices of it."""
    db.executescript(VERSION_14)
