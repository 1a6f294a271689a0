"""Kho Tin's Datasette plugin, by which Datasette finds the package `kho_tin.web`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from click import ClickException
from datasette import hookimpl
from datasette.utils import tilde_decode

ROOT = Path(__file__).resolve().parents[3]
# Datasette loads a plugin as a file on its own, so that a plain `datasette archive.db
# --plugins-dir kho_tin/web/plugins` from any folder would not find the project's packages.
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

from kho_tin.archive.database import ArchiveError, connect  # noqa: E402
from kho_tin.archive.schema import migrations  # noqa: E402
from kho_tin.base.errors import UsageError  # noqa: E402
from kho_tin.web import (  # noqa: E402
    agents,
    bounds,
    cells,
    datasette_versions,
    datasette_words,
    deadline,
    functions,
    headers,
    profiles,
    quiet,
    request_checks,
    tables,
)
from kho_tin.web.articles import lasting  # noqa: E402
from kho_tin.web.context import ARCHIVES, allows_sql, article_address, enter  # noqa: E402
from kho_tin.web.http import Moved  # noqa: E402
from kho_tin.web.pages import errors, routes, withheld  # noqa: E402
from kho_tin.web.pages.article import redirect  # noqa: E402
from kho_tin.web.queues.choose import path_of  # noqa: E402
from kho_tin.web.queues.wrapper import RequestQueues  # noqa: E402
from kho_tin.web.search.abbreviations import abbreviations_set  # noqa: E402

DIGITS = 18
_OURS = f"SELECT 1 FROM {migrations.migrations_table} WHERE migration_set = ?"

deadline.install()
quiet.install()
datasette_versions.install()


# Datasette's own escape_fts, which its search box calls, is registered by the same hook.
@hookimpl(trylast=True)
def prepare_connection(conn, datasette):
    functions.register(conn)
    bounds.prepare(conn, datasette)


@hookimpl
def startup(datasette):
    def is_archive(connection):
        # Without a time limit, unlike table_exists(): the server has no visitors yet.
        sql = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN (?, ?)"
        return connection.execute(sql, ("articles_fts", "captures")).fetchone()[0] == 2

    try:
        abbreviations_set()
        profiles.current()
    except (UsageError, ValueError) as error:
        raise ClickException(str(error)) from error

    async def find_archives():
        for database in datasette.databases.values():
            await _refuse_other_schema(database)
        archives = [
            name
            for name, database in datasette.databases.items()
            if await database.execute_fn(is_archive)
        ]
        setattr(datasette, ARCHIVES, archives)
        await datasette_versions.started(datasette, archives, datasette_words.in_english)

    return find_archives


async def _refuse_other_schema(database):
    """Also without `kho-tin serve`, no archive is served whose pages could not be made."""
    is_ours = database.path and await database.table_exists(migrations.migrations_table)
    if not is_ours or not (await database.execute(_OURS, [migrations.name])).rows:
        return
    try:
        connect(Path(database.path), readonly=True).close()
    except ArchiveError as error:
        raise ClickException(str(error)) from error


@hookimpl
def get_metadata(datasette):
    return datasette_versions.metadata(datasette, getattr(datasette, ARCHIVES, []))


@hookimpl
def asgi_wrapper(datasette):
    def base_url():
        return datasette.setting("base_url")

    def wrapped(app):
        queues = RequestQueues(datasette, [pattern for pattern, _ in routes(datasette.databases)])
        behind = queues.wrapped(app, lambda inner: headers.wrapped(inner, base_url))
        return request_checks.wrapped(behind, lambda scope: path_of(scope, base_url()))

    return wrapped


@hookimpl
def register_routes(datasette):
    quiet.without_folders(datasette)  # before Datasette makes its own routes
    return routes(datasette.databases)


@hookimpl
def permission_allowed(datasette, action):
    """Deny queries in SQL if the operator has switched them off."""
    refused = action == "execute-sql" and not allows_sql(datasette)
    return False if refused else None


@hookimpl
def permission_resources_sql(datasette, action):
    return datasette_versions.permission_sql(action, allows_sql=allows_sql(datasette))


# Of datasette-mcp, where that is installed: behind its own tools, which ours replace.
@hookimpl(trylast=True)
def register_mcp_tools(datasette, mcp):
    agents.register(datasette, mcp)


@hookimpl
def prepare_jinja2_environment(env, datasette):
    # After some errors Datasette renders a page without calling extra_template_vars.
    datasette_words.prepare(env)
    env.globals.update(tables.shared(datasette, None, "kho_tin", None))


@hookimpl(hookwrapper=True)
def handle_exception(datasette, request, exception):
    outcome = yield
    if isinstance(exception, Moved):
        outcome.force_result([redirect(request, exception.address)])
    else:
        outcome.force_result([lambda: errors.error(datasette, request, exception)])


@hookimpl
def filters_from_request(request, database, table, datasette):
    return tables.matching(request, table)


@hookimpl
def render_cell(row, value, column, table, database, datasette):
    def of_row(name):
        return row[name] if name in row.keys() else None  # noqa: SIM118 (rows hold values)

    address = None
    if database in getattr(datasette, ARCHIVES, []):
        address = partial(article_address, datasette, database)
    return cells.cell(value, column, table, of_row, datasette.urls.database(database), address)


@hookimpl
def extra_template_vars(view_name, database, table, request, datasette):
    async def variables():
        shown = tables.shared(datasette, request, view_name, table)
        if view_name == "row" and database in getattr(datasette, ARCHIVES, []):
            await _to_the_article(datasette, request, database, table)
            if table == "captures":
                await withheld.refuse_row(await enter(datasette, request, database))
        return shown

    return variables


async def _to_the_article(datasette, request, database, table):
    """Redirect from the row of an article or of a version, named by numbers, to the lasting
    address. The row as JSON, and Datasette's other pages, stay where they are."""
    keys = tilde_decode(request.url_vars["pks"]).split(",")
    wanted = {"articles": 1, "revisions": 2}.get(table)
    # SQLite's integers are no longer, so there is no such row.
    if len(keys) != wanted or not all(key.isdecimal() and len(key) <= DIGITS for key in keys):
        return
    context = await enter(datasette, request, database)
    name = await context.run(lambda connection: lasting.name_of(connection, *map(int, keys)))
    if name is not None:
        raise Moved(context.article(*name))
