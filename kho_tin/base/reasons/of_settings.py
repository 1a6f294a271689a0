"""Why a command refuses for a setting."""

from __future__ import annotations

from pathlib import Path

from kho_tin.base.reasons.sentence import Reason, part, refusal

_SET = "set it right"
_SAME = "the same"


@part("nothing", "không có gì")
def nothing() -> None: ...


@part("none", "không có")
def none() -> None: ...


@part("; the nearest is {name}", "; gần nhất là {name}")
def nearest(name: str) -> None: ...


@part("", "")
def nothing_near() -> None: ...


@part("no UTF-8 text", "không phải văn bản UTF-8")
def no_utf8() -> None: ...


# The file of settings.


@refusal(
    "{file}: settings cannot be read ({why}).",
    "{file}: không đọc được cấu hình ({why}).",
    "the file `.env`, or the one that `ENV_FILE` names: may this user read it? Datasette can do "
    "without: `ENV_FILE=/dev/null`",
)
def unreadable(file: Path, why: str) -> None: ...


@refusal(
    "{file}: line {line} cannot be read: write NAME=value, and close each quote.",
    "{file}: không đọc được dòng {line}: hãy viết TÊN=giá trị, và đóng mọi dấu nháy.",
    "of that file; the line is not shown, since it may hold a password",
)
def unreadable_line(file: Path, line: int) -> None: ...


@refusal(
    "{file}: {name}: no such setting; the nearest is {nearest}.",
    "{file}: {name}: không có cấu hình này; gần nhất là {nearest}.",
    "a name in that file that begins as ours do, and is none of [Settings](#settings)",
)
def no_setting(file: Path, name: str, nearest: str) -> None: ...


# The contact.


@part(
    "an e-mail address, or a page (https://…) that tells how to reach you",
    "một địa chỉ e-mail, hoặc một trang (https://…) cho biết cách liên hệ",
)
def contact_form() -> None: ...


@part("it must be one short word of plain letters", "phải là một từ ngắn gồm chữ không dấu")
def contact_no_word() -> None: ...


@part("no address", "không phải địa chỉ")
def contact_no_address() -> None: ...


@part("neither an e-mail address nor a page", "không phải e-mail, cũng không phải trang web")
def contact_neither() -> None: ...


@part("{host} is an example, and nobody's", "{host} là ví dụ, không của ai cả")
def contact_nobodys(host: str) -> None: ...


@refusal(
    "{site}: a live site is not asked for anything without a contact address: set CONTACT to "
    "{form}; it goes into the User-Agent.",
    "{site}: không hỏi gì ở một trang thật khi chưa có địa chỉ liên hệ: hãy đặt CONTACT là {form}; "
    "địa chỉ ấy đi kèm trong User-Agent.",
    "set it",
)
def no_contact(site: str, form: Reason) -> None: ...


@refusal(
    "CONTACT={given}: {why}: set it to {form}.",
    "CONTACT={given}: {why}: hãy đặt là {form}.",
    "an e-mail address, or a page that tells who crawls",
)
def contact_wrong(given: str, why: Reason, form: Reason) -> None: ...


@refusal(
    "{file}: {error}: set CONTACT in the environment instead.",
    "{file}: {error}: hãy đặt CONTACT trong biến môi trường.",
    "the User-Agent is made of it",
)
def contact_not_kept(file: Path, error: str | None) -> None: ...


# Limits of a crawl.


@refusal(
    "CRAWL_HOURS={given}: give two hours of the day, as in 22-6 or 22:30-06:00.",
    "CRAWL_HOURS={given}: hãy cho hai giờ trong ngày, như 22-6 hoặc 22:30-06:00.",
    _SET,
)
def hours_wrong(given: str) -> None: ...


@refusal(
    "it is {now} in Vietnam, and CRAWL_HOURS={given} lets this site be crawled from {hours} only.",
    "bây giờ là {now} giờ Việt Nam, mà CRAWL_HOURS={given} chỉ cho thu thập trang này từ {hours}.",
    "crawl then",
)
def outside_hours(now: str, given: str, hours: object) -> None: ...


@refusal(
    "REQUEST_BUDGET={given}: give a number of requests, or 0 for no bound.",
    "REQUEST_BUDGET={given}: hãy cho số yêu cầu, hoặc 0 nếu không giới hạn.",
    _SET,
)
def budget_wrong(given: str) -> None: ...


# Scans.


@refusal("OCR={given}: choose off, on or auto.", "OCR={given}: hãy chọn off, on hoặc auto.", _SET)
def ocr_wrong(given: str) -> None: ...


@refusal(
    "OCR=on: no tesseract with the data `vie`: install tesseract-ocr and tesseract-ocr-vie.",
    "OCR=on: không có tesseract với dữ liệu `vie`: hãy cài tesseract-ocr và tesseract-ocr-vie.",
    "Debian's names; with `OCR=auto` a crawl goes on without",
)
def ocr_missing() -> None: ...


# Logs, metrics, language.


@refusal(
    "LOG_AS={given}: choose {first} or {second}.",
    "LOG_AS={given}: hãy chọn {first} hoặc {second}.",
    _SET,
)
def log_form_wrong(given: str, first: str, second: str) -> None: ...


@refusal("LOG_FILE={file}: {error}.", "LOG_FILE={file}: {error}.", "may this user write there?")
def log_file_wrong(file: str, error: str | None) -> None: ...


@refusal(
    "METRICS_FILE: {file}: must be a file in a folder that exists.",
    "METRICS_FILE: {file}: phải là một tệp trong thư mục đã có.",
    "make the folder",
)
def metrics_wrong(file: Path) -> None: ...


@refusal(
    "{name}={given}: choose en (English) or vi (tiếng Việt).",
    "{name}={given}: hãy chọn en (English) hoặc vi (tiếng Việt).",
    "of `KHO_TIN_LANG`, and of `--lang`",
)
def language_wrong(name: str, given: str) -> None: ...


@refusal(
    "ABBREVIATIONS: {file}: cannot be read ({why}).",
    "ABBREVIATIONS: {file}: không đọc được ({why}).",
    "the file's path, and its rights",
)
def abbreviations_unreadable(file: Path, why: str) -> None: ...


@refusal(
    "ABBREVIATIONS: {file}: line {line}: write SHORT FORM = WORDS.",
    "ABBREVIATIONS: {file}: dòng {line}: hãy viết CHỮ TẮT = CÁC CHỮ.",
    "one abbreviation of two to eight letters a line, and the two to eight words it stands for",
)
def abbreviations_wrong(file: Path, line: int) -> None: ...


@refusal(
    "RETIRED={given}: give names of sites, with commas between them.",
    "RETIRED={given}: hãy cho tên các trang, cách nhau bằng dấu phẩy.",
    _SET,
)
def retired_wrong(given: str) -> None: ...


# Notices.


@refusal(
    "NOTIFY_MAIL_TO: {given} is no e-mail address.",
    "NOTIFY_MAIL_TO: {given} không phải địa chỉ e-mail.",
    "addresses, with commas between them",
)
def no_recipient(given: str) -> None: ...


@part("{given} is no e-mail address", "{given} không phải địa chỉ e-mail")
def no_mail_address(given: str) -> None: ...


@part("is not set", "chưa đặt")
def not_set() -> None: ...


@refusal(
    "NOTIFY_MAIL_FROM: {why}; mail needs a sender.",
    "NOTIFY_MAIL_FROM: {why}; thư cần có người gửi.",
    "set it, too",
)
def no_sender(why: Reason) -> None: ...


@refusal(
    "{name} is set, and NOTIFY_MAIL_TO is not: say who gets the mail.",
    "đã đặt {name} mà chưa đặt NOTIFY_MAIL_TO: hãy cho biết ai nhận thư.",
    "or take out `NOTIFY_MAIL_FROM` and `SMTP_URL`",
)
def nobody_gets_mail(name: str) -> None: ...


@refusal(
    "{name}: not an address of the form {form}.",
    "{name}: không phải địa chỉ theo dạng {form}.",
    "of `SMTP_URL` and `NOTIFY_WEBHOOK`; the value is not shown, since it may hold a password",
)
def no_address_of_form(name: str, form: str) -> None: ...


@refusal(
    "SMTP_URL: nothing follows the port; in a password / is %2F, ? %3F, # %23.",
    "SMTP_URL: sau số cổng không có gì nữa; trong mật khẩu, / viết là %2F, ? %3F, # %23.",
    "write it so",
)
def smtp_path() -> None: ...


@refusal(
    "SMTP_URL: give a user and a password, or neither.",
    "SMTP_URL: hãy cho cả tên người dùng và mật khẩu, hoặc không cho cả hai.",
    _SET,
)
def smtp_half_login() -> None: ...


@refusal(
    "NOTIFY_WEBHOOK: a user and a password in the address are not supported.",
    "NOTIFY_WEBHOOK: không dùng được tên người dùng và mật khẩu trong địa chỉ.",
    "use a token in the path, or a command",
)
def webhook_login() -> None: ...


@refusal(
    "NOTIFY_COMMAND: a quote is not closed: close it, or take it out.",
    "NOTIFY_COMMAND: có dấu nháy chưa đóng: hãy đóng lại hoặc bỏ đi.",
    "within the value, as in `'tell-me \"an binh\"'`",
)
def command_quote() -> None: ...


@refusal(
    "NOTIFY_COMMAND: {given}: no such command.",
    "NOTIFY_COMMAND: {given}: không có lệnh này.",
    "cron has a short `PATH`: give the whole path",
)
def no_command(given: str) -> None: ...


# Numbers, and options that all verbs have.


@refusal("--loglevel {given}: choose {levels}.", "--loglevel {given}: hãy chọn {levels}.")
def log_level_wrong(given: str, levels: str) -> None: ...


@refusal(
    "{name}={given}: give a number.",
    "{name}={given}: hãy cho một số.",
    "of `-s`, or of `kho_tin/settings.py`",
)
def no_number(name: str, given: object) -> None: ...


@refusal(
    "{name}={given}: give a number, 0 or more.", "{name}={given}: hãy cho một số từ 0 trở lên.",
    _SAME,
)  # fmt: skip
def below_zero(name: str, given: object) -> None: ...


@refusal("{name}={given}: give a whole number.", "{name}={given}: hãy cho một số nguyên.", _SAME)
def no_whole_number(name: str, given: object) -> None: ...


@refusal("{name}={given}: give 1 or 0.", "{name}={given}: hãy cho 1 hoặc 0.", _SAME)
def no_switch(name: str, given: object) -> None: ...
