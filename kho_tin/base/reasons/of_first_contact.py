"""Why a site cannot be looked at, or a project folder not be made."""

from __future__ import annotations

from pathlib import Path

from kho_tin.base.reasons.sentence import refusal


@refusal(
    "init takes a folder, and the address of a home page: DIR [URL].",
    "init cần một thư mục, và địa chỉ của một trang chủ: DIR [URL].",
)
def init_usage() -> None: ...


@refusal(
    "{given}: no address: it begins with http:// or https://.",
    "{given}: không phải địa chỉ: địa chỉ bắt đầu bằng http:// hoặc https://.",
)
def init_no_address(given: str) -> None: ...


@refusal(
    "-a {name}: init takes only a URL's {known}.",
    "-a {name}: init chỉ nhận {known} của một URL.",
)
def init_argument(name: str, known: str) -> None: ...


@refusal(
    "{folder}: not a name to be printed: name another folder.",
    "{folder}: tên này không in ra được: hãy chọn thư mục khác.",
)
def init_not_printable(folder: str) -> None: ...


@refusal(
    "{folder}: not empty; nothing is written over: name a new folder.",
    "{folder}: không trống; không ghi đè lên gì cả: hãy chọn thư mục mới.",
)
def init_not_empty(folder: Path) -> None: ...


@refusal(
    "{folder}: there is a file of that name: name a new folder.",
    "{folder}: đã có tệp mang tên ấy: hãy chọn thư mục mới.",
)
def init_no_folder(folder: Path) -> None: ...


@refusal(
    "{folder}: there is no folder {parent}: make it first.",
    "{folder}: không có thư mục {parent}: hãy tạo trước.",
)
def init_nowhere(folder: Path, parent: Path) -> None: ...


@refusal("{folder}: {error}.", "{folder}: {error}.")
def init_not_made(folder: Path, error: str | None) -> None: ...


@refusal(
    "look takes one SITE or one URL; `kho-tin list` names the sites.",
    "look cần một SITE hoặc một URL; `kho-tin list` nêu tên các trang.",
)
def look_usage() -> None: ...


@refusal(
    "{name}: no such site; there are {names}. An address begins with http:// or https://.",
    "{name}: không có trang này; có {names}. Địa chỉ bắt đầu bằng http:// hoặc https://.",
)
def no_site_or_address(name: str, names: str) -> None: ...


@refusal("-a {name}: look takes only {known}.", "-a {name}: look chỉ nhận {known}.")
def look_argument(name: str, known: str) -> None: ...


@refusal(
    "--save {folder}: name a folder that is empty or not there yet.",
    "--save {folder}: hãy nêu một thư mục trống hoặc chưa có.",
)
def look_folder_taken(folder: Path) -> None: ...


@refusal("{file}: {error}.", "{file}: {error}.", "may this user write there?")
def look_not_written(file: str | None, error: str | None) -> None: ...


@refusal(
    "the look could not be started; -L ERROR shows why.",
    "không bắt đầu xem được; -L ERROR cho biết vì sao.",
    "code 1",
)
def look_not_started() -> None: ...


@refusal(
    "an error in the program; -L ERROR shows it.",
    "chương trình có lỗi; -L ERROR cho xem lỗi ấy.",
    "code 1",
)
def look_crashed() -> None: ...


@refusal(
    "{option} {name}: give a name of small letters, digits and _, as in kkt_phuyen: it becomes a "
    "Python module.",
    "{option} {name}: hãy cho tên gồm chữ thường, chữ số và _, như kkt_phuyen: nó thành tên một "
    "mô-đun Python.",
)
def no_module_name(option: str, name: str) -> None: ...


@refusal(
    "{option} {name}: {file} exists; nothing is overwritten.",
    "{option} {name}: đã có {file}; không ghi đè lên gì cả.",
)
def module_there(option: str, name: str, file: str) -> None: ...


@refusal(
    "{option} {name}: there is a site of that name already.",
    "{option} {name}: đã có trang mang tên ấy.",
)
def site_there(option: str, name: str) -> None: ...


@refusal(
    "no site's file was written: no article could be read. Look at another address of the site, or "
    "run with --save DIR and send the pages: the report above says what stood before them.",
    "không ghi tệp của trang: không đọc được bài nào. Hãy xem địa chỉ khác của trang, hoặc chạy "
    "với --save DIR rồi gửi các trang ấy: báo cáo ở trên nêu điều cản trở.",
)
def nothing_to_read() -> None: ...
