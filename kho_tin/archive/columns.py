"""The columns of `articles`, a row each: what is written, compared, hashed, searched, exported and
described is made from this table.

A new column is a row here and a migration (`archive.schema`); CONTRIBUTING.md has the steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

ColumnType = Literal["text", "integer", "time", "bytes"]
Role = Literal["identity", "content", "layout", "derived", "state"]


@dataclass(frozen=True)
class Column:
    """One column.

    `kind` is `text`, `integer`, `bytes`, or `time`: a text, UTC to the second
    (`2026-03-01T02:03:04Z`).

    `role` says where its value is from, and what a change of it means:
    `identity` names the article, and never changes;
    `content` is what the page says: a change is a revision, and counts in `content_sha256`;
    `layout` is what else the page shows: kept from the newest reading, never a revision;
    `derived` is made of the content; `state` is of the archive's own looks and captures.

    `since` is the migration that added it. Where an article has no value in a column that came
    after the first, its hashes are what they were before.

    `in_revisions`: `revisions` has it too; it has all content anyway. `label` is its name for
    readers, in Vietnamese and English. `unasked`: shown in Datasette's table by default.
    `difference` is its place among the differences of two versions; None: not there. `weight` is
    what a word in it counts for in the search (bm25); None: not searched. `covered`: a run counts
    in how many articles it was read. `corrected`: people may correct it.
    """

    name: str
    kind: ColumnType
    role: Role
    vietnamese: str
    english: str
    label: tuple[str, str] | None = None
    since: int = 1
    in_revisions: bool = False
    exported: bool = True
    unasked: bool = False
    difference: int | None = None
    weight: float | None = None
    covered: bool = False
    corrected: bool = False

    @property
    def sql_type(self) -> str:
        return {"integer": "INTEGER", "bytes": "BLOB"}.get(self.kind, "TEXT")

    @property
    def description(self) -> str:
        """In both languages, as the reading room shows it."""
        return f"{self.vietnamese} · {self.english}"


COLUMNS: Final = (
    Column(
        "id", "integer", "identity",
        "Số của bài trong kho.",
        "The article's number in this archive; the rowid of articles_fts.",
        exported=False, unasked=True,
    ),
    Column(
        "pid", "text", "identity",
        "Tên lâu dài, để trích dẫn: /a/PID.",
        "The lasting public id, made of site and identity: the address to cite is /a/PID, that of "
        "a version /a/PID@20210602T010500Z.",
        since=3,
    ),
    Column(
        "site", "text", "identity",
        "Trang nguồn.",
        "The site: its name in sites.",
        unasked=True,
    ),
    Column(
        "identity", "text", "identity",
        "Định danh bền của bài trên trang.",
        "What names the article on its site for good, whatever its address: a number, a path or "
        "a UUID.",
    ),
    Column(
        "url", "text", "content",
        "Địa chỉ bài, dạng chuẩn.",
        "Its address on the site, in canonical form.",
        label=("địa chỉ", "address"), difference=7,
    ),
    Column(
        "title", "text", "content",
        "Tiêu đề.",
        "Title.",
        label=("tiêu đề", "title"), unasked=True, difference=1, weight=20.0,
        covered=True, corrected=True,
    ),
    Column(
        "published", "text", "content",
        "Ngày đăng ghi trên trang.",
        "Date of publication as the page gives it: ISO 8601, a date (2021-06-02) or a time with "
        "+07:00 (Việt Nam).",
        label=("ngày đăng", "date"), unasked=True, difference=6, covered=True, corrected=True,
    ),
    # Kept in each observation, and in the revision that begins with it.
    Column(
        "published_text", "text", "layout",
        "Ngày đăng nguyên văn.",
        "The date as printed on the page.",
        label=("ngày ghi trên trang", "printed date"), in_revisions=True,
    ),
    Column(
        "year", "integer", "derived",
        "Năm đăng.",
        "Year of publication.",
    ),
    Column(
        "author", "text", "content",
        "Tác giả, theo dòng ký tên cuối bài.",
        "Author, from the byline.",
        label=("tác giả", "author"), unasked=True, difference=3, weight=6.0,
        covered=True, corrected=True,
    ),
    Column(
        "authors", "text", "derived",
        "Từng tác giả, dạng danh sách JSON.",
        "The authors one by one, a JSON list of names; NULL without any.",
        since=7,
    ),
    Column(
        "source", "text", "content",
        "Nguồn mà bài dẫn lại.",
        "The paper or body that the article was taken from, when it says so.",
        label=("nguồn dẫn", "source"), difference=4, covered=True,
    ),
    Column(
        "category", "text", "content",
        "Chuyên mục.",
        "Category, as named on the site.",
        label=("chuyên mục", "category"), unasked=True, difference=5, covered=True, corrected=True,
    ),
    Column(
        "summary", "text", "content",
        "Sapo.",
        "The summary that the page marks as such; not part of body.",
        label=("tóm tắt", "summary"), unasked=True, difference=2, weight=8.0,
        covered=True, corrected=True,
    ),
    # Its differences are shown by paragraphs, after all others.
    Column(
        "body", "text", "content",
        "Toàn văn, các đoạn cách nhau một dòng trống.",
        "The text, without captions and byline; paragraphs are parted by a blank line.",
        label=("thân bài", "body"), weight=1.0, covered=True,
    ),
    Column(
        "body_html", "bytes", "layout",
        "Phần thân bài dạng HTML đã lọc, nén theo body; đọc bằng article_html(body, body_html).",
        "The body as cleaned HTML, packed with body as dictionary: article_html(body, body_html) "
        "reads it.",
        exported=False,
    ),
    Column(
        "language", "text", "content",
        "Ngôn ngữ (vi, en).",
        "Language of the page: an ISO 639-1 code.",
        label=("ngôn ngữ", "language"), difference=8,
    ),
    Column(
        "words", "integer", "derived",
        "Số tiếng trong body.",
        "Words of body, parted at blanks (in Vietnamese: syllables).",
    ),
    Column(
        "state", "text", "state",
        "Lần kiểm tra gần nhất. listed: có trong danh mục; unlisted: trang còn, danh mục không "
        "còn; gone: trang báo không còn; blocked, error: không kiểm tra được.",
        "At the last look. listed: a listing names it; unlisted: its page is there, no listing "
        "names it; gone: the site says so (404, 410 or a page that says it); blocked, error: the "
        "site did not say.",
        unasked=True,
    ),
    Column(
        "first_seen", "time", "state",
        "Lần đầu thấy bài.",
        "When the site was first seen to have it: UTC, 2026-03-01T02:03:04Z.",
    ),
    Column(
        "last_seen", "time", "state",
        "Lần cuối thấy bài.",
        "When the site was last seen to have it: UTC, 2026-03-01T02:03:04Z.",
    ),
    Column(
        "last_changed", "time", "state",
        "Lần đổi nội dung gần nhất.",
        "When the newest revision was first seen: UTC, 2026-03-01T02:03:04Z.",
    ),
    Column(
        "content_sha256", "text", "derived",
        "Mã băm nội dung.",
        "SHA-256, in hexadecimal, of all that makes a revision.",
        in_revisions=True,
    ),
    Column(
        "text_sha256", "text", "derived",
        "Mã băm của tiêu đề, ngày và nội dung.",
        "SHA-256, in hexadecimal, of title, day and text, without regard to blanks and capitals: "
        "records that share it are proposed as one.",
        since=6, exported=False,
    ),
    Column(
        "parser", "text", "state",
        "Bộ phân tích và phiên bản.",
        "The parser that read the page, and its version: vnpt_portal@1.",
        in_revisions=True,
    ),
    Column(
        "capture", "integer", "state",
        "Bản thu chứa trang đã đọc.",
        "The capture that holds the page it was read from: an id in captures.",
        in_revisions=True, exported=False,
    ),
)  # fmt: skip


def _names(*roles: Role) -> tuple[str, ...]:
    return tuple(column.name for column in COLUMNS if column.role in roles)


BY_NAME: Final = {column.name: column for column in COLUMNS}
CONTENT: Final = _names("content")
LAYOUT: Final = _names("layout")
# What a reading of the page writes.
READ: Final = _names("content", "layout", "derived")
IN_REVISIONS: Final = tuple(
    column.name for column in COLUMNS if column.role == "content" or column.in_revisions
)
# As the search index has them: `body` first, since FTS5 notes the column of each word but those of
# the first, which saves a sixth of the index; then by weight. The texts of attachments, and what
# edits removed, come after these.
SEARCHED: Final = tuple(
    column.name
    for column in sorted(COLUMNS, key=lambda column: (column.name != "body", -(column.weight or 0)))
    if column.weight
)
COVERED: Final = tuple(column.name for column in COLUMNS if column.covered)
CORRECTED: Final = tuple(column.name for column in COLUMNS if column.corrected)


def first(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those that the first migration made: they count in every hash, empty or not."""
    return tuple(name for name in names if BY_NAME[name].since == 1)


def later(names: tuple[str, ...]) -> tuple[str, ...]:
    """The others: they count in a hash where they have a value."""
    return tuple(name for name in names if BY_NAME[name].since > 1)
