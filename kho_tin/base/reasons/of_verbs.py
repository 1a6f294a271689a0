"""Why a verb refuses, or how it was stopped."""

from __future__ import annotations

from pathlib import Path

from kho_tin.base.reasons.sentence import Reason, refusal

_ARCHIVE = "ARCHIVE=/path/to/archive.db"

# Any verb.


@refusal(
    "{verb}: no such verb{nearest}. `kho-tin --help` lists them.",
    "{verb}: không có lệnh này{nearest}. `kho-tin --help` nêu các lệnh.",
)
def no_verb(verb: str, nearest: Reason) -> None: ...


@refusal(
    "{option}: no such option{nearest}. --help lists them.",
    "{option}: không có tùy chọn này{nearest}. --help nêu các tùy chọn.",
)
def no_option(option: str, nearest: Reason) -> None: ...


@refusal("--project takes the folder of a project.", "--project cần thư mục của một dự án.")
def no_project_given() -> None: ...


@refusal(
    "{folder}: no project: no {mark} there.", "{folder}: không phải dự án: ở đó không có {mark}."
)
def no_project_there(folder: Path, mark: str) -> None: ...


@refusal(
    "{verb}: no project: no {mark} in {folder} or above it. Go to one, or name it with --project "
    "DIR or {variable}.",
    "{verb}: không có dự án: không có {mark} trong {folder} hay các thư mục trên nó. Hãy vào một "
    "dự án, hoặc nêu nó bằng --project DIR hay {variable}.",
)
def no_project(verb: str, mark: str, folder: Path, variable: str) -> None: ...


@refusal("-s takes NAME=VALUE.", "-s cần có dạng TÊN=GIÁ_TRỊ.")
def no_setting() -> None: ...


@refusal("--jobs {given}: at least one.", "--jobs {given}: ít nhất là một.")
def no_jobs(given: int) -> None: ...


@refusal("stopped.", "đã dừng.", "code 130")
def stopped() -> None: ...


@refusal(
    "stopped; the same command goes on from here.",
    "đã dừng; chạy lại lệnh này thì làm tiếp từ đây.",
    "code 130: of `backup`, `restore`, `rebuild` and `import`",
)
def stopped_goes_on() -> None: ...


# crawl, status, list, read


@refusal(
    "crawl takes one SITE, or --all; `kho-tin list` names them.",
    "crawl cần đúng một SITE, hoặc --all; `kho-tin list` nêu tên các trang.",
)
def crawl_usage() -> None: ...


@refusal(
    "{option}: only with --all.",
    "{option}: chỉ dùng với --all.",
    "`kho-tin crawl --all` is for many",
)
def only_with_all(option: str) -> None: ...


@refusal(
    "-a {argument}: is of one site: name it in the place of --all.",
    "-a {argument}: là của một trang: hãy nêu trang ấy thay cho --all.",
)
def of_one_site(argument: str) -> None: ...


@refusal(
    "--jobs {given}: one archive is written by one crawl at a time: give each site its own with "
    "--archives DIR.",
    "--jobs {given}: mỗi lúc chỉ một lượt thu thập ghi vào một kho: hãy cho mỗi trang một kho bằng "
    "--archives DIR.",
    "`kho-tin serve DIR/*/*.db` shows them together",
)
def jobs_on_one_archive(given: int) -> None: ...


@refusal(
    "METRICS_FILE: each crawl writes it anew, for its own archive: take it out with --archives.",
    "METRICS_FILE: mỗi lượt ghi lại tệp này cho kho của nó: hãy bỏ đi khi dùng --archives.",
    "`-s METRICS_FILE=` does for one command",
)
def metrics_of_many() -> None: ...


@refusal(
    "{folder}: no such folder: make it first.", "{folder}: không có thư mục này: hãy tạo trước.",
    "of `--archives`",
)  # fmt: skip
def no_archives_folder(folder: Path) -> None: ...


@refusal(
    "{folder}: no archive of a site in it yet.", "{folder}: trong đó chưa có kho của trang nào.",
    "of `--archives`",
)  # fmt: skip
def no_archives_in(folder: Path) -> None: ...


@refusal(
    "no site to crawl: `kho-tin init` and `kho-tin look --write` make a site's file.",
    "không có trang nào để thu thập: `kho-tin init` và `kho-tin look --write` tạo tệp của trang.",
    "the sample, web archives, former sites and what RETIRED names are left out of `--all`",
)
def no_sites() -> None: ...


@refusal(
    "stopped by {signal}; not begun: {sites}.",
    "bị dừng bởi {signal}; chưa bắt đầu: {sites}.",
    "of `crawl --all`: the next one crawls them",
)
def stopped_with_left(signal: str, sites: str) -> None: ...


@refusal(
    "stopped by {signal} before anything was requested.",
    "bị dừng bởi {signal} trước khi hỏi trang điều gì.",
    "code 3: a signal came early; nothing is on record",
)
def stopped_before(signal: str) -> None: ...


@refusal(
    "status takes one SITE, or none for all.",
    "status cần một SITE, hoặc không có gì để xem mọi trang.",
)
def status_usage() -> None: ...


@refusal(
    "{site}: no crawl of such a site is on record; there are: {names}.",
    "{site}: chưa có lượt thu thập nào của trang này; có: {names}.",
)
def never_crawled(site: str, names: str) -> None: ...


@refusal(
    "{site}: named in RETIRED; `kho-tin status -s RETIRED=` shows it all the same.",
    "{site}: có tên trong RETIRED; `kho-tin status -s RETIRED=` vẫn cho xem.",
    "a site that is given up",
)
def retired(site: str) -> None: ...


@refusal("--within {given}: hours, more than none.", "--within {given}: số giờ, lớn hơn không.")
def no_hours(given: str) -> None: ...


@refusal("list takes no arguments.", "list không nhận tham số.")
def list_usage() -> None: ...


@refusal(
    "read takes one FILE, an HTML page or the gzip of one.",
    "read cần đúng một FILE, trang HTML hoặc bản gzip của nó.",
)
def read_usage() -> None: ...


@refusal(
    "{file}: {error}; a crawl keeps such a page and puts that on record.",
    "{file}: {error}; lượt thu thập vẫn giữ trang như thế và ghi lại điều đó.",
    "code 3",
)
def page_exceeded(file: str, error: Exception) -> None: ...


@refusal("{file} cannot be read: {error}.", "không đọc được {file}: {error}.")
def unreadable_page(file: Path, error: str | None) -> None: ...


@refusal("{file} has {error}: too many for a page.", "{file} có {error}: quá nhiều cho một trang.")
def page_too_large(file: Path, error: Exception) -> None: ...


@refusal("{file} is a damaged gzip file.", "{file} là tệp gzip bị hỏng.")
def page_damaged(file: Path) -> None: ...


# verify, rebuild


@refusal(
    f"verify takes no arguments; {_ARCHIVE} chooses the archive.",
    f"verify không nhận tham số; {_ARCHIVE} chọn kho.",
)
def verify_usage() -> None: ...


@refusal(
    "stopped; nothing is known of what was not looked at yet.",
    "đã dừng; phần chưa xem đến thì chưa biết ra sao.",
    "code 130: of `verify`",
)
def verify_stopped() -> None: ...


@refusal(
    f"rebuild takes no arguments; {_ARCHIVE} chooses the archive.",
    f"rebuild không nhận tham số; {_ARCHIVE} chọn kho.",
)
def rebuild_usage() -> None: ...


@refusal(
    "{folder}: no WARC file of this archive: there is nothing to read.",
    "{folder}: không có tệp WARC nào của kho này: không có gì để đọc.",
)
def nothing_to_rebuild(folder: Path) -> None: ...


@refusal("--scheduler {given}: {error}", "--scheduler {given}: {error}")
def no_scheduler(given: str, error: Exception) -> None: ...


@refusal(
    "--scheduler needs the package distributed: python -m pip install distributed",
    "--scheduler cần gói distributed: python -m pip install distributed",
)
def no_distributed() -> None: ...


@refusal(
    "--into {file}: is there already: name a database that is not.",
    "--into {file}: đã có rồi: hãy nêu cơ sở dữ liệu chưa có.",
)
def into_there(file: Path) -> None: ...


@refusal("--into {file}: its folder does not exist.", "--into {file}: không có thư mục của nó.")
def into_nowhere(file: Path) -> None: ...
