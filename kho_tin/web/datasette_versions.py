"""What differs between Datasette 0.65, by which archives are served, and the pre-releases of 1.0.

Nothing else of the reading room knows which of the two it runs in. In 1.0 Datasette's own pages are
as it makes them, in our frame, and in English: our templates and Vietnamese words for them are
written for those of 0.65.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, Final

import datasette.views.base as views  # type: ignore[import-untyped]
from datasette.app import Datasette
from datasette.utils import path_from_row_pks  # type: ignore[import-untyped]
from jinja2 import BaseLoader, Environment

from kho_tin.web.http import Forbidden

# It checks permissions by resources, in SQL; 0.65 by tuples, in hooks.
IS_NEXT: Final = hasattr(Datasette, "allowed")
# The metadata file speaks of it by this name, whatever the archive's file is called.
DEFAULT_NAME: Final = "archive"
# Ours, made of those of 0.65.
_OF_STABLE: Final = frozenset(
    (
        *("_close_open_menus.html", "_codemirror.html", "_codemirror_foot.html"),
        *("database.html", "query.html", "row.html", "table.html"),
    )
)
# What may be done to an archive that is never written.
_READING: Final = ("view-", "execute-sql", "debug-", "permissions-debug")


def install() -> None:
    """Mend what fails in 1.0a41: the CSV of a table with a BLOB column asks for the row's key, and
    is not told which columns are the table's. Ours begin with it. Safe to call again."""
    if IS_NEXT and views.path_from_row_pks is not _key_of:
        views.path_from_row_pks = _key_of


def _key_of(row: Any, keys: list[str], use_rowid: bool, quote: bool = True) -> str:
    if use_rowid and "rowid" not in row.keys():  # noqa: SIM118 (rows hold values)
        use_rowid, keys = False, list(row.keys())[:1]
    return str(path_from_row_pks(row, keys, use_rowid, quote))


async def require(datasette: Any, request: Any, archive: str) -> None:
    """Raises Forbidden where this reader may not see the articles of an archive."""
    if not IS_NEXT:
        wanted = [("view-table", (archive, "articles")), ("view-database", archive)]
        await datasette.ensure_permissions(request.actor, wanted)
        return
    from datasette.resources import (  # type: ignore[import-untyped]
        TableResource,
    )

    resource = TableResource(archive, "articles")
    if not await datasette.allowed(action="view-table", resource=resource, actor=request.actor):
        raise Forbidden("view-table")


def permission_sql(action: str, *, allows_sql: bool) -> Any:
    """What 1.0's hook `permission_resources_sql` is told: no query in SQL where the operator has
    switched them off, and nothing at all that writes."""
    from datasette.permissions import (  # type: ignore[import-untyped]
        PermissionSQL,
    )

    if not action.startswith(_READING) or (action == "execute-sql" and not allows_sql):
        return PermissionSQL.deny(reason="the archive is only read")
    return None


def metadata(datasette: Any, archives: list[str]) -> dict[str, Any]:
    """What 0.65's hook `get_metadata` is told: the metadata of `archive` for archives whose file
    has another name."""
    ours = (datasette._metadata_local.get("databases") or {}).get(DEFAULT_NAME)
    # A copy for each: Datasette adds to it what the file says of an archive by its own name.
    return {
        "databases": {name: deepcopy(ours) for name in archives if ours and name != DEFAULT_NAME}
    }


async def started(datasette: Any, archives: list[str], in_english: Callable[[Any], Any]) -> None:
    """Do in 1.0, which has read the metadata file before any hook, what hooks do in 0.65: the words
    in one language, queries as its configuration, and all of it for archives of any name."""
    if not IS_NEXT:
        return
    datasette._metadata_local = in_english(datasette._metadata_local)
    datasette.config = in_english(datasette.config)
    described = datasette._metadata_local.setdefault("databases", {})
    configured = datasette.config.setdefault("databases", {})
    ours = described.get(DEFAULT_NAME, {})
    theirs = configured.setdefault(DEFAULT_NAME, {})
    theirs.setdefault("queries", {}).update(ours.pop("queries", {}))
    for name in archives:
        described.setdefault(name, deepcopy(ours))
        configured.setdefault(name, deepcopy(theirs))
    if DEFAULT_NAME not in datasette.databases:  # whose queries would lead nowhere
        del configured[DEFAULT_NAME]
    await datasette.apply_metadata_json()
    await datasette._save_queries_from_config()


async def instance_metadata(datasette: Any) -> dict[str, Any]:
    """What the metadata file says of the whole: title, license, source."""
    if IS_NEXT:
        return dict(await datasette.get_instance_metadata())
    return {name: datasette.metadata(name) for name in ("title", "license", "source")}


def prepare_templates(env: Environment) -> None:
    """Have 1.0 use its own templates for its own pages."""
    if IS_NEXT:
        assert env.loader is not None
        env.loader = _OwnTemplates(env.loader)


class _OwnTemplates(BaseLoader):
    """A loader of Datasette's, without our templates for the pages of 0.65."""

    def __init__(self, loader: BaseLoader) -> None:
        self._loader = loader

    def get_source(self, environment: Environment, template: str) -> Any:
        name = f"default:{template}" if template in _OF_STABLE else template
        return self._loader.get_source(environment, name)

    def list_templates(self) -> list[str]:
        return self._loader.list_templates()


def configuration(datasette: Any) -> dict[str, Any]:
    """How another process makes the same Datasette: arguments that only one of the two takes."""
    if not IS_NEXT:
        return {}
    # The settings of the command line are in its config as well; each may be given once.
    return {"config": {name: part for name, part in datasette.config.items() if name != "settings"}}


def speaks_english(view_name: str) -> bool:
    """Whether a page is one of Datasette's own that is in English alone."""
    return IS_NEXT and view_name != "kho_tin"
