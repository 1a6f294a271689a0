"""The boards, each with its office, its system and its clerks' habits."""

from __future__ import annotations

from tests.boards.board import Board
from tests.boards.model import Byline, Category
from tests.boards.news import Newsroom
from tests.boards.site import Office
from tests.boards.systems.wordpress import PlainWordPress

_NEWS = ("Tin hoạt động", "Đầu tư – Doanh nghiệp", "Môi trường – Lao động", "Thông báo")
_BODY: tuple[Byline, ...] = ("bold", "label", "photo", "posted", "none")
_FIELD: tuple[Byline, ...] = ("field", "field", "bold", "photo", "none")


def _categories(first: int, *names: str) -> tuple[Category, ...]:
    return tuple(Category(first + number, name) for number, name in enumerate(names))


def _room(
    seed: str,
    years: tuple[int, int],
    bylines: tuple[Byline, ...] = _BODY,
    categories: tuple[Category, ...] | None = None,
    first_id: int = 100,
    step: int = 7,
) -> Newsroom:
    return Newsroom(
        seed, categories or _categories(3, *_NEWS), years, bylines, first_id=first_id, step=step
    )


ALL = (
    Board(
        "wordpress",
        "WordPress 6.5, Twenty Twenty-One, plain permalinks",
        Office(
            "Ban Quản lý Khu kinh tế Vịnh Sa Lĩnh",
            "BQL KKT Vịnh Sa Lĩnh",
            "Sa Lĩnh",
            "Trịnh Hữu Vinh",
        ),
        _room("wordpress", (2020, 2024)),
        PlainWordPress,
        default_theme=True,
    ),
)
