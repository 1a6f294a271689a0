"""The kinds of problems that a run puts on record, each with its meaning in a line.

The message beside a kind is free text: it may quote a site, a library, a file of somebody else's.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from kho_tin.base.reasons.sentence import Language

# For the type checker: a kind that is none cannot be said. A test holds KINDS to have them all.
ProblemKind = Literal[
    "fetch", "certificate", "status", "blocked", "robots", "off_site", "moved",
    "private_address", "long_address", "missing", "cut", "unreadable", "exceeded", "not_read",
    "suspect",
    "other_parser", "little_shared", "media", "empty_listing", "endless_pager",
    "unfollowed_pager", "sections", "layout_changed", "selector", "charset", "doubtful_text",
    "repaired_text", "read_generally", "no_date", "doubtful_date", "no_body", "incomplete",
    "shrunk", "address_taken", "not_compared", "corrected_there", "attachment", "more_problems",
    "no_memento", "no_original", "quarantined", "damaged",
]  # fmt: skip
# What a journal calls a failure: besides these, a request that was not made since the run ended.
FailureKind = ProblemKind | Literal["stopped"]


class Meaning(NamedTuple):
    """`vi` is as short as a label: it stands in tables."""

    en: str
    vi: str


KINDS: Final[dict[ProblemKind, Meaning]] = {
    # The page was not got.
    "fetch": Meaning(
        "no answer came: a time-out, a broken connection, a host that is not known",
        "không có trả lời: quá giờ, đứt kết nối, không rõ máy chủ",
    ),
    "certificate": Meaning(
        "the site's certificate cannot be trusted", "chứng chỉ của trang không đáng tin"
    ),
    "status": Meaning(
        "an answer other than 200, of which none of the other kinds speaks",
        "trả lời khác 200, không thuộc loại nào khác ở đây",
    ),
    "blocked": Meaning(
        "the site refused: 401, 403, 407, 429, 451, 503, a wall, a challenge",
        "trang từ chối: 401, 403, 407, 429, 451, 503, tường chắn, trang thử thách",
    ),
    "robots": Meaning("robots.txt forbids the page", "robots.txt cấm trang này"),
    "off_site": Meaning(
        "the page leads off the site; not followed", "dẫn ra ngoài trang nguồn; không đi theo"
    ),
    "moved": Meaning(
        "the home page redirects to another host; followed only where the site's file declares it",
        "trang chủ chuyển sang máy chủ khác; chỉ đi theo nếu tệp của trang có khai báo",
    ),
    "private_address": Meaning(
        "a name that leads to an address that is not public; not asked",
        "tên dẫn đến địa chỉ không công khai; không hỏi",
    ),
    "long_address": Meaning(
        "an address longer than any real one; not requested",
        "địa chỉ dài hơn mọi địa chỉ thật; không hỏi",
    ),
    "missing": Meaning(
        "the page is not there, and the archive has no article of it",
        "không có trang này, và kho chưa có bài nào của nó",
    ),
    "cut": Meaning("the page did not arrive whole; not read", "trang tải về không trọn; không đọc"),
    "unreadable": Meaning(
        "an answer that says nothing of the article: an error page, a wall, no text, or bytes that "
        "cannot be decoded",
        "trả lời không nói gì về bài: trang lỗi, tường chắn, không có chữ, hoặc không giải mã được",
    ),
    "exceeded": Meaning(
        "a page that could not be read within the bounds of time and memory; its bytes are kept, "
        "and it is read again by the next run and by a rebuild",
        "không đọc xong trong giới hạn thời gian và bộ nhớ; dữ liệu được giữ, lượt sau và lần dựng "
        "lại sẽ đọc lại",
    ),
    "not_read": Meaning(
        "a page that a listing names, and that cannot be read as news; its bytes are kept",
        "trang mà danh mục nêu nhưng không đọc được thành tin; dữ liệu được giữ",
    ),
    "suspect": Meaning(
        "reads as an article, and may be an error, a login, a maintenance page: not stored",
        "đọc như một bài, nhưng có thể là trang lỗi, đăng nhập, bảo trì: không lưu",
    ),
    "other_parser": Meaning(
        "read by another parser than before: not stored, unless all the site is",
        "đọc bằng bộ phân tích khác trước: không lưu, trừ khi cả trang đều thế",
    ),
    "little_shared": Meaning(
        "hardly a word of the text that is stored: not stored, unless it stays so",
        "hầu như không còn chữ nào của bài đã lưu: không lưu, trừ khi vẫn cứ thế",
    ),
    "media": Meaning(
        "a picture or a file could not be kept, or there were too many",
        "không giữ được ảnh hay tệp, hoặc có quá nhiều",
    ),
    # Listings.
    "empty_listing": Meaning("a listing that names nothing", "danh mục không nêu bài nào"),
    "endless_pager": Meaning(
        "a listing with more pages than are read of one", "danh mục nhiều trang hơn mức sẽ đọc"
    ),
    "unfollowed_pager": Meaning(
        "a listing goes on where nothing can be followed",
        "danh mục còn nữa nhưng không có liên kết để đi tiếp",
    ),
    "sections": Meaning(
        "a site with more sections than are read of one", "trang có nhiều chuyên mục hơn mức sẽ đọc"
    ),
    # What was read is not as it should be.
    "layout_changed": Meaning(
        "the page is of a known system, and its layout is not",
        "trang thuộc hệ thống đã biết nhưng bố cục thì không",
    ),
    "selector": Meaning(
        "a part of the page was not found, or found more than once",
        "một phần của trang không thấy, hoặc thấy nhiều lần",
    ),
    "charset": Meaning(
        "the page is in another character set than it says", "trang dùng bảng mã khác với khai báo"
    ),
    "doubtful_text": Meaning("letters that could not be read", "có chữ không đọc được"),
    "repaired_text": Meaning(
        "text of an old font encoding, or broken entities, repaired",
        "chữ theo bảng mã phông cũ, hoặc thực thể HTML hỏng, đã được sửa",
    ),
    "read_generally": Meaning(
        "the parser of the system whose marks the page has read nothing in it; the general parser "
        "read an article",
        "bộ phân tích của hệ thống mà trang mang dấu không đọc được gì; bộ phân tích chung đọc "
        "được bài",
    ),
    "no_date": Meaning("the page prints no date", "trang không in ngày"),
    "doubtful_date": Meaning(
        "two dates that differ, one in the future, or one that is either of two days",
        "hai ngày khác nhau, ngày ở tương lai, hoặc ngày có thể hiểu hai cách",
    ),
    "no_body": Meaning(
        "an article without text, of pictures or files only",
        "bài không có chữ, chỉ có ảnh hoặc tệp",
    ),
    "incomplete": Meaning(
        "an article without title, date or text; not stored",
        "bài thiếu tiêu đề, ngày hoặc nội dung; không lưu",
    ),
    "shrunk": Meaning(
        "the text shrank to less than a tenth; not stored",
        "nội dung còn chưa đến một phần mười; không lưu",
    ),
    "corrected_there": Meaning(
        "the site now prints what was corrected here; that may be taken back",
        "trang nay in đúng điều đã sửa ở đây; có thể rút lại việc sửa",
    ),
    "address_taken": Meaning(
        "two articles at one address; the one that is held stays",
        "hai bài ở cùng một địa chỉ; bài đã có thì giữ nguyên",
    ),
    "not_compared": Meaning(
        "a change that may be our reading's: the capture before it cannot be read",
        "thay đổi có thể do cách đọc: bản thu trước đó không đọc được",
    ),
    "attachment": Meaning(
        "a document whose text could not be read; its bytes are kept",
        "tài liệu không đọc được chữ; dữ liệu được giữ",
    ),
    "more_problems": Meaning(
        "the last problem on record of a run that had more",
        "trục trặc cuối cùng được ghi của một lượt còn nhiều nữa",
    ),
    # Web archives and imported files.
    "no_memento": Meaning(
        "the web archive answered, and not with the page",
        "kho lưu trữ web có trả lời, nhưng không phải trang ấy",
    ),
    "quarantined": Meaning(
        "a record that is not of the digest that it says: kept in captures/quarantine, and not "
        "read",
        "bản ghi không khớp mã băm của nó: giữ trong captures/quarantine, không đọc",
    ),
    "no_original": Meaning(
        "a revisit record whose original is not at hand", "bản ghi revisit mà không có bản gốc"
    ),
    "damaged": Meaning(
        "a part of a file, or of a web archive, that cannot be read, or bears no true date",
        "phần của tệp, hoặc của kho lưu trữ web, không đọc được hay không mang ngày thật",
    ),
}


FAILURES: Final[frozenset[str]] = frozenset({*KINDS, "stopped"})


def kind_of(text: str) -> ProblemKind:
    """The kind that a journal names. Raises ValueError for one that is none."""
    if text not in KINDS:
        raise ValueError(f"no kind of problem: {text}")
    return text


def meaning(kind: str, language: Language) -> str:
    """What a kind on record means; an archive of a newer version may have one unknown here."""
    return getattr(KINDS[kind], language) if kind in KINDS else kind
