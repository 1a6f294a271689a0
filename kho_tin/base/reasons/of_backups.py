"""Why an archive cannot be backed up, or brought back."""

from __future__ import annotations

from pathlib import Path

from kho_tin.base.reasons.sentence import part, refusal


@refusal("backup takes one FOLDER, to hold the copy.", "backup cần đúng một FOLDER để giữ bản sao.")
def backup_usage() -> None: ...


@part("{first} (and {number} more such files)", "{first} (và {number} tệp như thế nữa)")
def more_files(first: str, number: int) -> None: ...


@refusal(
    "{faults}: see `kho-tin verify`; all else is copied.",
    "{faults}: xem `kho-tin verify`; mọi thứ khác đã được sao.",
    "code 1",
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
