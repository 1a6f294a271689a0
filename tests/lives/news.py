"""What an invented board publishes: articles of one seed are always the same."""

from __future__ import annotations

import datetime as dt
import random
import unicodedata
from dataclasses import dataclass, replace

_WHO = ("Ban Quản lý", "Lãnh đạo Ban", "Phòng Đầu tư", "Văn phòng Ban", "Tổ công tác số 3")
_DID = (
    "kiểm tra tiến độ", "họp bàn về", "tiếp nhận hồ sơ", "công bố kế hoạch", "đối thoại về",
    "khảo sát", "nghiệm thu", "báo cáo kết quả",
)  # fmt: skip
_WHAT = (
    "bàn giao mặt bằng phía nam", "trạm xử lý nước thải", "đường gom số 4", "nhà ở công nhân",
    "thủ tục đầu tư qua mạng", "hạ tầng khu phi thuế quan", "phòng cháy mùa khô",
    "tuyển dụng lao động sau Tết",
)  # fmt: skip
_SENTENCES = (
    "Sáng nay, các đơn vị đã thống nhất những việc còn lại và mốc thời gian của từng việc.",
    "Đến hết tháng trước, bốn mươi hai hộ đã nhận tiền và giao đất, số còn lại xong trong quý ba.",
    "Đại diện nhà đầu tư đề nghị được hướng dẫn cụ thể hơn về hồ sơ môi trường và phòng cháy.",
    "Kết luận buổi làm việc, lãnh đạo Ban yêu cầu báo cáo hằng tuần, nêu rõ việc chậm và lý do.",
    "Theo kế hoạch, công trình dài hơn ba cây số này được hoàn thành trước mùa mưa năm sau.",
    "Cùng ngày, đoàn đến thăm hai doanh nghiệp vừa đi vào hoạt động và tặng quà công nhân.",
    "Số liệu tổng hợp cho thấy vốn thực hiện tăng một phần tám so với cùng kỳ, vượt mục tiêu.",
)
_NAMES = ("Nguyễn Hòa", "Trần Thị Lý", "Lê Quang Đạo", "Phạm Thúy Vy", "Đỗ Hữu Nghị", "Vũ Mai")
SECTIONS = {12: "Tin hoạt động", 15: "Đầu tư – Xây dựng", 21: "Thông báo"}


@dataclass(frozen=True)
class Version:
    """What an article's page says. `pictures` are numbers of files, each with its caption;
    `documents` are numbers of files, too."""

    title: str
    date: dt.date
    author: str | None
    paragraphs: tuple[str, ...]
    pictures: tuple[tuple[int, str], ...] = ()
    documents: tuple[int, ...] = ()

    @property
    def body(self) -> str:
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True)
class Standing:
    """An article as it stands on the site on one night.

    `missing`: how its page is answered if it was taken down (`404`, `410`, `soft`, `home`), else
    empty. `former`: its aliases of before, each with how it is answered now (`301`, `refresh`,
    `404`).
    """

    number: int
    section: int
    alias: str
    version: Version
    is_listed: bool = True
    missing: str = ""
    former: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        return f"/{self.alias}-{self.number}.html"


class Editors:
    """Who write and change the news; all that they choose comes from `chance`. Some add documents
    to it."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.with_documents = chance.random() < 0.15
        self._number = chance.randrange(100, 900)
        self._picture = 0

    def article(self, day: dt.date) -> Standing:
        """A new one, published on `day`."""
        self._number += self.chance.randrange(1, 9)
        title = f"{self._title()} (đợt {self._number})"
        author = self.chance.choice((None, *_NAMES))
        pictures = tuple(self._new_picture() for _ in range(self.chance.choice((0, 0, 1, 2))))
        paragraphs = tuple(self.chance.sample(_SENTENCES, self.chance.randrange(2, 6)))
        return Standing(
            self._number,
            self.chance.choice(list(SECTIONS)),
            slug(title),
            Version(title, day, author, paragraphs, pictures, self._documents()),
        )

    def edited(self, version: Version) -> Version:
        """Changed in one or two of its parts, and never the same as before."""
        edited = version
        for part in self.chance.sample(("body", "title", "date", "author", "pictures"), k=2):
            if edited == version or self.chance.random() < 0.3:
                edited = self._edited(edited, part)
        return edited

    def _edited(self, version: Version, part: str) -> Version:
        match part:
            case "title":
                return replace(version, title=f"{version.title} – bản {self.chance.randrange(999)}")
            case "date":
                return replace(version, date=version.date + dt.timedelta(days=1))
            case "author":
                others = [name for name in (None, *_NAMES) if name != version.author]
                return replace(version, author=self.chance.choice(others))
            case "pictures" if len(version.pictures) < 3:
                return replace(version, pictures=(*version.pictures, self._new_picture()))
        added = f"Bổ sung lần {self.chance.randrange(10_000)}: số liệu đã được cập nhật đầy đủ."
        return replace(version, paragraphs=(*version.paragraphs, added))

    def _title(self) -> str:
        return " ".join(self.chance.choice(words) for words in (_WHO, _DID, _WHAT))

    def _documents(self) -> tuple[int, ...]:
        if not self.with_documents or self.chance.random() < 0.6:
            return ()
        self._picture += 1
        return (self._picture,)

    def _new_picture(self) -> tuple[int, str]:
        self._picture += 1
        return self._picture, f"Ảnh {self._picture}: quang cảnh buổi làm việc"


def slug(title: str) -> str:
    plain = unicodedata.normalize("NFD", title.lower().replace("đ", "d"))
    return "-".join(
        "".join(
            c if c.isascii() and c.isalnum() else " " for c in plain if not unicodedata.combining(c)
        ).split()
    )
