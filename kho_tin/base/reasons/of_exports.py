"""Why articles cannot be exported."""

from __future__ import annotations

from pathlib import Path

from kho_tin.base.reasons.sentence import Reason, refusal


@refusal(
    "export takes a FORMAT ({formats}) and a PATH.",
    "export cần một FORMAT ({formats}) và một PATH.",
)
def export_usage(formats: str) -> None: ...


@refusal(
    "{file}: replay tools know a package by its name: let it end in {suffix}.",
    "{file}: các công cụ phát lại nhận ra gói theo tên: hãy để tên tận cùng bằng {suffix}.",
)
def no_package_name(file: Path, suffix: str) -> None: ...


@refusal(
    "--since {since} lies after --until {until}: swap them.",
    "--since {since} sau --until {until}: hãy đổi chỗ.",
)
def export_days_swapped(since: object, until: object) -> None: ...


@refusal(
    "--{name} {given}: give a day as YYYY-MM-DD, as in 2021-06-02.",
    "--{name} {given}: hãy cho ngày theo dạng YYYY-MM-DD, như 2021-06-02.",
)
def export_no_day(name: str, given: str) -> None: ...


@refusal(
    "{file}: is part of the archive: name another.",
    "{file}: là một phần của kho: hãy nêu tệp khác.",
)
def part_of_archive(file: Path) -> None: ...


@refusal(
    "--site {site}: no such site in this archive; there are {names}.",
    "--site {site}: kho này không có trang ấy; có {names}.",
)
def export_no_site(site: str, names: str) -> None: ...


@refusal(
    "{file}: is no regular file, and is in the way: move it away.",
    "{file}: không phải tệp thường, và đang chắn chỗ: hãy chuyển nó đi.",
)
def in_the_way(file: Path) -> None: ...


@refusal(
    "{file}: another export is writing it: let it end.",
    "{file}: một lượt xuất khác đang ghi tệp này: hãy chờ xong.",
)
def being_exported(file: Path) -> None: ...


@refusal(
    "{file}: the folder {folder} does not exist: make it first.",
    "{file}: không có thư mục {folder}: hãy tạo trước.",
)
def export_no_folder(file: Path, folder: Path) -> None: ...


@refusal("{file}: is a folder: name a file in it.", "{file}: là thư mục: hãy nêu một tệp trong đó.")
def export_folder(file: Path) -> None: ...


@refusal(
    "{file}: {what}: name another, or - for standard output; --force replaces files only.",
    "{file}: {what}: hãy nêu tệp khác, hoặc - cho đầu ra chuẩn; --force chỉ thay tệp thường.",
)
def export_special(file: Path, what: Reason) -> None: ...


@refusal(
    "{file}: is there already: name another, or give --force.",
    "{file}: đã có rồi: hãy nêu tệp khác, hoặc cho --force.",
)
def export_there(file: Path) -> None: ...


@refusal("-: standard output is closed.", "-: đầu ra chuẩn đã đóng.")
def output_closed() -> None: ...


@refusal(
    "-: standard output is a terminal: lead it into a file or a pipe.",
    "-: đầu ra chuẩn là màn hình: hãy dẫn vào tệp hoặc ống dẫn.",
)
def output_terminal() -> None: ...


@refusal("-: standard output: {error}.", "-: đầu ra chuẩn: {error}.")
def output_failed(error: str) -> None: ...


@refusal(
    "parquet: pyarrow is not installed: python -m pip install -r requirements.txt, or export "
    "jsonl.",
    "parquet: chưa cài pyarrow: python -m pip install -r requirements.txt, hoặc xuất jsonl.",
)
def no_pyarrow() -> None: ...


@refusal(
    "{file}: the WARC file is gone: put it back; see kho-tin verify.",
    "{file}: tệp WARC không còn: hãy đặt lại; xem kho-tin verify.",
)
def warc_gone(file: Path) -> None: ...


@refusal(
    "{error}: nothing was exported; see kho-tin verify.",
    "{error}: không xuất gì cả; xem kho-tin verify.",
)
def record_damaged(error: Exception) -> None: ...


@refusal("{file}: cannot be read ({error}).", "{file}: không đọc được ({error}).")
def warc_unreadable(file: Path, error: str | None) -> None: ...


@refusal(
    "{file}: the record at byte {offset} was altered ({what}).",
    "{file}: bản ghi ở byte {offset} đã bị sửa ({what}).",
)
def record_altered(file: Path, offset: int, what: str) -> None: ...


@refusal(
    "{file}: another record lies at byte {offset}; see kho-tin verify.",
    "{file}: ở byte {offset} là bản ghi khác; xem kho-tin verify.",
)
def record_other(file: Path, offset: int) -> None: ...


@refusal("stopped: nothing was exported.", "đã dừng: không xuất gì cả.", "code 130")
def export_stopped() -> None: ...
