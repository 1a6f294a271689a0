"""Pages that stand in for another are told, and articles about such things stay articles."""

from __future__ import annotations

import gzip
import time

import pytest

from kho_tin.parsers import Page, read
from kho_tin.parsers.model import Article, Listing, NotAnArticle
from tests.parsers.cases import HERE, SHARED, cases

URL = "https://vungsuong.example/tin-tuc/bai-15.html"
BENCHMARK = SHARED.parent / "benchmark" / "article-extraction" / "html"
MENU = "".join(f'<li><a href="/muc-{n}">Chuyên mục {n}</a></li>' for n in range(12))
CONTACT = (
    "<footer>Bản quyền thuộc về Ban Quản lý khu kinh tế Vùng Sương. Địa chỉ: 1 đường Hồ, "
    "phường Giữa. Điện thoại: 0200 000 000. Giấy phép số 5/GP-TTĐT ngày 02/03/2019.</footer>"
)


def html(title: str, body: str, head: str = "") -> bytes:
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>{head}'
        f"</head><body>{body}</body></html>"
    ).encode()


def framed(title: str, body: str) -> bytes:
    """Within the site's own frame: a menu above, its address below."""
    return html(title, f'<ul class="menu">{MENU}</ul><div class="main">{body}</div>{CONTACT}')


NAME = "Cổng thông tin điện tử Ban Quản lý Vùng Sương"
WORK = (
    "Hệ thống đang được bảo trì. Mong quý vị thông cảm và quay lại sau. Thời gian dự kiến từ 20 "
    "giờ ngày 02/06/2021 đến 06 giờ ngày 03/06/2021. Trân trọng cảm ơn quý vị đã quan tâm, theo "
    "dõi trang thông tin của chúng tôi trong thời gian qua."
)

STANDING_IN = {
    "maintenance": [
        html(NAME, f'<h1>{NAME}</h1><div class="ngay">02/06/2021</div><p>{WORK}</p>'),
        framed(NAME, f"<h2>Thông báo</h2><p>{WORK}</p>"),
        html("Bảo trì hệ thống", "<h1>WEBSITE ĐANG BẢO TRÌ</h1><p>Xin quay lại sau.</p>"),
        html("Thông báo", "<p>Website đang trong quá trình nâng cấp, xin quay lại sau."),
        html(NAME, "<center><img src=a.png><br>TRANG WEB ĐANG NÂNG CẤP</center>"),
        html("Trang chu", "<p>He thong dang duoc bao tri. Vui long quay lai sau.</p>"),
        html(
            NAME,
            "<p>Để nâng cao chất lượng phục vụ, cổng thông tin điện tử tạm ngừng hoạt động để bảo "
            "trì, nâng cấp. Mong quý độc giả thông cảm và truy cập lại sau ít phút.</p>",
        ),
        html("Site Maintenance", "<h1>We&rsquo;ll be back soon!</h1><p>Sorry for the trouble."),
        html("Vung Suong", "<h1>Down for maintenance</h1>"),
        html("Portal", "<p>The system is currently undergoing scheduled maintenance.</p>"),
        html("Under construction", "<p>Our website is under construction.</p>"),
        html("503", "<h1>Máy chủ đang được bảo dưỡng</h1><p>Xin lỗi vì sự bất tiện này.</p>"),
    ],
    "wall": [
        b"<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. "
        b"Please consult with your administrator.<br><br>Your support ID is: 1234567890123456789"
        b"<br><br><a href='javascript:history.back();'>[Go Back]</a></body></html>",
        b"<html><body>The requested URL was rejected. Please consult with your administrator."
        b"<br>Your support ID is: 99</body></html>",
        html("Just a moment...", "<h1>vungsuong.example</h1><p>Verifying you are human.</p>"),
        html("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1>"),
        html("", "<p>Checking your browser before accessing vungsuong.example.</p>"),
        html(
            "Access Denied",
            "<h1>Access Denied</h1>You don't have permission to access this page on this server."
            "<p>Reference #18.4d3f1202.1622600000.1a2b3c4</p>",
        ),
        html("Error", "<p>Access Denied</p><p>Reference #18.4d3f1202.1622600000.1a2b3c4</p>"),
        html("Truy cập bị từ chối", "<p>Yêu cầu của bạn vi phạm chính sách an ninh. ID: 77</p>"),
        html(NAME, "<h1>Truy cập của bạn đã bị từ chối</h1><p>Mã sự cố: 8c1f-77. WAF</p>"),
        html(NAME, "<p>Yêu cầu của quý vị đã bị chặn bởi tường lửa ứng dụng web.</p>"),
        html("Web Page Blocked!", "<h1>Web Page Blocked!</h1>Attack ID: 20000051<br>Message ID: 1"),
        html("403 Forbidden", "<center><h1>403 Forbidden</h1></center><hr><center>nginx</center>"),
        html("Xác thực", '<form><div class="g-recaptcha"></div><input type=submit></form>'),
        html("Captcha", "<form action=/captcha><p>Nhập mã captcha: <input></p></form>"),
        html("Vùng Sương", "<p>Tôi không phải là người máy</p>"),
        b"Access Denied",
        b"<b>Access denied.</b> Your IP address has been blocked.",
        html("Not Acceptable!", "<p>An appropriate representation ... by Mod_Security.</p>"),
    ],
    "error": [
        html(
            "Runtime Error",
            "<h1>Server Error in '/' Application.<hr></h1><h2><i>Runtime Error</i></h2>"
            "<b>Description:</b> An application error occurred on the server. "
            + "<pre>&lt;customErrors mode='Off'/&gt; version information</pre>" * 60,
        ),
        html("HTTP Status 500 – Internal Server Error", "<h1>HTTP Status 500</h1><p>Type</p>"),
        html("Service Unavailable", "<h2>Service Unavailable</h2><p>HTTP Error 503.</p>"),
        html("Error", "<p>The service is unavailable.</p>"),
        b"The service is unavailable.",
        b'{"status": 500, "error": "Internal Server Error"}',
        "Lỗi kết nối cơ sở dữ liệu".encode(),
        html("502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center>"),
        framed(NAME, "<p>Đã xảy ra lỗi trong quá trình xử lý. Xin thử lại.</p>"),
        framed(NAME, "<h1>Có lỗi xảy ra</h1><p>Mã lỗi 0x99</p>"),
        html("Lỗi", "<p>Không thể kết nối tới cơ sở dữ liệu.</p>"),
        html("Database Error", "<h1>Error establishing a database connection</h1>"),
        html("Sorry", "<h1>Sorry, something went wrong</h1><p>An unexpected error has occurred."),
        html("Account Suspended", "<p>This Account has been suspended. Contact your host.</p>"),
        html("Welcome to nginx!", "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx"),
        html("IIS Windows Server", "<div id=container><a href=http://go.example><img></a></div>"),
        html("Apache2 Ubuntu Default Page: It works", "<p>This is the default welcome page</p>"),
        html("Index of /", "<h1>Index of /</h1><ul><li><a href=a>a</a></ul>"),
        html("vungsuong.example", "<p>This domain is for sale. Make an offer.</p>"),
        html("Thông báo", "<p>Tên miền vungsuong.example đã hết hạn sử dụng.</p>"),
        html(NAME, "<p>Website của quý khách đang bị tạm khóa. Vui lòng liên hệ.</p>"),
        html(NAME, "<p>Hệ thống đang quá tải, xin thử lại.</p>"),
        html("x", "<p>This portlet is temporarily unavailable.</p>"),
    ],
    "missing": [
        html("404 Not Found", "<h1>Not Found</h1><p>The requested URL was not found.</p>"),
        framed(f"Không tìm thấy trang - {NAME}", "<h1>Oops! 404</h1><p>Xin lỗi.</p>"),
        framed(NAME, "<p>Bài viết này không tồn tại hoặc đã bị xóa.</p>"),
        framed(NAME, "<h2>Trang bạn yêu cầu không tồn tại</h2>"),
        html("Page not found | Vùng Sương", "<h1>Page not found</h1><p>Try a search.</p>"),
        framed(NAME, "<p>Xin lỗi, đường dẫn bạn truy cập không tồn tại trên hệ thống.</p>"),
    ],
    "empty": [html("Tin tức", "<div id=app></div><script>start()</script>"), html("", "")],
    "login": [
        html("Đăng nhập", "<form><input name=u><input type=password name=p><button>Vào</button>"),
        html(NAME, f"<h1>{NAME}</h1><form>Tên <input> Mật khẩu <input type='PASSWORD'></form>"),
        html("Sign in", "<form><input type=password></form><p>Forgot your password?</p>"),
        framed(NAME, "<form><p>Tài khoản</p><input><p>Mật khẩu</p><input type=password></form>"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "body"),
    [
        pytest.param(reason, body, id=f"{reason} {number}")
        for reason, bodies in STANDING_IN.items()
        for number, body in enumerate(bodies)
    ],
)
def test_a_page_that_stands_in(reason: str, body: bytes) -> None:
    reading = read(Page(URL, body))
    assert isinstance(reading, NotAnArticle)
    assert reading.reason == reason, reading.message
    assert reading.message


LONG = (
    "<p>Ban Quản lý Vùng Sương cho biết hệ thống tiếp nhận hồ sơ trực tuyến sẽ tạm ngừng "
    "từ 20 giờ ngày 05/6 đến 06 giờ ngày 06/6 để bảo trì máy chủ và nâng cấp phần mềm.</p><p>Trong "
    "thời gian đó, tổ chức và cá nhân nộp hồ sơ trực tiếp tại bộ phận một cửa. Các hồ sơ đã nộp "
    "không bị ảnh hưởng, kết quả vẫn được trả đúng hẹn như đã ghi trên phiếu.</p>"
)
FIREWALL = (
    "<p>Chiều 02/6, tổ công nghệ của Ban trình bày cách tường lửa ứng dụng web ngăn chặn các cuộc "
    "tấn công: mỗi yêu cầu bị từ chối được ghi lại với một mã sự cố, người dùng thấy dòng chữ Truy "
    "cập bị từ chối.</p><p>Đến nay hệ thống đã ngăn hơn ba nghìn lượt dò quét mật khẩu, đăng nhập "
    "trái phép; không có dữ liệu nào bị mất.</p>"
)
OFFICE = (
    "<p>Sáng nay, Ban Quản lý khu kinh tế họp bàn về tiến độ bàn giao mặt bằng cho khu công nghiệp "
    "phía nam, có đại diện các nhà đầu tư cùng dự.</p><p>Đến hết tháng trước, bốn mươi hai hộ đã "
    "nhận tiền và giao đất; những hộ còn lại sẽ xong trước quý ba theo kế hoạch đã duyệt.</p>"
)


def plain(title: str, body: str, before: str = "") -> bytes:
    """An article of a site of no known system."""
    return framed(
        f"{title} - Vùng Sương", f'{before}<h1>{title}</h1><p class="ngay">02/06/2021</p>{body}'
    )


def vnpt(title: str, body: str) -> bytes:
    return html(
        title,
        '<ol class="breadcrumb"><li class="breadcrumb-item"><a href="/">Trang chủ</a></li>'
        '<li class="breadcrumb-item"><a href="/categories/tin-12.html">Tin</a></li></ol>'
        '<div id="PageDetail"><input type="hidden" id="ArticleId" value="15">'
        '<span id="publishupshow-right">Cập nhật lúc: 02/06/2021</span><div class="full-text '
        f'article-content"><h1 class="heading-title">{title}</h1>{body}</div></div>',
    )


GENUINE = {
    "Thông báo bảo trì hệ thống tiếp nhận hồ sơ trực tuyến": LONG,
    "Tạm ngừng cổng dịch vụ công để nâng cấp từ ngày 05/6": LONG,
    "Hệ thống một cửa điện tử sẽ bảo trì trong hai ngày": LONG,
    "Tập huấn vận hành tường lửa ứng dụng web tại Ban Quản lý": FIREWALL,
    "Hệ thống đăng nhập một lần được đưa vào sử dụng": FIREWALL,
    "Không tìm thấy nhà đầu tư cho cụm công nghiệp số 2": OFFICE,
    "Lỗi kỹ thuật trong hồ sơ mời thầu được khắc phục": OFFICE,
    "Ban Quản lý họp bàn tiến độ bàn giao mặt bằng": OFFICE,
    "Truy cập bị từ chối: người dân phản ánh về cổng dịch vụ": OFFICE,
    "503 hộ dân nhận tiền bồi thường giải phóng mặt bằng": OFFICE,
    "404 doanh nghiệp đăng ký mới trong sáu tháng đầu năm": OFFICE,
    "Hệ thống xử lý nước thải đang được bảo trì": "<p>Hệ thống xử lý nước thải tập trung của khu "
    "phía nam đang được bảo trì theo kế hoạch quý hai. Nhà máy vẫn tiếp nhận nước thải bằng hai bể "
    "dự phòng, không ảnh hưởng đến các doanh nghiệp trong khu.</p>" + OFFICE,
    "Yêu cầu bồi thường bị từ chối, doanh nghiệp khiếu nại": "<p>Yêu cầu bồi thường của doanh "
    "nghiệp bị từ chối do hồ sơ thiếu giấy tờ, theo thông báo của Ban.</p>" + OFFICE,
    "Người dân bị lừa qua tài khoản mạng xã hội": "<p>Tài khoản mạng xã hội giả danh Ban Quản lý "
    "đã bị khóa sau khi cơ quan công an vào cuộc.</p>" + OFFICE,
    "Website giả mạo Ban Quản lý bị chặn": "<p>Website giả mạo Ban Quản lý đã bị chặn theo đề nghị "
    "của Sở. Người dân chỉ nộp hồ sơ trên trang chính thức.</p>",
    "Tạm dừng tiếp công dân ngày 05/6": "<p>Ban Quản lý tạm dừng tiếp công dân ngày 05/6 để sửa "
    "chữa trụ sở; lịch tiếp công dân trở lại bình thường từ ngày 06/6. Mong tổ chức, cá nhân thông "
    "cảm và liên hệ qua điện thoại của văn phòng.</p>",
}


@pytest.mark.parametrize("make", [plain, vnpt])
@pytest.mark.parametrize("title", GENUINE)
def test_an_article_about_it_stays_an_article(title: str, make: object) -> None:
    reading = read(Page(URL, make(title, GENUINE[title])))  # type: ignore[operator]
    assert isinstance(reading, Article), reading
    assert reading.title == title
    assert reading.suspect is None


@pytest.mark.parametrize(
    "banner",
    [
        "<div>Website đang trong quá trình nâng cấp, chạy thử nghiệm</div>",
        "<form class=box><input type=text><input type=password><input type=submit></form>",
        "<div class=ngay>Thứ tư, 02/06/2021 - Đăng nhập</div>",
    ],
)
def test_what_stands_on_every_page_of_a_site_says_nothing(banner: str) -> None:
    reading = read(
        Page(URL, plain("Họp bàn tiến độ bàn giao mặt bằng khu phía nam", OFFICE, banner))
    )
    assert isinstance(reading, Article)
    assert reading.suspect is None
    items = "".join(
        f'<div class="article-item"><h4><a href="/tin-{n}-{n}.html">Tin họp ban số {n} về mặt bằng'
        f"</a></h4><span>(02/06/2021)</span></div>"
        for n in range(101, 109)
    )
    listing = html("Tin tức", f'{banner}<div class="row categoryList">{items}</div>')
    assert isinstance(
        read(Page("https://vungsuong.example/categories/tin-12.html", listing)), Listing
    )


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Cổng thông tin điện tử", f"<p>{WORK}</p>"),
        ("Ban Quản lý khu kinh tế Vùng Sương", "<p>Trang đang tải, xin đợi trong giây lát.</p>"),
        ("Họp bàn tiến độ bàn giao mặt bằng", f"<p>{WORK}</p>"),
        ("Họp bàn tiến độ bàn giao mặt bằng", "<p>Nội dung đang được cập nhật</p>"),
        ("Họp bàn tiến độ bàn giao mặt bằng", "<p>Đã xảy ra lỗi khi tải nội dung bài viết.</p>"),
        ("Họp bàn tiến độ bàn giao mặt bằng", "<p>The requested URL was rejected.</p>"),
        ("Họp bàn tiến độ bàn giao mặt bằng", "<p>Bản quyền thuộc về Ban Quản lý</p>"),
        ("Hệ thống đang bảo trì", "<p>Mong quý vị thông cảm. Xin trân trọng cảm ơn.</p>"),
        ("Lỗi hệ thống", "<p>Xin quý vị vui lòng thử lại trong ít phút nữa.</p>"),
    ],
)
def test_an_article_that_may_be_none_is_suspect(title: str, body: str) -> None:
    reading = read(Page(URL, vnpt(title, body)))
    assert isinstance(reading, Article)
    assert reading.suspect


def test_no_article_of_the_fixtures_is_suspect() -> None:
    for case in cases(HERE / "pages"):
        assert case.read()["kind"] != "article" or "suspect" not in _kinds(case.read()), case.name


@pytest.mark.long
@pytest.mark.skipif(not BENCHMARK.is_dir(), reason=f"the saved public pages are not at {BENCHMARK}")
def test_no_public_article_is_taken_for_such_a_page() -> None:
    wrong = []
    for path in sorted(BENCHMARK.glob("*.html.gz")):
        reading = read(Page("https://public.example/a/b.html", gzip.decompress(path.read_bytes())))
        if not isinstance(reading, Article) or reading.suspect:
            wrong.append((path.name, reading))
    assert wrong == []
    for case in cases(SHARED):
        got = case.read()
        assert "suspect" not in _kinds(got), case.name
        assert got.get("reason") not in STANDING_IN, case.name


def _kinds(got: dict[str, list[dict[str, str]]]) -> set[str]:
    return {problem["kind"] for problem in got["problems"]}


@pytest.mark.parametrize(
    "part",
    ["hệ thống ", "đang được trong ", "trang ", "tạm ngừng ", "page ", "website site ", "a "],
)
def test_long_texts_take_no_time(part: str) -> None:
    text = part * (300_000 // len(part))
    began = time.process_time()
    for body in (html(text[:5000], f"<h1>{text[:5000]}</h1><p>{text}</p>"), html("x", text[:700])):
        read(Page(URL, body))
    assert time.process_time() - began < 5
