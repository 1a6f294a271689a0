"""Why a decision about a record cannot be made, or taken back."""

from __future__ import annotations

from pathlib import Path

from kho_tin.base.reasons.sentence import refusal


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
    "merge takes two PIDs, the record that leads on and the one that it leads to; or --proposed.",
    "merge cần hai PID, tin dẫn đi và tin được dẫn đến; hoặc --proposed.",
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
    "separate takes two PIDs, as the pages of the records show them.",
    "separate cần hai PID, như trang của hai tin hiển thị.",
)
def separate_usage() -> None: ...


@refusal(
    "{pid}: is kept apart from {other} already, by {key}; `kho-tin undo {key}` takes that back.",
    "{pid}: đã được để riêng với {other}, bởi {key}; `kho-tin undo {key}` rút lại việc đó.",
)
def separate_already(pid: str, other: str, key: str) -> None: ...


@refusal(
    "{pid}: was merged with {other} by {key}: `kho-tin undo {key}` takes that back.",
    "{pid}: đã gộp với {other} bởi {key}: `kho-tin undo {key}` rút lại việc đó.",
)
def separate_merged(pid: str, other: str, key: str) -> None: ...


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
    "{key} is taken back, but {pid} is not shown again: a capture of it cannot be read, see above; "
    "put its file back from a copy, and the next start shows it.",
    "{key} đã được rút lại, nhưng {pid} chưa hiển thị lại: có bản thu không đọc được, xem ở trên; "
    "hãy đặt lại tệp từ bản sao, lần chạy sau sẽ cho hiển thị.",
    "code 3; without a copy `kho-tin rebuild --into NEW.db` makes an archive that shows the rest",
)
def not_back(key: str, pid: str) -> None: ...


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
