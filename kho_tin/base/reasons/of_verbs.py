"""Why a verb refuses, or how it was stopped."""

from __future__ import annotations

from pathlib import Path

from kho_tin.base.reasons.sentence import Reason, part, refusal

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


@refusal("usage: kho-tin {verb} {syntax}", "cách dùng: kho-tin {verb} {syntax}")
def usage(verb: str, syntax: str) -> None: ...


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
    "crawl takes one SITE; `kho-tin list` names them.",
    "crawl cần đúng một SITE; `kho-tin list` nêu tên các trang.",
)
def crawl_usage() -> None: ...


@refusal(
    "stopped by {signal} before anything was asked for.",
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


# look


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
    "{asked}: no such site; there are {names}. An address begins with http:// or https://.",
    "{asked}: không có trang này; có {names}. Địa chỉ bắt đầu bằng http:// hoặc https://.",
)
def no_site_or_address(asked: str, names: str) -> None: ...


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
    "run with --save DIR and send the pages: a parser for its CMS is needed.",
    "không ghi tệp của trang: không đọc được bài nào. Hãy xem địa chỉ khác của trang, hoặc chạy "
    "với --save DIR rồi gửi các trang ấy: cần có bộ phân tích cho CMS của nó.",
)
def nothing_to_read() -> None: ...


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


# import


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


# export


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


# backup, restore


@refusal("backup takes one FOLDER, to hold the copy.", "backup cần đúng một FOLDER để giữ bản sao.")
def backup_usage() -> None: ...


@part("{first} (and {number} more such files)", "{first} (và {number} tệp như thế nữa)")
def more_files(first: str, number: int) -> None: ...


@refusal(
    "{faults}: see `kho-tin verify`; all else is copied.",
    "{faults}: xem `kho-tin verify`; mọi thứ khác đã được sao.",
    "code 3",
)
def backup_faults(faults: str) -> None: ...


@refusal(
    "{folder}: there is no such folder: is its disk mounted? For a first copy make the folder "
    "yourself",
    "{folder}: không có thư mục này: đĩa đã gắn chưa? Nếu là bản sao đầu tiên, hãy tự tạo thư mục",
)
def backup_no_folder(folder: Path) -> None: ...


@refusal(
    "{folder}: is the archive's own folder: name another",
    "{folder}: là thư mục của chính kho: hãy nêu thư mục khác",
)
def backup_own_folder(folder: Path) -> None: ...


@refusal(
    "{folder}: holds {name}: give each archive's copy a folder of its own",
    "{folder}: có {name}: hãy cho bản sao của mỗi kho một thư mục riêng",
)
def backup_other_archive(folder: Path, name: str) -> None: ...


@refusal(
    "{file}: is {kind}, no regular file: move it away",
    "{file}: là {kind}, không phải tệp thường: hãy chuyển nó đi",
)
def backup_special(file: Path, kind: str) -> None: ...


@refusal(
    "{copy}: holds captures that {archive} does not have: the copy of another archive, or of a "
    "later state of this one: name another folder",
    "{copy}: chứa dữ liệu thu thập mà {archive} không có: là bản sao của kho khác, hoặc của chính "
    "kho này về sau: hãy nêu thư mục khác",
)
def backup_of_another(copy: Path, archive: Path) -> None: ...


@refusal(
    "{copy}: no copy of an archive, or a damaged one ({error}): move it away, or name another "
    "folder",
    "{copy}: không phải bản sao của kho, hoặc bản sao bị hỏng ({error}): hãy chuyển nó đi, hoặc "
    "nêu thư mục khác",
)
def backup_damaged(copy: Path, error: Exception) -> None: ...


@refusal(
    "restore takes one FOLDER, which a backup was made in.",
    "restore cần đúng một FOLDER, nơi có bản sao lưu.",
)
def restore_usage() -> None: ...


@refusal(
    "stopped: all is back, and not verified yet: run `kho-tin verify`.",
    "đã dừng: mọi thứ đã được khôi phục nhưng chưa kiểm tra: hãy chạy `kho-tin verify`.",
    "code 130",
)
def restore_unverified() -> None: ...


@refusal(
    "{file}: is there, and is another: move it away", "{file}: đã có, và khác đi: hãy chuyển nó đi"
)
def restore_other(file: Path) -> None: ...


@refusal(
    "{file}: reads otherwise each time: check the disk",
    "{file}: mỗi lần đọc một khác: hãy kiểm tra đĩa",
)
def restore_unsteady(file: Path) -> None: ...


@refusal(
    "{folder}: there is no such folder: is its disk mounted?",
    "{folder}: không có thư mục này: đĩa đã gắn chưa?",
)
def restore_no_folder(folder: Path) -> None: ...


@refusal(
    "{folder}: has no {name}, but {other}, by whose name its captures call it: give "
    "ARCHIVE={archive}",
    "{folder}: không có {name}, mà có {other}, là tên mà dữ liệu thu thập gọi nó: hãy cho "
    "ARCHIVE={archive}",
)
def restore_other_name(folder: Path, name: str, other: str, archive: Path) -> None: ...


@refusal(
    "{folder}: holds no archive: name the folder that a backup was made in",
    "{folder}: không chứa kho nào: hãy nêu thư mục có bản sao lưu",
)
def restore_nothing(folder: Path) -> None: ...


@refusal(
    "{archive}: is there already: move it away, or name another with ARCHIVE",
    "{archive}: đã có rồi: hãy chuyển nó đi, hoặc nêu kho khác bằng ARCHIVE",
)
def restore_there(archive: Path) -> None: ...


# Decisions: withhold, erase, correct, merge, accept, undo


@refusal(
    "stopped; what is on record is carried out by the next command.",
    "đã dừng; điều đã ghi lại sẽ được lệnh kế tiếp thực hiện.",
    "code 130",
)
def decision_stopped() -> None: ...


@refusal(
    "--why TEXT says on what ground; readers are told.",
    "--why TEXT nêu lý do; bạn đọc sẽ thấy.",
)
def no_ground() -> None: ...


@refusal(
    "{pid}: no such record in {archive}: give the pid that its page shows.",
    "{pid}: không có tin này trong {archive}: hãy cho mã mà trang của tin hiển thị.",
)
def no_record(pid: str, archive: Path) -> None: ...


@refusal(
    "accept takes one SITE; `kho-tin list` names them.",
    "accept cần đúng một SITE; `kho-tin list` nêu tên các trang.",
)
def accept_usage() -> None: ...


@refusal(
    "{site}: no such site in {archive}; there are {names}.",
    "{site}: không có trang này trong {archive}; có {names}.",
)
def accept_no_site(site: str, archive: Path, names: str) -> None: ...


@refusal(
    "withhold takes one PID, as the page of the record shows it.",
    "withhold cần đúng một PID, như trang của tin hiển thị.",
)
def withhold_usage() -> None: ...


@refusal(
    "{pid}: is withheld already, since {at}: {why}",
    "{pid}: đã ngừng hiển thị từ {at}: {why}",
)
def withheld_already(pid: str, at: str, why: str) -> None: ...


@refusal(
    "erase takes one PID, as the page of the record shows it.",
    "erase cần đúng một PID, như trang của tin hiển thị.",
)
def erase_usage() -> None: ...


@refusal(
    "{pid} is not erased from every file: see above.",
    "chưa xóa {pid} khỏi mọi tệp: xem ở trên.",
    "code 3",
)
def not_erased(pid: str) -> None: ...


@refusal("{pid}: nothing of it is left to erase", "{pid}: không còn gì của tin này để xóa")
def nothing_to_erase(pid: str) -> None: ...


@refusal(
    "capture {capture} is of another record too: nothing is erased",
    "bản thu {capture} cũng là của tin khác: không xóa gì cả",
)
def capture_of_another(capture: int) -> None: ...


@refusal(
    "capture {capture} has the bytes of capture {other} ({url}), which is of another record: "
    "nothing is erased",
    "bản thu {capture} giữ dữ liệu của bản thu {other} ({url}), là của tin khác: không xóa gì cả",
)
def capture_needed(capture: int, other: int, url: str) -> None: ...


@refusal(
    "{file}: not the bytes it had when finished: see kho-tin verify",
    "{file}: không còn đúng dữ liệu như khi ghi xong: xem kho-tin verify",
)
def erase_altered(file: Path) -> None: ...


@refusal(
    "{file}: is not finished, or is missing: let the next crawl repair it, or put it back from a "
    "copy",
    "{file}: chưa ghi xong, hoặc không có: để lượt thu thập sau sửa, hoặc đặt lại từ bản sao",
)
def erase_missing(file: Path) -> None: ...


@refusal("{file}: {error}", "{file}: {error}", "see `kho-tin verify`")
def erase_damaged(file: Path, error: Exception) -> None: ...


@refusal(
    "correct takes a PID, a FIELD and its VALUE, '' where there is none.",
    "correct cần PID, FIELD và VALUE của nó, '' nếu không có.",
)
def correct_usage() -> None: ...


@refusal("{field}: choose {fields}.", "{field}: hãy chọn {fields}.")
def no_field(field: str, fields: str) -> None: ...


@refusal("title: an article has one.", "title: bài nào cũng có tiêu đề.")
def no_title() -> None: ...


@refusal(
    "published {given}: give a day (2021-06-02) or a time with its zone "
    "(2021-06-02T08:30:00+07:00).",
    "published {given}: hãy cho ngày (2021-06-02) hoặc giờ kèm múi giờ "
    "(2021-06-02T08:30:00+07:00).",
)
def no_published(given: str) -> None: ...


@refusal(
    "{pid}: is withheld: there is nothing to correct.",
    "{pid}: đã ngừng hiển thị: không có gì để sửa.",
)
def correct_withheld(pid: str) -> None: ...


@refusal("{pid}: {field} says that already.", "{pid}: {field} đã như thế rồi.")
def correct_already(pid: str, field: str) -> None: ...


@refusal(
    "merge takes two PIDs: the record that leads on, and the one that it leads to.",
    "merge cần hai PID: tin dẫn đi, và tin được dẫn đến.",
)
def merge_usage() -> None: ...


@refusal("{pid}: is that record itself.", "{pid}: chính là tin ấy.")
def merge_itself(pid: str) -> None: ...


@refusal("{pid}: is withheld since {at}: {why}", "{pid}: ngừng hiển thị từ {at}: {why}")
def merge_withheld(pid: str, at: str, why: str) -> None: ...


@refusal("{pid}: leads to {into} already.", "{pid}: đã dẫn đến {into} rồi.")
def merge_already(pid: str, into: str) -> None: ...


@refusal(
    "{into}: leads to {pid} already: the two would lead to each other.",
    "{into}: đã dẫn đến {pid}: hai tin sẽ dẫn đến nhau.",
)
def merge_circle(into: str, pid: str) -> None: ...


@refusal(
    "undo takes one ID; without any it lists the decisions in force.",
    "undo cần một ID; không có thì nêu các quyết định đang có hiệu lực.",
)
def undo_usage() -> None: ...


@refusal(
    "{key}: no such decision; `kho-tin undo` lists them.",
    "{key}: không có quyết định này; `kho-tin undo` nêu các quyết định.",
)
def no_such_decision(key: str) -> None: ...


@refusal("{key}: is taken back already, by {by}.", "{key}: đã được rút lại, bởi {by}.")
def undone_already(key: str, by: str) -> None: ...


@refusal(
    "{key}: what is erased is gone: nothing brings it back.",
    "{key}: cái đã xóa là mất: không lấy lại được.",
)
def erased_for_good(key: str) -> None: ...


@refusal(
    "{key}: takes another back: make that decision again.",
    "{key}: là việc rút lại một quyết định: hãy quyết định lại lần nữa.",
)
def undo_of_undo(key: str) -> None: ...
