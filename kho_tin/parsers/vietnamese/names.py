"""What looks like a person's name, a pen name, a department or an account of the CMS.

All patterns expect lines in the form of `base.text.squeeze`: with at most one blank between two
words they are linear, while runs of blanks can be split in many ways.
"""

from __future__ import annotations

import re

# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
_DEPARTMENT_LETTERS = 120  # characters of a department's name; same from 60 to 240
_DEPARTMENT_WORDS = 16  # words of it; same from 8 to 32
_PERSON_LETTERS = 50  # characters of a person's name; same from 25 to 100
_PEN_NAME_LETTERS = 20  # characters of a pen name of one word; same from 10 to 40
_TITLES = re.compile(
    r"^(?:(?:ths?(?:bs|ks|kts)|ths?\.?\s?|ts|pgs|gs|cn|ks|kts|bs|ls|cử nhân|kỹ sư|thạc sĩ|thạc sỹ"
    r"|tiến sĩ|tiến sỹ|phó giáo sư|giáo sư|bác sĩ|luật sư|nhà báo|nhà văn|nhà thơ|đồng chí"
    r"|đ/c|ông|bà|phóng viên|biên tập viên|btv|ctv|cộng tác viên|pv|mr|mrs|ms|dr|prof"
    r"|(?:thiếu|trung|thượng|đại)\s(?:úy|uý|tá|tướng))(?:\.|:|,|\s)\s?)+(?=\S{1,99}\s\S)",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"\s?[-–—/]?\s?\(\s?(?:tổng hợp|sưu tầm|biên soạn|biên dịch|lược dịch|lược ghi|ghi|thực hiện"
    r"|t/h|th|s/t|st|t\.h|bt|tin, ảnh|tin và ảnh|bài, ảnh|bài và ảnh|giới thiệu)\)\s?$"
    r"|\s?[-–—,]?\s(?:tổng hợp|sưu tầm|biên soạn|lược ghi|lược dịch|t/h|s/t|st)\s?$",
    re.IGNORECASE,
)
_UPPER = "A-ZÀ-ÖØ-ÞĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸÝ"
_DEPARTMENT = re.compile(
    r"^(?:phòng|văn phòng|vp|ban|bql|bbt|trung tâm|tt|sở|cục|chi cục|tổng cục|vụ|đoàn|công đoàn"
    r"|chi đoàn|chi bộ|đảng|đảng bộ|đảng ủy|hội|tổ|bộ phận|khối|đội|viện|trường|công ty|cổng|trang"
    r"|website|báo|đài|tạp chí|ubnd|ủy ban|uỷ ban|tin tức|cttđt|department|office|division|board"
    r"|editorial|management|newsroom|thanh tra|kho bạc|công an|bộ|liên đoàn|chi hội|chi nhánh)\b",
    re.IGNORECASE,
)
_EDITORS = re.compile(
    r"^(?:ban biên tập|bbt|t(?:òa|oà) soạn|editorial (?:board|office|staff|team))\b", re.IGNORECASE
)
# "Đoàn" is a family name too: with two or three words in capitals behind it, none of which says
# whose youth union or delegation it is, it is a person's.
_FAMILY_DOAN = re.compile(
    rf"^Đoàn(?!\s(?:Thanh (?:[Nn]iên|[Tt]ra)|Khối|Kinh|Đại|Luật|Nghệ|Trường|Công|Thể|Xã|Tỉnh|Phường"
    rf"|Ca|Cơ|Cán|Doanh|Liên|Kiểm|Giám|Khảo|Sở|Văn (?:[Cc]ông|[Pp]hòng)|TNCS)\b)"
    rf"(?:\s[{_UPPER}][^\W\d_]{{1,7}}){{2,3}}$"
)
# With one of these, a department is the subject of a sentence, mostly of a caption.
_VERB = re.compile(
    r"\b(?:nhận|trao|tổ chức|tham gia|phát biểu|kiểm tra|làm việc|tặng|thăm|khảo sát|báo cáo"
    r"|triển khai|hướng dẫn|thực hiện|đón|dự|chụp|ra quân|biểu diễn|đã|đang|sẽ|tại|cùng|được|là"
    r"|chúc mừng|ký kết|giới thiệu|trình bày|thông báo|đề nghị|yêu cầu|is|was|has|held|at)\b"
)
_ACCOUNT = re.compile(
    r"^(?:(?:admin\w*|administrator|quản trị(?: viên| hệ thống| mạng)?|quantri\w*|qtv|qtht"
    r"|webmaster|super\s?user|superadmin|editor\w*|biên tập|bientap\w*|user\w*|test\w*|root"
    r"|system|account|guest|host|portal|author|tác giả|anonymous|ẩn danh|default|english"
    r"|vietnamese)\b"
    r"[\s._\-0-9]*)+$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S@\S|https?://|www\.|\.(?:vn|com|net|org)\b", re.IGNORECASE)
_WORD = rf"(?:[{_UPPER}][\w'’.\-]*)"
_NAME = re.compile(rf"^{_WORD}(?:\s+(?:{_WORD}|[a-z]{{2,3}}(?=\s{_WORD}))){{0,5}}$")
_DIGITS = re.compile(r"\d{3,}")  # as of a year or a telephone; a pen name may have two figures
# One word alone is a name only when it cannot be the end of a sentence: initials, or a pen name.
_INITIALS = re.compile(rf"^(?:[{_UPPER}][a-z]?\.?[\s.\-]?){{1,4}}$")
_NOT_NAMES = re.compile(
    r"^(?:tin|ảnh|bài|nguồn|theo|source|photo|xem thêm|đọc thêm|hết|kết|trân trọng|lưu ý|ghi chú"
    r"|việt nam|nơi nhận|đã ký|tải về|chi tiết|phụ lục|liên hệ|print|in bài|trở về|quay lại)\b"
    r"|^(?:the )?(?:end|ende|fin)$",
    re.IGNORECASE,
)


def is_account(text: str) -> bool:
    """An account of the CMS, an e-mail address or a web address: never an author."""
    return bool(_ACCOUNT.match(text)) or bool(_ADDRESS.search(text))


def is_department(text: str) -> bool:
    """A department or body that signs: "PHÒNG QUẢN LÝ ĐẦU TƯ", "Văn phòng Ban", "BBT"."""
    if len(text) > _DEPARTMENT_LETTERS or len(text.split()) > _DEPARTMENT_WORDS:
        return False
    if text.endswith((".", ":", ";")):
        return False
    if _FAMILY_DOAN.match(text):
        return False
    return bool(_DEPARTMENT.match(text)) and not _VERB.search(text)


def is_editorial_board(text: str) -> bool:
    """Whether a name is that of a site's editors as a body: "Ban biên tập", "BBT", "Tòa soạn"."""
    return _EDITORS.match(text) is not None


def is_person(text: str) -> bool:
    """A name or pen name: one to six words, each with a capital, fewer than three figures in a row,
    and no full stop at its end but behind initials."""
    if len(text) > _PERSON_LETTERS or _DIGITS.search(text) or _NOT_NAMES.match(text):
        return False
    if not _NAME.match(text):
        return False
    if len(text.split()) == 1:
        return len(text) <= _PEN_NAME_LETTERS
    return not text.endswith(".") or bool(_INITIALS.match(text))


def is_bare_initials(text: str) -> bool:
    return bool(_INITIALS.match(text))


def strip_title(text: str) -> str:
    """The name without rank, degree or office before it ("ThS. Nguyễn Văn An")."""
    return _TITLES.sub("", text).strip()


def strip_remark(text: str) -> str:
    """The name without what the person did ("(tổng hợp)", "(st)") after it."""
    return _REMARK.sub("", text).strip(" -–—/,;")
