"""What the verbs print, in both languages: the status, summaries, the last lines of long jobs."""

from __future__ import annotations

from pathlib import Path

from kho_tin.base.reasons.sentence import Reason, words

# kho-tin status


@words("{archive}: no site has been crawled yet.", "{archive}: chưa có trang nào được thu thập.")
def nothing_crawled(archive: Path) -> None: ...


@words("a crawl is at work since {at}", "một lượt thu thập đang chạy từ {at}")
def at_work(at: str) -> None: ...


@words(
    "{site}: capture {capture} {why}: `kho-tin rebuild` leaves it out ({url})",
    "{site}: bản thu {capture} {why}: `kho-tin rebuild` sẽ bỏ nó ra ({url})",
)
def dated_ahead(site: str, capture: int, why: Reason, url: str) -> None: ...


@words(
    "… and {number} more; `kho-tin verify` names them all.",
    "… và {number} nữa; `kho-tin verify` nêu hết.",
)
def more_dated_ahead(number: int) -> None: ...


@words(
    "Records that may be one: {number}; `kho-tin merge --proposed` lists them.",
    "Các tin có thể là một: {number}; `kho-tin merge --proposed` nêu chúng.",
)
def proposed(number: int) -> None: ...


# kho-tin merge --proposed


@words("No records look like one.", "Không có tin nào trông như là một.")
def none_proposed() -> None: ...


@words("the same title, day and text", "cùng tiêu đề, ngày và nội dung")
def of_text() -> None: ...


@words(
    "the site redirects the first to the second for good",
    "trang nguồn chuyển hẳn tin thứ nhất sang tin thứ hai",
)
def of_redirect() -> None: ...


@words("… and {number} more.", "… và {number} nữa.")
def more_proposed(number: int) -> None: ...


# Summaries. What stands before two blanks is a label, and ends in the same column.


@words("{site}: {verdict}", "{site}: {verdict}")
def verdict(site: str, verdict: str) -> None: ...


@words("{site}: {verdict} - {reason}", "{site}: {verdict} - {reason}")
def verdict_and_reason(site: str, verdict: str, reason: str) -> None: ...


@words(
    "  articles   {new} new, {changed} changed, {unchanged} unchanged, {gone} gone, "
    "{failed} failed",
    "  bài viết   {new} mới, {changed} đổi, {unchanged} không đổi, {gone} đã gỡ, {failed} lỗi",
)
def articles(new: int, changed: int, unchanged: int, gone: int, failed: int) -> None: ...


@words(
    "  read anew  {number} by a newer parser: no edit of the site's",
    "  đọc lại    {number} bằng bộ phân tích mới hơn: không phải trang nguồn sửa",
)
def read_anew(number: int) -> None: ...


@words(
    "  requests   {requests} ({listings} listing pages), {size} MB",
    "  yêu cầu    {requests} ({listings} trang danh mục), {size} MB",
)
def requests(requests: int, listings: int, size: str) -> None: ...


@words(
    "  records    {records} read: {new} answers new, {known} held already, {elsewhere} of other "
    "hosts",
    "  bản ghi    đọc {records}: {new} trả lời mới, {known} đã có, {elsewhere} của máy chủ khác",
)
def records(records: int, new: int, known: int, elsewhere: int) -> None: ...


@words("  problems   {number} on record", "  trục trặc  ghi lại {number}")
def problems(number: int) -> None: ...


@words(
    "  problems   {number} on record (table problems)",
    "  trục trặc  ghi lại {number} (bảng problems)",
)
def problems_in_table(number: int) -> None: ...


@words(
    "  archive    {archive}: {articles} articles; raw pages in {file}",
    "  kho        {archive}: {articles} bài; trang gốc trong {file}",
)
def archive(archive: Path, articles: int, file: Path) -> None: ...


@words(
    "Exit code {code}: somebody ended it. What was read is kept.",
    "Mã kết thúc {code}: có người dừng nó. Những gì đã đọc vẫn được giữ.",
)
def somebody_ended_it(code: int) -> None: ...


@words(
    "Next: crawl again; it goes on where this one ended.",
    "Tiếp theo: thu thập lại; lượt sau làm tiếp từ chỗ này.",
)
def crawl_again() -> None: ...


@words(
    "Next: `{command}` opens the archive for search.",
    "Tiếp theo: `{command}` mở kho để tìm kiếm.",
)
def serve_it(command: str) -> None: ...


@words(
    "      README.md says how to crawl a real site into another archive.",
    "      README.md cho biết cách thu thập một trang thật vào kho khác.",
)
def crawl_real_site() -> None: ...


@words("Exit code {code}: {meaning}.", "Mã kết thúc {code}: {meaning}.")
def exit_code(code: int, meaning: str) -> None: ...


@words("Next: {advice}", "Tiếp theo: {advice}")
def next_step(advice: str) -> None: ...


@words(
    "      docs/operations.md has every reason, and what to do about it.",
    "      docs/operations.md có mọi lý do, và cách xử lý.",
)
def more_in_docs() -> None: ...


@words("{file}: its run is on record already.", "{file}: lượt của tệp này đã được ghi từ trước.")
def run_known(file: Path) -> None: ...


@words(
    "{file}: {site}'s run of {started} ({verdict}): {new} new, {changed} changed.",
    "{file}: lượt của {site} lúc {started} ({verdict}): {new} mới, {changed} đổi.",
)
def taken_run(
    file: Path, site: str, started: str, verdict: str, new: int, changed: int
) -> None: ...


@words("  damaged    {what}: copied as it is", "  hỏng       {what}: sao nguyên như thế")
def damaged_file(what: str) -> None: ...


@words("Decisions taken over from {files}: {number}.", "Số quyết định nhận từ {files}: {number}.")
def decisions_taken(files: str, number: object) -> None: ...


# verify


@words(
    "Note: {number} readings are by older parsers, or an older version, which cannot be compared; "
    "`kho-tin rebuild` reads them with today's.",
    "Lưu ý: {number} lần đọc là của bộ phân tích hoặc phiên bản cũ hơn, không so được; "
    "`kho-tin rebuild` đọc lại bằng bộ phân tích hiện nay.",
)
def older_readings(number: int) -> None: ...


@words(
    "Note: {number} readings are by another parser than today's: where one was added since, "
    "`kho-tin rebuild` reads them with it.",
    "Lưu ý: {number} lần đọc là của bộ phân tích khác với hiện nay: nếu vừa thêm một bộ phân tích, "
    "`kho-tin rebuild` đọc lại bằng bộ ấy.",
)
def read_by_others(number: int) -> None: ...


@words(
    "Note: articles whose documents and places were found by an older version: {number}; "
    "`kho-tin rebuild` finds them anew.",
    "Lưu ý: số bài có văn bản và địa danh do phiên bản cũ nhận ra: {number}; "
    "`kho-tin rebuild` nhận lại bằng phiên bản hiện nay.",
)
def older_registers(number: int) -> None: ...


@words(
    "Note: {number} pages could not be read within the bounds of time and memory, and were not "
    "compared.",
    "Lưu ý: {number} trang không đọc xong trong giới hạn thời gian và bộ nhớ, nên không được so.",
)
def pages_exceeded(number: int) -> None: ...


@words("looked at some of", "đã xem một phần trong")
def looked_at_some() -> None: ...


@words("read", "đã đọc")
def read_all() -> None: ...


@words(
    "{archive}: {looked} {files} WARC files, {captures} captures, {articles} articles, {revisions} "
    "revisions: {result}.",
    "{archive}: {looked} {files} tệp WARC, {captures} bản thu, {articles} bài, {revisions} phiên "
    "bản: {result}.",
)
def verified(
    archive: Path,
    looked: Reason,
    files: int,
    captures: int,
    articles: int,
    revisions: int,
    result: Reason,
) -> None: ...


@words("whole", "nguyên vẹn")
def whole() -> None: ...


@words("{number} damaged", "{number} chỗ hỏng")
def damages(number: int) -> None: ...


# rebuild


@words("{path}: {counts} from {files} WARC files.", "{path}: {counts} từ {files} tệp WARC.")
def rebuilt(path: Path, counts: str, files: int) -> None: ...


@words("There is no old database to compare with.", "Không có cơ sở dữ liệu cũ để so sánh.")
def nothing_to_compare() -> None: ...


@words("… and {number} more differences.", "… và {number} khác biệt nữa.")
def more_differences(number: int) -> None: ...


@words("Nothing differs from {old}.", "Không có gì khác với {old}.")
def no_differences(old: Path) -> None: ...


@words("{archive} is the new one.", "{archive} là bản mới.")
def replaced(archive: Path) -> None: ...


@words(
    "{archive} is the new one; the old one is {copy}.", "{archive} là bản mới; bản cũ là {copy}."
)
def replaced_old(archive: Path, copy: object) -> None: ...


@words(
    "{archive} was left as it is: {why}. The new one is {path}.",
    "{archive} được để nguyên: {why}. Bản mới là {path}.",
)
def left_as_it_is(archive: Path, why: Reason, path: Path) -> None: ...


@words("It would not take the place of {old}: {why}.", "Bản này không thể thay cho {old}: {why}.")
def would_not_replace(old: Path, why: Reason) -> None: ...


@words(
    "{pages} pages of stored articles could not be read within the bounds",
    "{pages} trang của các bài đã lưu không đọc xong trong giới hạn",
)
def stored_pages_exceeded(pages: int) -> None: ...


@words(
    "captures are missing or damaged: put them back from a copy",
    "dữ liệu thu thập bị thiếu hoặc hỏng: hãy đặt lại từ bản sao",
)
def captures_damaged() -> None: ...


@words(
    "verify finds {number} damaged in the new one", "verify thấy {number} chỗ hỏng trong bản mới"
)
def new_one_damaged(number: int) -> None: ...


@words(
    "{why}; --accept-losses puts the new one in its place all the same",
    "{why}; --accept-losses vẫn đặt bản mới vào chỗ",
)
def losses(why: Reason) -> None: ...


# kho-tin stamp, kho-tin proof


@words(
    "{file}: the time stamp of {files} WARC files, at {time}",
    "{file}: dấu thời gian của {files} tệp WARC, lúc {time}",
)
def stamped(file: Path, files: int, time: str) -> None: ...


@words(
    "Nothing to do: today has its time stamp, or nothing was captured since the last.",
    "Không có gì phải làm: hôm nay đã có dấu thời gian, hoặc từ dấu trước chưa thu thập thêm gì.",
)
def no_stamp() -> None: ...


@words(
    "{file}: is not the bytes it had when finished, and was left out: run `kho-tin verify`.",
    "{file}: không còn là các byte lúc hoàn tất nên bị bỏ ra: hãy chạy `kho-tin verify`.",
)
def not_in_the_list(file: str) -> None: ...


@words(
    "{file}: the proof that capture {capture} is not younger than {time}; README.md in it has the "
    "steps of a check.",
    "{file}: chứng cứ rằng bản thu {capture} đã có vào lúc {time}; README.md trong đó có các bước "
    "kiểm tra.",
)
def proof_written(file: Path, capture: int, time: str) -> None: ...


# kho-tin crawl --all


@words("not begun", "chưa bắt đầu")
def not_begun() -> None: ...


@words("ended at once by a signal", "bị tín hiệu kết thúc ngay")
def ended_at_once() -> None: ...
