"""What is wrong with single pages, where it is this program that says so.

Most of what parsers say is about the page's own markup, and stays in English; its kind has words in
both languages.
"""

from __future__ import annotations

from kho_tin.base.reasons.sentence import problem

# No answer.


@problem("the host's name does not resolve", "không phân giải được tên máy chủ")
def no_dns() -> None: ...


@problem(
    "the connection was refused: nothing listens at that host and port",
    "kết nối bị từ chối: không có gì nghe ở máy chủ và cổng đó",
)
def connection_refused() -> None: ...


@problem(
    "no whole answer within {seconds} seconds", "không có trả lời trọn vẹn trong {seconds} giây"
)
def timed_out(seconds: str) -> None: ...


@problem("the TLS connection failed: {why}", "kết nối TLS thất bại: {why}")
def tls_failed(why: str) -> None: ...


@problem(
    "the connection was cut before the page was whole", "kết nối bị cắt trước khi tải xong trang"
)
def connection_cut() -> None: ...


@problem(
    "the answer is larger than PAGE_MAXSIZE, or DOWNLOAD_MAXSIZE of a file",
    "trả lời lớn hơn PAGE_MAXSIZE, hoặc DOWNLOAD_MAXSIZE nếu là tệp",
)
def too_large() -> None: ...


@problem("robots.txt forbids this page to us", "robots.txt cấm ta xem trang này")
def robots_forbids() -> None: ...


@problem("the page redirects without end", "trang chuyển hướng mãi không dứt")
def endless_redirects() -> None: ...


@problem(
    "redirects for good ({status}) to {target}, at a host that the site's file does not declare; "
    'if the board is there now, the file needs home_url = "{home}" and, in eras, '
    'Era(until="{until}", home_url="{former}")',
    "chuyển hẳn ({status}) sang {target}, ở máy chủ mà tệp của trang không khai báo; nếu ban nay ở "
    'đó, tệp cần home_url = "{home}" và, trong eras, Era(until="{until}", home_url="{former}")',
)
def home_moved(status: int, target: str, home: str, until: str, former: str) -> None: ...


@problem(
    "{number} captures of {host} from when it was not the site's, as its file says: not requested",
    "{number} bản thu của {host} vào lúc nó không thuộc trang, theo tệp của trang: không tải",
)
def other_time(host: str, number: int) -> None: ...


@problem(
    "the home page redirects to {url}, at another host of the site: read there",
    "trang chủ chuyển sang {url}, ở máy chủ khác của trang: đọc ở đó",
)
def home_elsewhere(url: str) -> None: ...


# Scans.


@problem("{engine} did not read the scan: {why}", "{engine} không đọc được bản quét: {why}")
def scan_unread(engine: str, why: str) -> None: ...


@problem(
    "scan: only {pages} of {all_pages} pages were read",
    "bản quét: chỉ đọc {pages} trong {all_pages} trang",
)
def scan_read_in_part(pages: int, all_pages: int) -> None: ...


@problem("scan: {engine} found no text", "bản quét: {engine} không thấy chữ nào")
def scan_without_text(engine: str) -> None: ...


@problem(
    "scan: {engine} is unsure of the text (confidence {confidence} of 100)",
    "bản quét: {engine} không chắc về chữ (độ tin cậy {confidence} trên 100)",
)
def scan_doubtful(engine: str, confidence: str) -> None: ...


# Another answer than the page.


@problem("answered {status}", "trả lời {status}")
def answered(status: int) -> None: ...


@problem("answered {status}: no such page", "trả lời {status}: không có trang này")
def no_such_page(status: int) -> None: ...


@problem("says that there is no such page: {words}", "nói rằng không có trang này: {words}")
def says_missing(words: str) -> None: ...


@problem("leads to the site's error page", "dẫn đến trang báo lỗi của trang nguồn")
def leads_to_error() -> None: ...


@problem("leads to another article, {url}", "dẫn đến bài khác, {url}")
def leads_to_another(url: str) -> None: ...


@problem("leads to a list, and to no article", "dẫn đến một danh mục, không phải một bài")
def leads_to_list() -> None: ...


@problem("redirects off the site, to {address}", "chuyển hướng ra ngoài trang nguồn, đến {address}")
def redirects_off_site(address: str) -> None: ...


@problem("a page in place of the file", "một trang thay cho tệp")
def page_for_file() -> None: ...


@problem("no page, but a file", "không phải trang mà là tệp")
def file_for_page() -> None: ...


@problem("the page ends before its </html>", "trang hết trước </html>")
def unfinished() -> None: ...


@problem("a listing that names nothing", "danh mục không nêu bài nào")
def empty_listing() -> None: ...


@problem(
    "the list's next page is had by a postback that leads off the site",
    "trang sau của danh mục lấy bằng postback dẫn ra ngoài trang nguồn",
)
def postback_leads_off() -> None: ...


@problem(
    "the postback to the list's next page brought the same page again",
    "postback sang trang sau của danh mục lại trả về chính trang cũ",
)
def postback_repeats() -> None: ...


@problem("{number} pictures and files; {most} kept", "{number} ảnh và tệp; giữ {most}")
def many_files(number: int, most: int) -> None: ...


# An article that is not stored.


@problem("{why}: not stored", "{why}: không lưu")
def not_stored(why: str) -> None: ...


@problem(
    "the same title, date and text as at {number} other addresses",
    "cùng tiêu đề, ngày và nội dung như ở {number} địa chỉ khác",
)
def same_text(number: int) -> None: ...


@problem(
    "read by {parser}, as no article of the site is",
    "đọc bằng {parser}, không bài nào của trang như thế",
)
def strange_parser(parser: str) -> None: ...


@problem(
    "the body shrank from {before} to {now} letters",
    "thân bài co từ {before} còn {now} chữ cái",
)
def shrank(before: int, now: int) -> None: ...


@problem("read by {now}, and before by {before}", "đọc bằng {now}, trước đây bằng {before}")
def other_parser(now: str, before: str) -> None: ...


@problem("hardly a word of the text that is stored", "hầu như không còn chữ nào của bài đã lưu")
def little_shared() -> None: ...


@problem(
    "is dated {at}, more than a day after the run that brought it",
    "mang ngày {at}, muộn hơn một ngày so với lượt đã tải nó",
)
def misdated(at: str) -> None: ...


@problem(
    "more problems than these are not on record", "còn nhiều trục trặc hơn thế không được ghi lại"
)
def more_problems() -> None: ...
