"""Why a search cannot be followed."""

from __future__ import annotations

from pathlib import Path

from kho_tin.base.reasons.sentence import Reason, part, refusal


@refusal(
    "SEARCHES: {file}: cannot be read ({why}).",
    "SEARCHES: {file}: không đọc được ({why}).",
    "the file's path, and its rights",
)
def searches_unreadable(file: Path, why: str) -> None: ...


@refusal(
    "SEARCHES: {file}: line {line}: write NAME = QUERY.",
    "SEARCHES: {file}: dòng {line}: hãy viết TÊN = TRUY VẤN.",
    "a name of letters, digits, `-` and `_`, without blanks",
)
def no_search_line(file: Path, line: int) -> None: ...


@refusal(
    "SEARCHES: {file}: line {line}: {why}.",
    "SEARCHES: {file}: dòng {line}: {why}.",
    "try the query in the reading room first",
)
def search_wrong(file: Path, line: int, why: Reason) -> None: ...


@part("{name} is there already: choose another name", "đã có tên {name}: hãy chọn tên khác")
def search_again(name: str) -> None: ...


@part("{most} searches are followed at most", "theo dõi được nhiều nhất {most} tìm kiếm")
def too_many_searches(most: int) -> None: ...


@part("the query has more than {most} characters", "truy vấn dài quá {most} ký tự")
def search_too_long(most: int) -> None: ...


@part("a quote is not closed: close it, or take it out", "dấu nháy chưa đóng: hãy đóng hoặc bỏ đi")
def search_quote() -> None: ...


@part("a bracket is not closed, or never opened", "dấu ngoặc chưa đóng, hoặc chưa mở")
def search_bracket() -> None: ...


@part("{name}: is no operator{nearest}", "{name}: không phải toán tử{nearest}")
def search_operator(name: str, nearest: Reason) -> None: ...


@part("{name}: cannot be {value}", "{name}: không thể là {value}")
def search_value(name: str, value: str) -> None: ...


@part("the query has more than {most} operators", "truy vấn có quá {most} toán tử")
def too_many_operators(most: int) -> None: ...


@part(
    "the query finds nothing, or everything: give it a word to look for",
    "truy vấn không tìm gì, hoặc tìm tất cả: hãy cho một từ cần tìm",
)
def search_void() -> None: ...
