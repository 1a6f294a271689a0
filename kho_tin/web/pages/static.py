"""Style, script and robots.txt."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

from kho_tin.archive.columns import COLUMNS
from kho_tin.web.http import Response

FOLDER: Final = Path(__file__).resolve().parents[1] / "static"
# Hides the columns of `articles` that are too long, too technical or too rare to be shown unasked.
FEWER_COLUMNS: Final = (
    ",\n".join(f".table-articles .col-{column.name}" for column in COLUMNS if not column.unasked)
    + " {\n  display: none !important;\n}\n"
)
FILES: Final = {
    **{path.name: path.read_bytes() for path in FOLDER.iterdir() if path.is_file()},
    "fewer_columns.css": FEWER_COLUMNS.encode(),
}
TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
YEAR: Final = 365 * 24 * 3600

# Where search engines are allowed, they are still kept out of what is endless or bulky.
OPEN: Final = """\
User-agent: *
Disallow: /*?
Disallow: /*/captures/
Disallow: /*.csv
Disallow: /*.json
"""
CLOSED: Final = """\
User-agent: *
Disallow: /
"""


def address(name: str) -> str:
    """The path of a file, with a digest that changes as it does; without base_url."""
    return f"/-/kho-tin/{name}?{hashlib.sha256(FILES[name]).hexdigest()[:8]}"


async def file(request: Any) -> Any:
    """One of our files."""
    name = request.url_vars["name"]
    if name not in FILES:
        return Response.text("Not found", status=404)
    return Response(
        FILES[name],
        content_type=TYPES[Path(name).suffix],
        headers={"cache-control": f"public, max-age={YEAR}, immutable"},
    )


async def robots(datasette: Any) -> Any:
    """Closed unless the metadata's `plugins: kho_tin: robots` is "allow"."""
    chosen = (datasette.plugin_config("kho_tin") or {}).get("robots")
    return Response.text(OPEN if chosen == "allow" else CLOSED)
