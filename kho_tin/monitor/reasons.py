"""Why a run was not well, in Vietnamese: the reason on record is in English.

`…` stands for what is put in. A test holds this table to all reasons that the code has.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

REASONS: Final = {
    "damaged: ……": "dữ liệu hỏng: ……",
    "the listings name … articles, at least … expected": (
        "các trang danh mục chỉ nêu … bài, ít nhất phải là … bài"
    ),
    "… of … records were left out (…)": "… trong … bản ghi bị bỏ lại (…)",
    "… listings, … are usual": "… danh mục, thường là …",
    "the first pages name … articles, … are usual": "các trang đầu nêu … bài, thường là …",
    "… listing pages, … are usual": "… trang danh mục, thường là …",
    "the listings name … articles, … are usual": "các danh mục nêu … bài, thường là …",
    "… pages whose layout has changed": "… trang đã đổi bố cục",
    "… of … pages failed": "… trong … trang không lấy được",
    "… of … pages are gone at once": "… trong … trang biến mất cùng lúc",
    "… requests ended without a word": "… yêu cầu kết thúc mà không rõ ra sao",
    "… of … articles that the listings name are not there": (
        "… trong … bài mà các danh mục nêu không có ở đó"
    ),
    "… of … articles were answered with something else": (
        "… trong … bài được trả lời bằng nội dung khác"
    ),
    "… listings go on where nothing can be followed": (
        "… danh mục còn nữa nhưng không có liên kết để đi tiếp"
    ),
    "… of … pages were not good enough to store": "… trong … trang không đủ tốt để lưu",
    "… articles were read by another parser than …": "… bài được đọc bằng bộ đọc khác với …",
    "only … pages could be read as articles": "chỉ … trang đọc được thành bài",
    "… finds `…` in … articles only": "… chỉ thấy `…` trong … bài",
    "no news for … days, … at most are usual": "… ngày không có tin mới, thường nhiều nhất là …",
    "the home page is no listing (…)": "trang chủ không phải là danh mục (…)",
    "the home page could not be fetched: …": "không lấy được trang chủ: …",
    "no answer to … requests in a row: given up": (
        "… yêu cầu liên tiếp không có trả lời: đã bỏ cuộc"
    ),
    "missing from captures/, put back from a copy: …": (
        "thiếu trong captures/, hãy đặt lại từ bản sao: …"
    ),
    "in captures/ and not in the database, run `kho-tin rebuild`: …": (
        "có trong captures/ mà không có trong cơ sở dữ liệu, hãy chạy `kho-tin rebuild`: …"
    ),
    "stopped by …": "bị dừng bởi …",
    "stopped early (…)": "dừng sớm (…)",
    "…, and not one article was looked at": "…, và chưa xem được bài nào",
    "the budget of requests is used up, the rest comes next time": (
        "đã dùng hết số yêu cầu cho phép, phần còn lại để lần sau"
    ),
    "the hours for crawling are over, the rest comes next time": (
        "đã hết giờ thu thập, phần còn lại để lần sau"
    ),
    "the home page …": "trang chủ …",
    "… is a challenge: …": "… là trang thử thách: …",
    "robots.txt forbids the home page": "robots.txt cấm trang chủ",
    "robots.txt could not be had (…): then nothing may be asked for": (
        "không lấy được robots.txt (…): khi đó không được hỏi gì cả"
    ),
    (
        "robots.txt asks for … s between requests, … s at most are kept: raise "
        "CRAWL_DELAY_LIMIT, and set a REQUEST_BUDGET"
    ): (
        "robots.txt đòi cách … giây giữa hai yêu cầu, chỉ giữ được nhiều nhất … giây: hãy tăng "
        "CRAWL_DELAY_LIMIT và đặt REQUEST_BUDGET"
    ),
    "the site asks for a pause of … s, longer than RETRY_AFTER_LIMIT": (
        "trang đòi nghỉ … giây, lâu hơn RETRY_AFTER_LIMIT"
    ),
    "the web archive answered …": "kho lưu trữ web trả lời …",
    "the web archive's index could not be read: …": "không đọc được chỉ mục của kho lưu trữ web: …",
    "the web archive lists no page of …": "kho lưu trữ web không có trang nào của …",
    "the crawl could not be started": "không khởi động được lượt thu thập",
    "ended without a word": "kết thúc đột ngột, không rõ lý do",
    # What keeps an archive from being written.
    "…: the disk is full: make room, then run again": "…: đĩa đầy: hãy dọn chỗ rồi chạy lại",
    "…: the disk fails (…): check it, then run again": "…: đĩa hỏng (…): hãy kiểm tra rồi chạy lại",
    (
        "…: the database is damaged (…): put a copy back, or make it again from the captures with "
        "`kho-tin rebuild --into NEW.db`"
    ): (
        "…: cơ sở dữ liệu hỏng (…): hãy đặt lại bản sao, hoặc dựng lại từ captures bằng "
        "`kho-tin rebuild --into NEW.db`"
    ),
    (
        "…: another program has been writing to it for more than five seconds: let it end, then "
        "run again"
    ): "…: một chương trình khác đang ghi vào đó hơn năm giây: chờ nó xong rồi chạy lại",
    "…: cannot be opened or written: check the rights of the file and its folder, or …": (
        "…: không mở hoặc không ghi được: hãy xem quyền của tệp và thư mục, hoặc …"
    ),
    "…: …: check the folder and its rights": "…: …: hãy xem thư mục và quyền của nó",
    "…: the folder … does not exist: make it, or …": "…: không có thư mục …: hãy tạo, hoặc …",
    (
        "…: holds none of the WARC files that … names (…): mount its disk, or put them back from a "
        "copy, then run again"
    ): (
        "…: không có tệp WARC nào mà … nêu (…): hãy gắn đĩa, hoặc đặt lại từ bản sao, rồi chạy lại"
    ),
    (
        "…: is gone or empty, and … holds its captures (…): put the database back from a copy, or "
        "make it again with `kho-tin rebuild`"
    ): (
        "…: mất hoặc trống, mà … còn dữ liệu thu thập (…): hãy đặt lại cơ sở dữ liệu từ bản sao, "
        "hoặc dựng lại bằng `kho-tin rebuild`"
    ),
    "…: is a folder, not a database file: …": "…: là thư mục, không phải cơ sở dữ liệu: …",
    "…: is …, not a database file: …": "…: là …, không phải cơ sở dữ liệu: …",
    "…: a link to …, which is not there: is its disk mounted? Else …": (
        "…: liên kết đến …, mà nơi đó không có: đĩa đã gắn chưa? Nếu không thì …"
    ),
    "…: a link that leads to no file: …": "…: liên kết không dẫn đến tệp nào: …",
    "…: …: it is not written over: move it away": "…: …: không ghi đè lên đó: hãy chuyển nó đi",
    "…: not an SQLite database: put a copy back, if it has been one, or …": (
        "…: không phải cơ sở dữ liệu SQLite: hãy đặt lại bản sao, nếu trước đây là vậy, hoặc …"
    ),
    "…: an SQLite database, but no archive of Kho Tin: …": (
        "…: là cơ sở dữ liệu SQLite, nhưng không phải kho của Kho Tin: …"
    ),
    "…: there is no archive here: run a crawl first, or …": (
        "…: ở đây chưa có kho: hãy thu thập trước, hoặc …"
    ),
    (
        "…: this file system cannot share memory between programs (a network folder?): keep the "
        "archive on a local disk, or …"
    ): (
        "…: hệ tệp này không chia sẻ được bộ nhớ giữa các chương trình (thư mục mạng?): hãy để kho "
        "trên đĩa của máy, hoặc …"
    ),
    "…: written by a newer version of Kho Tin (with …): update this program, or …": (
        "…: do bản Kho Tin mới hơn ghi (có …): hãy cập nhật chương trình, hoặc …"
    ),
    (
        "…: written by an older version (without …): the next crawl into it brings it up to date"
    ): "…: do bản cũ hơn ghi (thiếu …): lượt thu thập kế tiếp sẽ nâng cấp",
    (
        "…: its tables are not those of this version (…): make it again from its captures with "
        "`kho-tin rebuild`, or …"
    ): (
        "…: các bảng không phải của bản này (…): hãy dựng lại từ captures bằng `kho-tin rebuild`, "
        "hoặc …"
    ),
    "…: holds the invented news of …, and … is a real site: …": (
        "…: chứa tin bịa của …, mà … là trang thật: …"
    ),
    "…: holds the real news of …, and … is an invented site: …": (
        "…: chứa tin thật của …, mà … là trang bịa: …"
    ),
    "…: lacks … decisions that the archive knows of: put the file back from a copy, then run again": (  # noqa: E501
        "…: thiếu … quyết định mà kho đã biết: hãy đặt lại tệp từ bản sao rồi chạy lại"
    ),
    "…: line … is no decision (…): put the file back from a copy": (
        "…: dòng … không phải là quyết định (…): hãy đặt lại tệp từ bản sao"
    ),
}
# What is put into them.
PARTS: Final = {
    "answered …": "trả lời …",
    "… and … more": "… và … nữa",
    "choose another archive with ARCHIVE=/path/to/other.db": (
        "chọn kho khác bằng ARCHIVE=/path/to/other.db"
    ),
    "a folder": "thư mục",
    "a device": "thiết bị",
    "a pipe": "ống dẫn",
}
GAP: Final = "…"


def in_vietnamese(reason: str) -> str:
    """A run's reason, as far as this table has it; what it lacks stays in English."""
    parts = (_translated(part, REASONS) or part for part in reason.split("; "))
    return "; ".join(parts)


def _translated(text: str, table: Mapping[str, str]) -> str | None:
    for template, vietnamese in _most_said_first(table):
        values = _matched(text, template)
        if values is not None:
            values = [_translated(value, PARTS) or REASONS.get(value) or value for value in values]
            first, *rest = vietnamese.split(GAP)
            return first + "".join(
                f"{value}{part}" for value, part in zip(values, rest, strict=True)
            )
    return None


def _most_said_first(table: Mapping[str, str]) -> list[tuple[str, str]]:
    """Of two that fit, the one that leaves less open."""
    return sorted(table.items(), key=lambda pair: -len(pair[0].replace(GAP, "")))


def _matched(text: str, template: str) -> list[str] | None:
    """What stands in the gaps of a template, each as short as can be; None if it does not fit."""
    first, *middle = template.split(GAP)
    if not text.startswith(first):
        return None
    if not middle:
        return [] if text == first else None
    *middle, last = middle
    values, at = list[str](), len(first)
    for part in middle:
        end = text.find(part, at)
        if end < 0:
            return None
        values.append(text[at:end])
        at = end + len(part)
    if len(text) - len(last) < at or not text.endswith(last):
        return None
    return [*values, text[at : len(text) - len(last)]]
