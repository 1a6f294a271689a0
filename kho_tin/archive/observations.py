"""What was observed of each article, and the state that follows from it."""

from __future__ import annotations

from typing import Final, Literal

from sqlite_utils import Database

from kho_tin.archive.database import transaction
from kho_tin.base.times import now

State = Literal["listed", "unlisted", "gone", "blocked", "error"]

# Observations that saw an article: not one where its page is gone, and no listing names it either.
_SEEN = (
    "state IN ('listed', 'unlisted') AND NOT (status IS NULL AND EXISTS (SELECT 1 FROM "
    "observations AS other WHERE other.article = observations.article "
    "AND other.run = observations.run AND other.state = 'gone'))"
)

# Since when one of `articles` is in its state: the first look that saw it so, behind the last that
# saw it in another. An expression for queries of that table.
STATE_SINCE: Final = (
    "(SELECT min(at) FROM observations AS look WHERE look.article = articles.id "
    "AND look.state = articles.state AND look.at > (SELECT coalesce(max(at), '') FROM observations "
    f"WHERE article = articles.id AND state != articles.state AND {_SEEN}))"
)

# The articles that their site has no more, as a source of such queries: those that a look ever saw
# so (`+`: by the index of these looks alone). To read the states of all articles takes ten times as
# long in an archive of 100,000, since they stand behind the texts.
VANISHED: Final = (
    "(SELECT DISTINCT +article AS id FROM observations WHERE state IN ('unlisted', 'gone')) "
    "AS ever CROSS JOIN articles ON articles.id = ever.id "
    "AND articles.state IN ('unlisted', 'gone')"
)


def _state(within: str = "") -> str:
    """The query for the state of an article (?1 is its id) by these of its observations.

    One 404 may be an accident of the server. An article is gone when runs that were judged ok did
    not find it on three days, and none has seen it since; until then its state stays.
    """
    mine = f"article = ?1 {within}"
    return (
        "SELECT CASE WHEN (SELECT count(DISTINCT date(at, '+7 hours')) FROM observations "
        f"JOIN runs ON runs.id = run AND verdict = 'ok' WHERE {mine} AND state = 'gone' AND "
        f"at > (SELECT coalesce(max(at), '') FROM observations WHERE {mine} AND {_SEEN})) "
        f">= 3 THEN 'gone' ELSE coalesce((SELECT state FROM observations WHERE {mine} "
        "AND state != 'gone' ORDER BY at DESC, id DESC LIMIT 1), 'listed') END"
    )


# What an article's row says of its looks (?1 is its id). Being blocked or failing says nothing of
# the article, and gone is not seen: only `listed` and `unlisted` count for when it was there.
_STATE_COLUMNS = {
    "state": _state(),
    "first_seen": f"SELECT min(at) FROM observations WHERE article = ?1 AND {_SEEN}",
    "last_seen": f"SELECT max(at) FROM observations WHERE article = ?1 AND {_SEEN}",
}


def observe(
    db: Database,
    run: int,
    article: int,
    state: State,
    *,
    status: int | None = None,
    capture: int | None = None,
    at: str | None = None,
) -> None:
    """Put on record that an article was looked for, and what was seen.

    `listed`: a listing names it; `unlisted`: its page is there, and no listing that should name it
    does; `gone`: the site says so (404, 410, a soft 404); `blocked`, `error`: the site did not say.
    `status` is the HTTP status of the article's own page (304 for one that has not changed), None
    when only listings were looked at. A repeated observation is kept once. One that read the
    page is recorded by `archive.articles.store`.
    """
    at = at or now()
    with transaction(db):
        db.execute(
            "INSERT INTO observations (article, run, at, state, status, capture) "
            "SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE NOT EXISTS (SELECT 1 FROM observations "
            "WHERE article = ?1 AND run = ?2 AND at = ?3 AND state = ?4 AND status IS ?5)",
            [article, run, at, state, status, capture],
        )
        touch(db, article)


def state_before(db: Database, article: int, run: int) -> State | None:
    """What an article was before a run; None where no earlier one knew it."""
    known = "SELECT 1 FROM observations WHERE article = ?1 AND run < ?2 LIMIT 1"
    if db.execute(known, [article, run]).fetchone() is None:
        return None
    state: State = db.execute(_state("AND run < ?2"), [article, run]).fetchone()[0]
    return state


def touch(db: Database, article: int) -> None:
    """Update the state columns of an article's row (its state, when it was first and last seen)
    from its observations."""
    columns = ", ".join(f"{name} = ({select})" for name, select in _STATE_COLUMNS.items())
    db.execute(f"UPDATE articles SET {columns} WHERE id = ?1", [article])


def state_columns(db: Database, article: int) -> dict[str, str | None]:
    """The state columns of an article, computed from its observations, as `touch` writes them."""
    columns = ", ".join(f"({select}) AS {name}" for name, select in _STATE_COLUMNS.items())
    return next(iter(db.query(f"SELECT {columns}", [article])))
