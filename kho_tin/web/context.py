"""The reading room: one request for one archive, as the pages see it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from kho_tin.archive.lasting_names import compact, version_name
from kho_tin.base.archive_location import captures_folder
from kho_tin.web import datasette_versions, deadline, language
from kho_tin.web.deadline import TookTooLong, limited
from kho_tin.web.http import Forbidden, NotFound, Response, Result, decoded, tilde_decode
from kho_tin.web.language import Language
from kho_tin.web.replay.addresses import path_to

# Where the plugin keeps, on the Datasette object, the names of the archives it serves.
ARCHIVES = "_kho_tin_archives"


@dataclass(frozen=True)
class RequestContext:
    """`name` is that of the archive's database in Datasette."""

    datasette: Any
    request: Any
    name: str
    words: Language

    @property
    def database(self) -> Any:
        return self.datasette.get_database(self.name)

    @property
    def named(self) -> str | None:
        """The archive's name where addresses have it: of any but the first."""
        first = getattr(self.datasette, ARCHIVES, [self.name])[0]
        return None if self.name == first else self.name

    @property
    def captures(self) -> Path:
        """The folder of the WARC files: beside the archive."""
        return captures_folder(Path(self.database.path).resolve())

    def path(self, path: str) -> str:
        """The address of `path` ("/search") on this server, below its base_url."""
        return str(self.datasette.urls.path(path))

    def article(self, pid: str, at: str | None = None, *, tail: str = "") -> str:
        """The lasting address of an article, as `article_address` has it."""
        return article_address(self.datasette, self.name, pid, at, tail=tail)

    def file(self, pid: str, position: int, page: int | None = None) -> str:
        """The address of the text of an article's attachment, at one of its pages."""
        return self.article(pid, tail=f"/file/{position}") + (f"#p{page}" if page else "")

    def document(self, number: str) -> str:
        """The address of the page of a document, by its number in normal form."""
        address = self.path(f"/d/{quote(number)}")
        return address + ("?" + urlencode({"archive": self.named}) if self.named else "")

    def history(self, pid: str, at: str | None = None) -> str:
        """The address of its history, at the version first seen at a moment (UTC, `…Z`)."""
        return self.article(pid, tail="/history") + (f"#{compact(at)}" if at else "")

    def compare(self, pid: str) -> str:
        """The address of the page that compares two of its versions, without these."""
        return self.path(f"/a/{pid}/compare")

    def cited(self, pid: str, at: str | None = None) -> str:
        """The lasting address to cite: absolute, and without the archive's name, since its file
        may be renamed."""
        return self.absolute(self.path(f"/a/{version_name(pid, at) if at else pid}"))

    def capture(self, key: int | str, what: str = "raw") -> str:
        """The address of a capture's bytes: `raw` to look at, `warc` the record."""
        return f"{self.datasette.urls.table(self.name, 'captures')}/{key}/{what}"

    def replay(self, url: str, digits: str = "", form: str = "") -> str:
        """The address of a page as captured at a time (as `path_to` has it)."""
        is_first = self.name == getattr(self.datasette, ARCHIVES, [self.name])[0]
        below = "" if is_first else str(self.datasette.urls.database(self.name))
        return below + (self.path if is_first else str)(path_to(url, digits, form))

    def absolute(self, path: str) -> str:
        """A path of this server with its scheme and host, as the reader has them."""
        return str(self.datasette.absolute_url(self.request, path))

    async def run(
        self, function: Callable[[sqlite3.Connection], Result], milliseconds: float | None = None
    ) -> Result:
        """Run `function` on a reading connection, in a thread, within the time limit.

        The limit is Datasette's sql_time_limit_ms unless another is given. Raises
        TookTooLong when it is reached.
        """
        if milliseconds is None:
            milliseconds = float(self.datasette.setting("sql_time_limit_ms"))

        def within(connection: sqlite3.Connection) -> Result:
            with limited(connection, milliseconds):
                return function(connection)

        result: Result = await self.database.execute_fn(within)
        return result

    async def parts(
        self, readers: Mapping[str, Callable[[sqlite3.Connection], Any]]
    ) -> dict[str, Any]:
        """What each reads, within one time limit for all; None for what took too long.

        Each has at most half of the time that is left, so that one does not take it all.
        """
        end = deadline.clock() + self.datasette.setting("sql_time_limit_ms") / 1000
        read: dict[str, Any] = {}
        for name, reader in readers.items():
            left = max(0.0, end - deadline.clock()) * 1000
            try:
                read[name] = await self.run(reader, left / 2)
            except TookTooLong:
                read[name] = None
        return read

    async def page(self, template: str, *, status: int = 200, **variables: Any) -> Any:
        """An HTML answer. Templates also have what `shared` gives."""
        body = await self.datasette.render_template(
            template,
            {"room": self, "database": self.name, **variables},
            request=self.request,
            view_name="kho_tin",
        )
        return Response.html(body, status=status)

    def setting(self, name: str, default: Any) -> Any:
        """A setting of this plugin, from `plugins` → `kho_tin` of the metadata file."""
        value = (self.datasette.plugin_config("kho_tin") or {}).get(name)
        return default if value is None else value


def allows_sql(datasette: Any) -> bool:
    """Whether visitors may query in SQL: `plugins` → `kho_tin` → `sql` of the metadata file, or the
    environment variable that it names, is not "deny"."""
    return (datasette.plugin_config("kho_tin") or {}).get("sql") != "deny"


def article_address(
    datasette: Any, archive: str, pid: str, at: str | None = None, *, tail: str = ""
) -> str:
    """The path of an article's page, or of the version that it had at a moment (UTC, `…Z`).

    `tail` follows the name: `/history`, `.bib`. An archive that is not the first is named:
    another may hold the same article.
    """
    name = version_name(pid, at) if at else pid
    address = str(datasette.urls.path(f"/a/{name}{tail}"))
    if archive != getattr(datasette, ARCHIVES, [archive])[0]:
        address += "?" + urlencode({"archive": archive})
    return address


async def enter(datasette: Any, request: Any, name: str | None = None) -> RequestContext:
    """The context of a request to the archive that `name` or `?archive=` names, or to the first.

    Raises NotFound where there is no such archive, and Datasette's Forbidden where its
    permissions keep this reader out of it.
    """
    archives: list[str] = getattr(datasette, ARCHIVES, [])
    wanted = name or request.args.get("archive") or (archives[0] if archives else None)
    if wanted not in archives:
        raise NotFound(language.of(request)("no_such_archive"))
    await datasette_versions.require(datasette, request, str(wanted))
    return RequestContext(datasette, request, wanted, language.of(request))


def archive_named(datasette: Any, part: str) -> str:
    """The name of the archive that a part of a path means, escaped by Datasette (`Kho+b~C3~A1o`),
    by a browser (`Kho%20b%C3%A1o`), or not at all; `part` itself where there is no such archive."""
    archives: list[str] = getattr(datasette, ARCHIVES, [])
    # Datasette's own escapes first, as its own pages read them: `a+b` is the archive `a b`.
    names = (tilde_decode(part), decoded(part))
    return next((name for name in names if name in archives), part)


async def enter_by_path(datasette: Any, request: Any) -> RequestContext:
    """The context of a request to the archive that its path names. Raises as `enter` does."""
    return await enter(datasette, request, archive_named(datasette, request.url_vars["database"]))


async def enter_all(datasette: Any, request: Any) -> list[RequestContext]:
    """The contexts of a request to all archives, in their order, or to that which `?archive=`
    names; without those that are closed to this reader. Raises NotFound, and Forbidden where all
    are closed."""
    archives: list[str] = getattr(datasette, ARCHIVES, [])
    if len(archives) < 2 or request.args.get("archive"):
        return [await enter(datasette, request)]
    contexts, refused = [], None
    for name in archives:
        try:
            contexts.append(await enter(datasette, request, name))
        except Forbidden as error:
            refused = error
    if not contexts:
        assert refused
        raise refused
    return contexts


def rows(cursor: sqlite3.Cursor) -> list[dict[str, Any]]:
    """The rows of a cursor by the names of their columns."""
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, tuple(row), strict=True)) for row in cursor]
