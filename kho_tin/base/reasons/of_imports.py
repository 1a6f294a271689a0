"""Why files cannot be imported."""

from __future__ import annotations

from pathlib import Path

from kho_tin.base.reasons.sentence import refusal


@refusal(
    "import takes at least one FILE, and --site SITE; `kho-tin list` names them.",
    "import cần ít nhất một FILE, và --site SITE; `kho-tin list` nêu tên các trang.",
)
def import_usage() -> None: ...


@refusal(
    "import takes at least one FILE: a list of digests holds no pages.",
    "import cần ít nhất một FILE: danh sách mã băm không chứa trang nào.",
)
def import_digests() -> None: ...


@refusal("{file}: cannot be read: {error}.", "{file}: không đọc được: {error}.")
def import_unreadable(file: Path, error: str | None) -> None: ...


@refusal(
    "{file}: a ZIP file without WARC files in archive/, so no WACZ package.",
    "{file}: tệp ZIP không có tệp WARC trong archive/, nên không phải gói WACZ.",
)
def no_package(file: Path) -> None: ...


@refusal(
    "{file}: compressed with Zstandard: make it .warc.gz first.",
    "{file}: nén bằng Zstandard: hãy đổi thành .warc.gz trước.",
)
def zstandard(file: Path) -> None: ...


@refusal(
    "{file}: an ARC file, older than WARC: `warcio recompress` converts it.",
    "{file}: tệp ARC, đời trước của WARC: `warcio recompress` chuyển đổi được.",
)
def arc_file(file: Path) -> None: ...


@refusal(
    "{file}: no WARC file and no WACZ package.",
    "{file}: không phải tệp WARC, cũng không phải gói WACZ.",
)
def no_warc(file: Path) -> None: ...


@refusal(
    "{file}: is of the site {site}: give --site {site}",
    "{file}: là của trang {site}: hãy cho --site {site}",
)
def other_site(file: Path, site: str | None) -> None: ...
