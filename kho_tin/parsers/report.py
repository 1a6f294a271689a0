"""A reading as plain data, for `kho-tin read`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kho_tin.parsers.model import Article, Listing, Problem, Reading


def as_json(reading: Reading) -> dict[str, Any]:
    """What a page was read as, ready for `json.dumps`.

    `kind` is `article`, `listing` or `none`. An article has all its fields, a listing `items`
    (`title`, `url`, `published`), `next` and `sections` (and `post` where the next page is had by a
    postback), and what is neither has `reason` and
    `message` (`reason` is `layout_changed` where a known CMS lacks what must be there). Unknown
    values are null. What makes an article suspect, and how a list goes on where nothing can be
    followed, stand among the `problems`, by the kinds under which a run has them on record.
    """
    data = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(reading).items()
    }
    for name in ("problems", "suspect", "unfollowed", "date_order"):
        data.pop(name, None)
    if data.get("post") is None:
        data.pop("post", None)
    problems = [asdict(problem) for problem in problems_of(reading)]
    parser = data.pop("parser")
    if isinstance(reading, Article):
        return {"kind": "article", "parser": parser, **data, "problems": problems}
    if isinstance(reading, Listing):
        data["items"] = _links(data["items"], "title", "url", "published")
        data["sections"] = _links(data["sections"], "title", "url")
        return {"kind": "listing", "parser": parser, **data, "problems": problems}
    data.setdefault("reason", "layout_changed")
    return {"kind": "none", "parser": parser, **data, "problems": problems}


def problems_of(reading: Reading) -> list[Problem]:
    """The problems of a reading, with what makes an article suspect and how a list goes on."""
    problems = list(reading.problems)
    if isinstance(reading, Article) and reading.suspect:
        problems.append(Problem("suspect", reading.suspect))
    if isinstance(reading, Listing) and reading.unfollowed:
        problems.append(Problem("unfollowed_pager", reading.unfollowed))
    return problems


def _links(links: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    return [{name: link[name] for name in names} for link in links]
