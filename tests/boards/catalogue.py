"""The boards, each with its office, its system and its clerks' habits."""

from __future__ import annotations

from tests.boards.board import Board
from tests.boards.model import Byline, Category
from tests.boards.news import Newsroom
from tests.boards.site import Office
from tests.boards.systems.dnn import DotNetNuke
from tests.boards.systems.drupal import Drupal
from tests.boards.systems.jekyll import Jekyll
from tests.boards.systems.joomla import Joomla
from tests.boards.systems.liferay import Liferay
from tests.boards.systems.mvc import Mvc
from tests.boards.systems.nukeviet import NukeViet
from tests.boards.systems.php import HomeMade
from tests.boards.systems.tables import Tables
from tests.boards.systems.webforms import WebForms
from tests.boards.systems.wordpress import PlainWordPress
from tests.boards.systems.wordpress_pretty import PrettyWordPress

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
    Board(
        "wordpress_pretty",
        "WordPress 6.4, GeneratePress, pretty permalinks, posts loaded by a button",
        Office(
            "Ban Quản lý các khu công nghiệp tỉnh Trà Vân", "BQL các KCN", "Trà Vân", "Mai Thị Hạnh"
        ),
        _room("wordpress_pretty", (2019, 2023), _FIELD),
        PrettyWordPress,
        default_theme=False,
    ),
    Board(
        "joomla",
        "Joomla 5, Cassiopeia, category blogs",
        Office(
            "Ban Quản lý Khu công nghệ cao Diên Khê", "BQL Khu CNC", "Diên Khê", "Đỗ Quốc Phong"
        ),
        _room("joomla", (2020, 2025), _FIELD),
        Joomla,
        default_theme=True,
    ),
    Board(
        "nukeviet",
        "NukeViet 4.5, default theme",
        Office(
            "Ban Quản lý Khu kinh tế cửa khẩu Lộc Thạch", "BQL KKT", "Lộc Thạch", "Hồ Thanh Sơn"
        ),
        _room("nukeviet", (2018, 2022), _FIELD),
        NukeViet,
        default_theme=True,
    ),
    Board(
        "dnn",
        "DotNetNuke 5 with a news module's default templates",
        Office("Ban Quản lý Khu kinh tế Hòa Ngạn", "BQL KKT Hòa Ngạn", "Hòa Ngạn", "Ngô Văn Long"),
        _room("dnn", (2015, 2018), _FIELD, first_id=1012, step=3),
        DotNetNuke,
        default_theme=True,
    ),
    Board(
        "liferay",
        "Liferay 7, asset publisher",
        Office(
            "Ban Quản lý Khu kinh tế Sơn Thuyền", "BQL KKT Sơn Thuyền", "Sơn Thuyền", "Lý Thu Nga"
        ),
        _room("liferay", (2019, 2024), categories=_categories(3, *_NEWS[:3]), first_id=413),
        Liferay,
        default_theme=True,
    ),
    Board(
        "drupal",
        "Drupal 10, Olivero",
        Office(
            "Ban Quản lý Khu du lịch hồ Cẩm Đài", "BQL Khu du lịch", "Cẩm Đài", "Bùi Ngọc Trang"
        ),
        _room("drupal", (2021, 2025), first_id=12, step=2),
        Drupal,
        default_theme=True,
    ),
    Board(
        "webforms",
        "ASP.NET web forms, lists turned by postbacks, month-first dates",
        Office("Ban Quản lý các khu công nghiệp Bình Lạc", "BQL KCN", "Bình Lạc", "Võ Hoàng Nam"),
        _room(
            "webforms", (2014, 2017), categories=_categories(5, *_NEWS[:3]), first_id=870, step=4
        ),
        WebForms,
        default_theme=False,
        home_path="/default.aspx",
    ),
    Board(
        "mvc",
        "ASP.NET MVC, built for the office",
        Office(
            "Ban Quản lý Khu nông nghiệp công nghệ cao Tân Điền",
            "BQL NNCNC",
            "Tân Điền",
            "Phan Thị Yến",
        ),
        _room("mvc", (2019, 2022), categories=_categories(2, *_NEWS[:3]), first_id=2040, step=5),
        Mvc,
        default_theme=False,
    ),
    Board(
        "tables",
        "classic ASP, tables and fonts",
        Office(
            "Ban Quản lý các khu công nghiệp Kim Lĩnh",
            "BQL KCN Kim Lĩnh",
            "Kim Lĩnh",
            "Đặng Minh Tuấn",
        ),
        _room("tables", (2008, 2011), categories=_categories(1, *_NEWS[:3]), first_id=31, step=4),
        Tables,
        default_theme=False,
        home_path="/index.asp",
    ),
    Board(
        "jekyll",
        "Jekyll 4, minima",
        Office(
            "Ban Quản lý Khu công viên phần mềm Thanh Vân", "BQL KCVPM", "Thanh Vân", "Dương Thu Hà"
        ),
        _room("jekyll", (2021, 2025), _FIELD, categories=_categories(1, *_NEWS[:3])),
        Jekyll,
        default_theme=True,
    ),
    Board(
        "php",
        "home-made PHP, a button that loads more",
        Office(
            "Ban Quản lý Khu kinh tế ven biển Mỹ Đài", "BQL KKT Mỹ Đài", "Mỹ Đài", "Huỳnh Đức Quân"
        ),
        _room("php", (2020, 2023), _FIELD, categories=_categories(1, *_NEWS[:3])),
        HomeMade,
        default_theme=False,
    ),
)
