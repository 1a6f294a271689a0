# ruff: noqa: E501 (a phrase to a line)
"""The words that the invented boards' news are made of: Vietnamese offices' own phrases.

A name in braces is drawn anew each time that it stands there (`tests.boards.news`)."""

from __future__ import annotations

from dataclasses import dataclass

FIRST = (
    *("An", "Bình", "Cẩm", "Đông", "Hòa", "Hải", "Kim", "Lương", "Mỹ", "Phước", "Sơn", "Tân"),
    *("Thanh", "Xuân", "Lộc", "Diên", "Trà", "Khánh"),
)
SECOND = ("Sa", "Lạc", "Thạch", "Điền", "Lĩnh", "Khê", "Thịnh", "Vân", "Đài", "Ngạn", "Thuyền")
FAMILY = (
    *("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ"),
    *("Ngô", "Dương", "Lý", "Đoàn", "Trịnh", "Mai"),
)
MIDDLE = (
    "Văn",
    "Thị",
    "Đức",
    "Minh",
    "Thanh",
    "Ngọc",
    "Quốc",
    "Hữu",
    "Thu",
    "Xuân",
    "Hoàng",
    "Kim",
)
GIVEN = (
    *("An", "Bình", "Châu", "Dũng", "Đạt", "Giang", "Hà", "Hạnh", "Hiếu", "Hùng", "Hương", "Khánh"),
    *("Lan", "Linh", "Long", "Mai", "Nam", "Nga", "Phong", "Phúc", "Quân", "Sơn", "Tâm", "Thảo"),
    *("Trang", "Tuấn", "Uyên", "Vinh", "Yến"),
)
POSTS = (
    *("Trưởng ban", "Phó Trưởng ban", "Chánh Văn phòng", "Trưởng phòng Quản lý đầu tư"),
    *("Trưởng phòng Quản lý tài nguyên", "Phó Chủ tịch UBND tỉnh", "Giám đốc công ty"),
    *("Chủ tịch Công đoàn cơ sở", "Trưởng phòng Quản lý doanh nghiệp và lao động"),
)
UNITS = (
    *("Sở Tài chính", "Sở Nông nghiệp và Môi trường", "Sở Công Thương", "Liên đoàn Lao động tỉnh"),
    *("Công an tỉnh", "Bảo hiểm xã hội khu vực", "Trung tâm Phục vụ hành chính công"),
    *("Kho bạc Nhà nước khu vực", "UBND xã {place}", "UBND phường {place}", "Chi cục Hải quan"),
)
PRODUCTS = (
    *(
        "linh kiện điện tử",
        "thủy sản đông lạnh",
        "viên nén gỗ",
        "vật liệu xây dựng",
        "đồ gỗ nội thất",
    ),
    *(
        "bao bì giấy",
        "dệt may",
        "thiết bị y tế",
        "phân bón hữu cơ",
        "nông sản chế biến",
        "dược liệu",
    ),
)
COUNTRIES = ("Nhật Bản", "Hàn Quốc", "Xin-ga-po", "Đức", "Hà Lan", "Ấn Độ", "Thái Lan", "Đan Mạch")
FIRMS = ("Công ty TNHH {place}", "Công ty cổ phần {place}", "Công ty cổ phần Đầu tư {place}")
TAGS = (
    *("thu hút đầu tư", "quy hoạch", "môi trường", "chuyển đổi số", "cải cách hành chính"),
    *("lao động", "phòng cháy chữa cháy", "đất đai", "hạ tầng", "xuất khẩu", "công đoàn"),
    *("an toàn lao động",),
)


@dataclass(frozen=True)
class Topic:
    """What a story is about: titles, first sentences, and sentences of its own."""

    titles: tuple[str, ...]
    leads: tuple[str, ...]
    sentences: tuple[str, ...]
    short: bool = False


TOPICS = (
    Topic(
        (
            "Khởi công nhà máy {product} tại {park}",
            "{firm} khởi công dự án {product} vốn {money} tỷ đồng",
            "Thêm một dự án {product} được triển khai tại {park}",
        ),
        (
            "Sáng {day}, {firm} tổ chức lễ khởi công nhà máy {product} tại {park}, tỉnh {place}.",
            "Dự án {product} của {firm} vừa được khởi công trên diện tích {ha} ha tại {park}.",
        ),
        (
            "Nhà máy có công suất thiết kế {num} tấn sản phẩm mỗi năm, dự kiến vận hành thử từ quý {quarter}.",
            "Theo {firm}, tổng mức đầu tư của dự án là {money} tỷ đồng, trong đó vốn tự có chiếm {pct} phần trăm.",
            "Khi đi vào hoạt động, dự án tạo việc làm cho khoảng {num} lao động, ưu tiên người ở xã {place} và xã {place}.",
            "Ông {person}, {post}, đề nghị nhà đầu tư bảo đảm tiến độ đã cam kết với tỉnh {place}.",
            "Phần san lấp mặt bằng rộng {ha} ha đã xong từ {day}, sớm hơn kế hoạch {few} ngày.",
            "Sản phẩm {product} của nhà máy chủ yếu xuất sang {country} và {country}.",
        ),
    ),
    Topic(
        (
            "Kiểm tra công tác bảo vệ môi trường tại {park}",
            "Đoàn liên ngành kiểm tra xả thải của {few} doanh nghiệp ở {park}",
            "Quan trắc nước thải tự động tại {park}: kết quả quý {quarter}",
        ),
        (
            "Từ {day}, đoàn kiểm tra do ông {person} làm trưởng đoàn làm việc với {few} doanh nghiệp tại {park}.",
            "Kết quả quan trắc quý {quarter} cho thấy trạm xử lý nước thải của {park} vận hành ổn định.",
        ),
        (
            "Trạm xử lý nước thải tập trung có công suất {num} mét khối một ngày đêm, hiện mới sử dụng {pct} phần trăm.",
            "Đoàn đã lấy {few} mẫu nước thải và {few} mẫu khí thải để phân tích tại {unit}.",
            "{firm} được yêu cầu lắp bổ sung thiết bị đo lưu lượng trước {day}.",
            "Chỉ tiêu amoni tại điểm xả số {few} giảm {pct} phần trăm so với kỳ trước.",
            "Doanh nghiệp nào chưa có giấy phép môi trường phải nộp hồ sơ về {unit} chậm nhất {day}.",
        ),
    ),
    Topic(
        (
            "Đối thoại với doanh nghiệp {product} quý {quarter}",
            "Lãnh đạo Ban gặp mặt {few} doanh nghiệp tại {park}",
            "Gỡ khó cho doanh nghiệp {product} tại {park}",
        ),
        (
            "Chiều {day}, lãnh đạo Ban Quản lý cùng {unit} đối thoại với {few} doanh nghiệp đang hoạt động ở {park}.",
            "Hội nghị gặp mặt doanh nghiệp quý {quarter} ghi nhận {few} kiến nghị, phần lớn về điện, nước và đất đai.",
        ),
        (
            "Đại diện {firm} kiến nghị sớm sửa chữa {few} ki-lô-mét đường gom dẫn vào {park}.",
            "Bà {person}, {post}, trả lời từng kiến nghị và giao {unit} xử lý trong {few} ngày làm việc.",
            "Về giá thuê đất, hội nghị thống nhất báo cáo UBND tỉnh trước {day}.",
            "Các doanh nghiệp {product} cho rằng chi phí vận chuyển đã tăng {pct} phần trăm kể từ đầu năm.",
            "Có {few} kiến nghị được giải quyết ngay tại hội nghị, số còn lại trả lời bằng văn bản.",
        ),
    ),
    Topic(
        (
            "Tập huấn an toàn lao động cho {num} công nhân {park}",
            "Ngày hội việc làm tại {park} thu hút {num} người tham gia",
            "Công đoàn {park} chăm lo {num} đoàn viên dịp Tết",
        ),
        (
            "Trong {few} ngày, từ {day}, Ban Quản lý phối hợp với {unit} tổ chức hoạt động dành cho người lao động tại {park}.",
            "Khoảng {num} công nhân của {few} doanh nghiệp ở {park} đã tham gia chương trình do {unit} chủ trì.",
        ),
        (
            "Chị {person}, công nhân của {firm}, nói rằng chị đã làm việc ở đây được {few} năm.",
            "Mỗi phần quà trị giá {few} trăm nghìn đồng, trích từ quỹ của Công đoàn {park}.",
            "Thu nhập bình quân của công nhân {product} đạt {few} triệu đồng một tháng.",
            "Nội dung tập huấn gồm phòng ngừa tai nạn điện, sơ cứu ban đầu và kỹ năng thoát nạn, do {unit} trình bày.",
            "{firm} tuyển thêm {num} lao động phổ thông, nhận hồ sơ đến hết {day}.",
        ),
    ),
    Topic(
        (
            "Điều chỉnh cục bộ quy hoạch phân khu {park}",
            "Công bố đồ án quy hoạch {ha} ha tại {park}",
            "Lấy ý kiến cộng đồng về quy hoạch {park}",
        ),
        (
            "UBND tỉnh {place} vừa ban hành Quyết định số {doc} về quy hoạch phân khu {park}.",
            "Theo Quyết định số {doc}, phạm vi quy hoạch {park} rộng {ha} ha, thuộc xã {place} và xã {place}.",
        ),
        (
            "Đất công nghiệp chiếm {pct} phần trăm, đất cây xanh {few} phần trăm, còn lại là giao thông và hạ tầng kỹ thuật.",
            "Tuyến đường trục chính có lộ giới {few} mét, nối với quốc lộ tại nút giao {place}.",
            "Hồ sơ được niêm yết tại trụ sở {unit} trong {few} ngày kể từ {day}.",
            "Người dân xã {place} đề nghị giữ lại {ha} ha đất rừng phòng hộ ven biển.",
            "Đơn vị tư vấn sẽ hoàn chỉnh bản đồ tỷ lệ 1/2000 và trình thẩm định trước {day}.",
        ),
    ),
    Topic(
        (
            "Rà soát thủ tục hành chính theo Quyết định số {doc}",
            "Cắt giảm {few} thủ tục trong lĩnh vực đầu tư",
            "Số hóa {num} hồ sơ dự án trong quý {quarter}",
        ),
        (
            "Ban Quản lý vừa hoàn thành rà soát thủ tục hành chính theo Quyết định số {doc} của UBND tỉnh.",
            "Trong quý {quarter}, Ban Quản lý tiếp nhận {num} hồ sơ, trả kết quả trước hạn {pct} phần trăm.",
        ),
        (
            "Thời gian cấp giấy chứng nhận đăng ký đầu tư giảm từ {few} ngày còn {few} ngày làm việc.",
            "Số hồ sơ nộp trực tuyến toàn trình đạt {num}, bằng {pct} phần trăm tổng số.",
            "{unit} đã kết nối dữ liệu với hệ thống của Ban Quản lý từ {day}.",
            "Ông {person}, {post}, cho biết việc ký số được áp dụng với mọi văn bản đi kể từ {day}.",
            "Trong số {num} hồ sơ giấy lưu trữ, {pct} phần trăm đã được quét và kiểm tra lại.",
        ),
    ),
    Topic(
        (
            "Đoàn doanh nghiệp {country} khảo sát {park}",
            "Xúc tiến đầu tư tại {country}: {few} biên bản ghi nhớ được ký",
            "Nhà đầu tư {country} tìm hiểu lĩnh vực {product}",
        ),
        (
            "{Day}, đoàn {few} doanh nghiệp {country} đến khảo sát và làm việc tại {park}.",
            "Trong chuyến công tác tại {country}, đoàn của tỉnh {place} đã ký {few} biên bản ghi nhớ về {product}.",
        ),
        (
            "Các nhà đầu tư {country} quan tâm đến nguồn điện, cảng biển và lao động có tay nghề ở {place}.",
            "{firm} đề xuất thuê {ha} ha để sản xuất {product}, tổng vốn {money} tỷ đồng.",
            "Ban Quản lý giới thiệu {few} khu đất sạch, mỗi khu rộng từ {few} đến {ha} ha, tại {park}.",
            "Ông {person}, {post}, cam kết hỗ trợ thủ tục trong vòng {few} ngày.",
            "Hai bên hẹn gặp lại vào {day} để bàn về hạ tầng dùng chung.",
        ),
    ),
    Topic(
        (
            "Diễn tập phòng cháy chữa cháy tại {firm}",
            "Ứng phó bão số {few}: {park} sẵn sàng",
            "Bàn giao mặt bằng tuyến đường {place} – {place}",
        ),
        (
            "{Day}, lực lượng của {unit} và {firm} đã hoàn thành phương án đề ra tại {park}.",
            "Sau {few} tháng chuẩn bị, công việc tại {park} đã đạt {pct} phần trăm khối lượng.",
        ),
        (
            "Tình huống giả định là cháy kho {product} rộng {num} mét vuông vào lúc {few} giờ.",
            "Đã có {num} hộ dân xã {place} nhận tiền bồi thường, tổng cộng {money} tỷ đồng.",
            "Lực lượng tham gia gồm {few} xe chuyên dụng và {num} người của {unit}.",
            "{firm} được biểu dương vì tổ chức trực ban nghiêm túc suốt {few} ngày.",
            "Đoạn qua xã {place} dài {few} ki-lô-mét còn vướng {few} hộ chưa di dời.",
        ),
    ),
    Topic(
        (
            "Thông báo lịch tiếp công dân tháng {month}",
            "Thông báo tạm ngừng cấp nước tại {park}",
            "Thông báo mời chào giá số {doc}",
            "Lịch trực lãnh đạo từ {day}",
        ),
        (
            "Ban Quản lý thông báo đến các cơ quan, doanh nghiệp và người dân tại {park} nội dung theo văn bản số {doc}.",
            "Căn cứ văn bản số {doc} của {unit}, Ban Quản lý thông báo như sau.",
        ),
        (
            "Thời gian: từ 8 giờ đến 17 giờ, {day}; địa điểm: phòng họp số {few}, trụ sở Ban Quản lý.",
            "Người phụ trách: ông {person}, điện thoại 0200 {num} {num}.",
            "Hồ sơ nộp tại {unit} trước {day}; hồ sơ nộp sau thời hạn này không được xem xét.",
        ),
        short=True,
    ),
)

# Sentences that fit into most stories.
COMMON = (
    "Phát biểu tại buổi làm việc, ông {person}, {post}, nhấn mạnh vai trò của {unit} trong việc phối hợp.",
    "Theo báo cáo ngày {day} của {unit}, kết quả {few} tháng đạt {pct} phần trăm kế hoạch năm.",
    "Bà {person}, {post}, đề nghị các phòng chuyên môn theo dõi sát tình hình tại {park}.",
    "Lũy kế đến nay, {park} có {num} dự án còn hiệu lực, tổng vốn đăng ký {money} tỷ đồng.",
    "Diện tích đã cho thuê đạt {ha} ha, tương đương {pct} phần trăm đất công nghiệp của {park}.",
    "Trong năm qua, các doanh nghiệp {product} nộp ngân sách {money} tỷ đồng.",
    "Kim ngạch xuất khẩu sang {country} ước đạt {num} triệu đô la, tăng {pct} phần trăm.",
    "Những vướng mắc về giải phóng mặt bằng ở xã {place} sẽ được {unit} báo cáo trước {day}.",
    "Để bảo đảm tiến độ, {firm} bố trí thêm {few} mũi thi công, làm việc cả ngày nghỉ.",
    "Văn bản số {doc} cũng giao {unit} hướng dẫn chi tiết cho từng trường hợp.",
    "Trước đó, ngày {day}, đoàn công tác đã khảo sát thực địa tại xã {place}.",
    "Dịp này, {few} tập thể và {few} cá nhân của {park} được khen thưởng.",
    "Nhiều đại biểu cho rằng hạ tầng giao thông quanh {place} cần được ưu tiên vốn.",
    "Ông {person}, đại diện {firm}, đánh giá cao sự đồng hành của Ban Quản lý trong {few} năm qua.",
    "Kế hoạch năm tới đặt mục tiêu thu hút {few} dự án mới trong lĩnh vực {product}.",
    "Về an ninh trật tự, {unit} duy trì tổ tuần tra liên gia gồm {few} thành viên quanh {park}.",
    "Hệ thống cấp điện của {park} được nâng lên {few} trạm, tổng công suất {num} kVA.",
    "Nguồn kinh phí {money} tỷ đồng được lấy từ ngân sách tỉnh và vốn của {firm}.",
    "Tuyến xe buýt đưa đón công nhân từ {place} đến {park} có {few} chuyến mỗi ngày.",
    "Kết luận buổi làm việc, {post} {person} giao nhiệm vụ cụ thể cho từng đơn vị, hạn cuối là {day}.",
    "Khu nhà ở cho công nhân tại {place} gồm {num} căn, giá thuê từ {few} trăm nghìn đồng một tháng.",
    "Mực nước hồ {place} ngày {day} thấp hơn cùng kỳ {few} mét nên cần sử dụng tiết kiệm.",
    "Danh sách chi tiết được công khai tại trụ sở {unit} và trên bảng tin của {park}.",
    "Các ý kiến góp ý gửi về {unit} trước {day} để tổng hợp.",
)
HEADINGS = ("Kết quả bước đầu", "Nhiệm vụ trọng tâm", "Những việc cần làm ngay", "Ý kiến đại biểu")
ITEMS = (
    "{unit} chủ trì, hoàn thành trước {day};",
    "Rà soát {few} dự án chậm tiến độ tại {park};",
    "Bố trí {money} tỷ đồng cho hạ tầng xã {place};",
    "Phối hợp với {firm} đào tạo {num} lao động {product};",
    "Báo cáo kết quả về Văn phòng Ban trong {few} ngày;",
)
CAPTIONS = (
    "Quang cảnh buổi làm việc tại {park}",
    "Đoàn công tác kiểm tra tại {firm}",
    "Ông {person} phát biểu tại hội nghị",
    "Công nhân {firm} trong giờ sản xuất",
    "Một góc {park} nhìn từ trên cao",
)
COLUMNS = (
    ("Doanh nghiệp", "Diện tích (ha)", "Vốn (tỷ đồng)"),
    ("Đơn vị", "Số hồ sơ", "Tỷ lệ đúng hạn (%)"),
    ("Khu vực", "Lao động", "Thu nhập (triệu đồng)"),
)
