"""The invented board whose news the sample site shows: nothing here exists outside of it."""

from __future__ import annotations

from dataclasses import dataclass

NAME = "vungsuong"
ORIGIN = "https://vungsuong.example/"
TITLE = "Ban Quản lý Khu kinh tế Vũng Sương"
PROVINCE = "Tỉnh Hải Lam"
ADDRESS = "Số 1 đường ven biển Én – Trăng, phường Bến Trăng, tỉnh Hải Lam"
TELEPHONE = "0999 000 100"
WEBMASTER = "lap-trinh@vungsuong.example"


@dataclass(frozen=True)
class Category:
    """A heading of the news, as the portal numbers it."""

    slug: str
    number: int
    name: str


CATEGORIES = tuple(
    Category(*row)
    for row in (
        ("tin-tuc-su-kien", 11, "Tin tức - Sự kiện"),
        ("xuc-tien-dau-tu", 12, "Xúc tiến đầu tư"),
        ("quy-hoach-xay-dung", 13, "Quy hoạch - Xây dựng"),
        ("cai-cach-hanh-chinh", 14, "Cải cách hành chính"),
        ("doanh-nghiep-lao-dong", 15, "Doanh nghiệp - Lao động"),
        ("moi-truong", 16, "Môi trường"),
        ("thong-bao", 17, "Thông báo"),
        ("english-news", 18, "English news"),
    )
)
BY_SLUG = {category.slug: category for category in CATEGORIES}
BY_NUMBER = {category.number: category for category in CATEGORIES}


@dataclass(frozen=True)
class Parent:
    """A heading without news of its own: its page shows what its child categories hold."""

    slug: str
    number: int
    name: str
    children: tuple[int, ...]


PARENTS = (
    Parent("tin-tuc", 10, "Tin tức", (11, 14, 15, 16)),
    Parent("dau-tu-quy-hoach", 20, "Đầu tư - Quy hoạch", (12, 13)),
)


@dataclass(frozen=True)
class StaticPage:
    """A page that is no news: the portal keeps it as an article of category 1, without a date."""

    number: int
    alias: str
    title: str
    paragraphs: tuple[str, ...]


STATIC_PAGES = (
    StaticPage(
        101,
        "gioi-thieu-chung",
        "Giới thiệu chung",
        (
            "Khu kinh tế Vũng Sương nằm ở phía đông nam tỉnh Hải Lam, trải từ xã Hòa Sương đến "
            "phường Bến Trăng, có cảng Mũi Én và đường ven biển Én – Trăng chạy dọc theo bờ.",
            "Trong khu kinh tế có ba khu công nghiệp: Đồi Gió, Bến Trăng và Suối Ngà.",
        ),
    ),
    StaticPage(
        102,
        "chuc-nang-nhiem-vu",
        "Chức năng, nhiệm vụ",
        (
            "Ban Quản lý Khu kinh tế Vũng Sương thực hiện chức năng quản lý nhà nước trực tiếp đối "
            "với khu kinh tế và các khu công nghiệp trên địa bàn tỉnh Hải Lam.",
            "Ban có con dấu riêng, có trụ sở tại phường Bến Trăng.",
        ),
    ),
    StaticPage(
        103,
        "lien-he",
        "Liên hệ",
        (f"Địa chỉ: {ADDRESS}.", f"Điện thoại: {TELEPHONE}."),
    ),
)

# Invented names, and telephone numbers of a prefix that nobody has been given.
HOTLINES = (
    ("Ông Lê Quang Sương", "Trưởng ban", "0999 000 101 - 0999 000 201"),
    ("Bà Trần Thị Lam", "Phó Trưởng ban", "0999 000 102 - 0999 000 202"),
    ("Ông Phạm Ngà", "Chánh Văn phòng", "0999 000 103 - 0999 000 203"),
)
