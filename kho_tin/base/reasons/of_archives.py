"""Why an archive cannot be used. A crawl that meets one of these is on record as crashed by it."""

from __future__ import annotations

from pathlib import Path

from kho_tin.base.reasons.sentence import Reason, part, unfit

_CHOOSE = "choose another archive with ARCHIVE=/path/to/other.db"
_CHON = "chọn kho khác bằng ARCHIVE=/path/to/other.db"
_SAME = "the same"


@part("a folder", "thư mục")
def a_folder() -> None: ...


@part("a device", "thiết bị")
def a_device() -> None: ...


@part("a pipe", "ống dẫn")
def a_pipe() -> None: ...


@part("a socket", "ổ cắm (socket)")
def a_socket() -> None: ...


@part("something else", "thứ khác")
def something_else() -> None: ...


@part("a link that leads nowhere", "liên kết không dẫn đến đâu")
def a_dead_link() -> None: ...


@part("a link that leads to itself", "liên kết dẫn về chính nó")
def a_looped_link() -> None: ...


@part("a link", "liên kết")
def a_link() -> None: ...


@part("is {kind}, no regular file", "là {kind}, không phải tệp thường")
def no_regular_file(kind: Reason) -> None: ...


@unfit(
    "{archive}: in use by {holder}: wait for it to end, then run again",
    "{archive}: đang được {holder} dùng: chờ xong rồi chạy lại",
    "code 75: another crawl, import or rebuild is at work; the next night's comes by itself",
)
def in_use(archive: Path, holder: str) -> None: ...


@unfit(
    "{path}: the disk is full: make room, then run again",
    "{path}: đĩa đầy: hãy dọn chỗ rồi chạy lại",
    "code 1: a crawl that cannot begin for it is on record as crashed, too (2 where there is no "
    "room even for that); what was acknowledged is there",
)
def disk_full(path: Path) -> None: ...


@unfit(
    "{path}: the disk fails ({error}): check it, then run again",
    "{path}: đĩa hỏng ({error}): hãy kiểm tra rồi chạy lại",
    "read the kernel's log; `kho-tin verify` afterwards",
)
def disk_fails(path: Path, error: Exception) -> None: ...


@unfit(
    "{path}: the database is damaged ({error}): put a copy back, or make it again from the "
    "captures with `kho-tin rebuild --into NEW.db`",
    "{path}: cơ sở dữ liệu hỏng ({error}): hãy đặt lại bản sao, hoặc dựng lại từ captures bằng "
    "`kho-tin rebuild --into NEW.db`",
    "[keeping.md](keeping.md)",
)
def damaged(path: Path, error: Exception) -> None: ...


@unfit(
    "{path}: another program has been writing to it for more than five seconds: let it end, then "
    "run again",
    "{path}: một chương trình khác đang ghi vào đó hơn năm giây: chờ nó xong rồi chạy lại",
    "some other program has the database open: an `sqlite3` with a transaction begun?",
)
def busy(path: Path) -> None: ...


@unfit(
    f"{{path}}: cannot be opened or written: check the rights of the file and its folder, or "
    f"{_CHOOSE}",
    f"{{path}}: không mở hoặc không ghi được: hãy xem quyền của tệp và thư mục, hoặc {_CHON}",
    "as which user does cron run?",
)
def no_rights(path: Path) -> None: ...


@unfit(
    "{path}: {error}: check the folder and its rights",
    "{path}: {error}: hãy xem thư mục và quyền của nó",
    "the same of the folder, or of the lock",
)
def folder_error(path: Path, error: str) -> None: ...


@unfit(
    f"{{path}}: the folder {{folder}} does not exist: make it, or {_CHOOSE}",
    f"{{path}}: không có thư mục {{folder}}: hãy tạo, hoặc {_CHON}",
    "is the disk mounted? is `ARCHIVE` right?",
)
def no_folder(path: Path, folder: Path) -> None: ...


@unfit(
    "{folder}: holds none of the WARC files that {archive} names ({files}): mount its disk, or "
    "put them back from a copy, then run again",
    "{folder}: không có tệp WARC nào mà {archive} nêu ({files}): hãy gắn đĩa, hoặc đặt lại từ bản "
    "sao, rồi chạy lại",
    "code 3: [keeping.md](keeping.md#what-is-missing)",
)
def no_captures(folder: Path, archive: Path, files: str) -> None: ...


@unfit(
    "{archive}: is gone or empty, and {folder} holds its captures ({file}): put the database back "
    "from a copy, or make it again with `kho-tin rebuild`",
    "{archive}: mất hoặc trống, mà {folder} còn dữ liệu thu thập ({file}): hãy đặt lại cơ sở dữ "
    "liệu từ bản sao, hoặc dựng lại bằng `kho-tin rebuild`",
    "code 3: the same. A crawl would begin a new history, in which all is new",
)
def database_gone(archive: Path, folder: Path, file: str) -> None: ...


@unfit(
    f"{{path}}: is a folder, not a database file: {_CHOOSE}",
    f"{{path}}: là thư mục, không phải cơ sở dữ liệu: {_CHON}",
    "`ARCHIVE` names the file",
)
def is_folder(path: Path) -> None: ...


@unfit(
    f"{{path}}: is {{kind}}, not a database file: {_CHOOSE}",
    f"{{path}}: là {{kind}}, không phải cơ sở dữ liệu: {_CHON}",
    "the same: a device, a pipe",
)
def is_special(path: Path, kind: Reason) -> None: ...


@unfit(
    f"{{path}}: a link to {{target}}, which is not there: is its disk mounted? Else {_CHOOSE}",
    f"{{path}}: liên kết đến {{target}}, mà nơi đó không có: đĩa đã gắn chưa? Nếu không thì "
    f"{_CHON}",
    "`ARCHIVE` is a symbolic link, and no archive is begun through one that leads nowhere: mount "
    "the disk, or set the link right",
)
def dead_link(path: Path, target: str) -> None: ...


@unfit(
    f"{{path}}: a link that leads to no file: {_CHOOSE}",
    f"{{path}}: liên kết không dẫn đến tệp nào: {_CHON}",
    "a loop of links: set `ARCHIVE` right",
)
def looped_link(path: Path) -> None: ...


@unfit(
    "{path}: {what}: it is not written over: move it away",
    "{path}: {what}: không ghi đè lên đó: hãy chuyển nó đi",
    "where the archive keeps a file of its own, `archive.db.reserve` or a copy, stands a device, a "
    "pipe or a folder",
)
def not_written_over(path: Path, what: str) -> None: ...


@unfit(
    f"{{path}}: not an SQLite database: put a copy back, if it has been one, or {_CHOOSE}",
    f"{{path}}: không phải cơ sở dữ liệu SQLite: hãy đặt lại bản sao, nếu trước đây là vậy, hoặc "
    f"{_CHON}",
    "the same; an archive whose beginning was written over looks so, too: [keeping.md](keeping.md)",
)
def no_database(path: Path) -> None: ...


@unfit(
    f"{{path}}: an SQLite database, but no archive of Kho Tin: {_CHOOSE}",
    f"{{path}}: là cơ sở dữ liệu SQLite, nhưng không phải kho của Kho Tin: {_CHON}",
    _SAME,
)
def other_database(path: Path) -> None: ...


@unfit(
    f"{{path}}: there is no archive here: run a crawl first, or {_CHOOSE}",
    f"{{path}}: ở đây chưa có kho: hãy thu thập trước, hoặc {_CHON}",
    _SAME,
)
def no_archive(path: Path) -> None: ...


@unfit(
    f"{{path}}: this file system cannot share memory between programs (a network folder?): keep "
    f"the archive on a local disk, or {_CHOOSE}",
    f"{{path}}: hệ tệp này không chia sẻ được bộ nhớ giữa các chương trình (thư mục mạng?): hãy để "
    f"kho trên đĩa của máy, hoặc {_CHON}",
    "move it",
)
def network_folder(path: Path) -> None: ...


@unfit(
    f"{{path}}: written by a newer version of Kho Tin (with {{step}}): update this program, or "
    f"{_CHOOSE}",
    f"{{path}}: do bản Kho Tin mới hơn ghi (có {{step}}): hãy cập nhật chương trình, hoặc {_CHON}",
    "[deploying.md](deploying.md)",
)
def newer(path: Path, step: str) -> None: ...


@unfit(
    "{path}: written by an older version (without {step}): the next crawl into it brings it up to "
    "date",
    "{path}: do bản cũ hơn ghi (thiếu {step}): lượt thu thập kế tiếp sẽ nâng cấp",
    "readers alone say so",
)
def older(path: Path, step: str) -> None: ...


@part("{name} is missing", "thiếu {name}")
def object_missing(name: str) -> None: ...


@part("{name} is none of them", "{name} không thuộc trong đó")
def object_unknown(name: str) -> None: ...


@part("{name} is another", "{name} khác đi")
def object_other(name: str) -> None: ...


@unfit(
    f"{{path}}: its tables are not those of this version ({{what}}): make it again from its "
    f"captures with `kho-tin rebuild`, or {_CHOOSE}",
    f"{{path}}: các bảng không phải của bản này ({{what}}): hãy dựng lại từ captures bằng "
    f"`kho-tin rebuild`, hoặc {_CHON}",
    "made by a program that was never released, or changed by hand; every command says so "
    "(`kho-tin verify` with code 3) but `rebuild`, which keeps all that the old one holds: "
    "[keeping.md](keeping.md)",
)
def other_tables(path: Path, what: Reason) -> None: ...


@unfit(
    f"{{path}}: holds the invented news of {{other}}, and {{site}} is a real site: {_CHOOSE}",
    f"{{path}}: chứa tin bịa của {{other}}, mà {{site}} là trang thật: {_CHON}",
    "invented and real news never share an archive",
)
def invented_news(path: Path, other: str, site: str) -> None: ...


@unfit(
    f"{{path}}: holds the real news of {{other}}, and {{site}} is an invented site: {_CHOOSE}",
    f"{{path}}: chứa tin thật của {{other}}, mà {{site}} là trang bịa: {_CHON}",
    _SAME,
)
def real_news(path: Path, other: str, site: str) -> None: ...


@unfit(
    "{path}: lacks {number} decisions that the archive knows of: put the file back from a copy, "
    "then run again",
    "{path}: thiếu {number} quyết định mà kho đã biết: hãy đặt lại tệp từ bản sao rồi chạy lại",
    "code 3: [keeping.md](keeping.md#decisions)",
)
def decisions_lacking(path: Path, number: int) -> None: ...


@unfit(
    "{path}: line {line} is no decision ({error}): put the file back from a copy",
    "{path}: dòng {line} không phải là quyết định ({error}): hãy đặt lại tệp từ bản sao",
    _SAME,
)
def no_decision(path: Path, line: int, error: Exception) -> None: ...


@part("{path}: {error}", "{path}: {error}")
def other_error(path: Path, error: Exception) -> None:
    """An error that none of the others has words for."""
