"""Datasette's own pages in the reader's language, and their long cells folded.

Its templates have their words in them, in English. They are read here with each phrase of PHRASES
beside its Vietnamese; what the metadata file says, in Vietnamese and English, in one of both.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import datasette  # type: ignore[import-untyped]
from jinja2 import Environment
from jinja2.ext import Extension

from kho_tin.web import cells, datasette_versions

TEMPLATES: Final = Path(datasette.__file__).parent / "templates"
BETWEEN: Final = " · "  # in the metadata file: Vietnamese before, English behind

# As they stand in the templates, and in Vietnamese.
PHRASES: Final = {
    ">Search:</label>": ">Tìm:</label>",
    ">- remove filter -<": ">- bỏ bộ lọc -<",
    ">- column -<": ">- cột -<",
    ">Sort...<": ">Sắp xếp...<",
    ">Sort by {{ column.name }}<": ">Theo {{ column.name }}<",
    "> descending<": "> giảm dần<",
    'value="Apply"': 'value="Áp dụng"',
    '{{ "{:,}".format(filtered_table_rows_count) }} row{% if filtered_table_rows_count == 1 %}'
    "{% else %}s{% endif %}": "{{ t.number(filtered_table_rows_count) }} dòng",
    # What the form of filters shows anyway.
    "{% if human_description_en %}{{ human_description_en }}{% endif %}": "",
    "{% if human_description_en %} {{ human_description_en }}{% endif %}": "",
    ">{{ display }}<": ">{{ display|kt_comparison }}<",
    ">View and edit SQL<": ">Xem và sửa SQL<",
    ">This data as ": ">Dữ liệu này dưới dạng ",
    ">advanced<": ">tuỳ chọn khác<",
    "Suggested facets: ": "Gợi ý phân nhóm: ",
    ">These facets timed out: ": ">Các nhóm này tính quá lâu: ",
    ">Next page<": ">Trang sau<",
    ">Advanced export<": ">Xuất dữ liệu<",
    "<p>JSON shape:": "<p>Dạng JSON:",
    ">default</a>": ">mặc định</a>",
    ">array</a>": ">mảng</a>",
    ">newline-delimited</a>": ">mỗi dòng một đối tượng</a>",
    ">object</a>": ">đối tượng</a>",
    "CSV options:": "Tuỳ chọn CSV:",
    "> download file<": "> tải tệp về<",
    "> expand labels<": "> thêm tên<",
    "> stream all rows<": "> mọi dòng<",
    'value="Export CSV"': 'value="Xuất CSV"',
    "{{ extra_wheres_for_ui|length }} extra where clause{% if extra_wheres_for_ui|length != 1 %}s"
    "{% endif %}": "{{ extra_wheres_for_ui|length }} điều kiện thêm",
    ">remove</a>": ">bỏ</a>",
    ">0 records<": ">0 dòng<",
    ">0 results<": ">0 kết quả<",
    "Powered by <a": "Chạy bằng <a",
    "Queries took {{ query_ms|round(3) }}ms": "Truy vấn mất {{ query_ms|round(3) }} ms",
    "Data license:": "Giấy phép:",
    "Data source: ": "Nguồn: ",
    "About: ": "Về: ",
    ">Custom SQL query<": ">Truy vấn SQL<",
    ">Custom SQL query{% if display_rows %} returning {% if truncated %}more than {% endif %}"
    '{{ "{:,}".format(display_rows|length) }} row{% if display_rows|length == 1 %}{% else %}s'
    "{% endif %}{% endif %}": ">Truy vấn SQL{% if display_rows %}: {% if truncated %}hơn "
    "{% endif %}{{ t.number(display_rows|length) }} dòng{% endif %}",
    "{{ show_hide_text }}": '{{ "hiện" if show_hide_text == "show" else "ẩn" }}',
    ">Query parameters<": ">Tham số<",
    ">Format SQL<": ">Định dạng SQL<",
    'value="Run SQL"': 'value="Chạy SQL"',
    ">Edit SQL<": ">Sửa SQL<",
    ">Queries</h2>": ">Truy vấn có sẵn</h2>",
    ">Tables</h2>": ">Các bảng</h2>",
    ">Views</h2>": ">Các khung nhìn</h2>",
    "{% if table.count is none %}Many rows{% else %}"
    '{{ "{:,}".format(table.count) }} row{% if table.count == 1 %}{% else %}s{% endif %}'
    "{% endif %}": "{% if table.count is none %}Nhiều dòng{% else %}{{ t.number(table.count) }} "
    "dòng{% endif %}",
    "... and <a": "... và <a",
    '{{ "{:,}".format(hidden_count) }} hidden table{% if hidden_count == 1 %}{% else %}s'
    "{% endif %}": "{{ t.number(hidden_count) }} bảng ẩn",
    "> (hidden)<": "> (ẩn)<",
    ">Download SQLite DB: ": ">Tải tệp SQLite: ",
    "{{ item.label }}": '{{ t("overview") if item.label == "home" else item.label }}',
}
# The cells of tables and of the results of a query.
CELLS: Final = ("{{ cell.value }}", "{{ td }}")
# Headings below that of the page; the names of tables stand below one of these.
_HEADING: Final = re.compile(r"<h3>(?!<a )((?:(?!</?h3).)*+)</h3>", re.DOTALL)
# What the metadata file says, wherever a template prints it.
_DESCRIBED: Final = re.compile(
    r"(?<=\{\{ )(?:metadata\.(?:title|description|license|source|about)"
    r"|query\.(?:title|description)|column[._]description)(?!\w)"
)
_COMPARISONS: Final = {
    "contains": "chứa",
    "ends with": "kết thúc bằng",
    "starts with": "bắt đầu bằng",
    "like": "giống (like)",
    "not like": "không giống",
    "in": "trong",
    "not in": "không trong",
    "array contains": "danh sách có",
    "array does not contain": "danh sách không có",
    "date": "ngày",
    "is null": "rỗng (null)",
    "is not null": "không rỗng",
    "is blank": "trống",
    "is not blank": "không trống",
}


# What it says of an address that is none.
_MISSING: Final = {
    "Database not found": "Không có cơ sở dữ liệu này.",
    "Table not found": "Không có bảng này.",
    "Record not found": "Không có dòng này.",
}


class InLanguage(Extension):
    """Reads Datasette's templates as they are meant here."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        if filename is None or Path(filename).parent != TEMPLATES:
            return source
        source = _HEADING.sub(r"<h2>\1</h2>", source)
        source = _DESCRIBED.sub(r"\g<0>|kt_of_language(t.code)", source)
        for english, vietnamese in PHRASES.items():
            both = f'{{% if t.code == "vi" %}}{vietnamese}{{% else %}}{english}{{% endif %}}'
            source = source.replace(english, both)
        for shown in CELLS:
            source = source.replace(shown, shown.replace(" }}", "|kt_folded }}"))
        return source


def of_language(text: Any, code: str) -> Any:
    """The part of a text of the metadata file that is in the language; all of it where it has no
    parts, and what is no text as it is."""
    if not isinstance(text, str) or BETWEEN not in text:
        return text
    vietnamese, _, english = text.partition(BETWEEN)
    return vietnamese if code == "vi" else english


def error_in_language(message: str, code: str) -> str:
    """The message of an error of Datasette's, where it is one of those that a reader meets."""
    return _MISSING.get(message, message) if code == "vi" else message


def in_english(value: Any) -> Any:
    """A part of the metadata file with each of its texts in English alone."""
    if isinstance(value, dict):
        return {name: in_english(item) for name, item in value.items()}
    if isinstance(value, list):
        return [in_english(item) for item in value]
    return of_language(value, "en")


def prepare(env: Environment) -> None:
    """Have the templates of an environment in both languages. They must not be loaded yet."""
    datasette_versions.prepare_templates(env)
    env.filters["kt_of_language"] = of_language
    env.filters["kt_folded"] = cells.folded
    env.filters["kt_comparison"] = lambda display: _COMPARISONS.get(display, display)
    if not datasette_versions.IS_NEXT:
        env.add_extension(InLanguage)
