"""The places that a text names."""

from __future__ import annotations

import pytest

from kho_tin.registers.places import find_places

TOWN = "thị xã Đông Hòa, Phú Yên"


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Dự án tại xã Hòa Tâm, thị xã Đông Hoà, tỉnh Phú Yên.",
         [["xã Hòa Tâm, Đông Hòa, Phú Yên"], [TOWN], ["tỉnh Phú Yên"]]),
        ("Các xã Hòa Tâm, Hòa Xuân Đông và Hòa Xuân Nam (TX. Đông Hòa)",
         [["xã Hòa Tâm, Đông Hòa, Phú Yên"], ["xã Hòa Xuân Đông, Đông Hòa, Phú Yên"],
          ["xã Hòa Xuân Nam, Đông Hòa, Phú Yên"], [TOWN]]),
        ("Tại Phú Yên và Đăk Lăk; ở TP.HCM", [["tỉnh Phú Yên"], ["tỉnh Đắk Lắk"],
                                              ["thành phố Hồ Chí Minh"]]),
        ("UBND TỈNH PHÚ YÊN", [["tỉnh Phú Yên"]]),
        ("tỉnh Bà Rịa-Vũng Tàu, Hà Nội", [["tỉnh Bà Rịa - Vũng Tàu"], ["thành phố Hà Nội"]]),
        # The district behind it tells two communes apart; without one, both are possible.
        ("Phú Yên: xã Hòa Phú, huyện Tây Hòa",
         [["tỉnh Phú Yên"], ["xã Hòa Phú, Tây Hòa, Phú Yên"], ["huyện Tây Hòa, Phú Yên"]]),
        ("Phú Yên: xã Hòa Phú", [["tỉnh Phú Yên"], [
            "xã Hòa Phú, Tây Hòa, Phú Yên", "xã Hòa Phú, Đắk Lắk",
            "xã Hòa Phú, Buôn Ma Thuột, Đắk Lắk"]]),
        ("Phú Yên: xã Hòa Phú, huyện Từ Liêm", [["tỉnh Phú Yên"]]),
        ("Phú Yên: xã Hòa Phú, huyện Củ Chi", [
            ["tỉnh Phú Yên"], ["xã Hòa Phú, Củ Chi, Hồ Chí Minh"],
            ["huyện Củ Chi, Hồ Chí Minh"]]),
        # Another name, or no name.
        ("Khu kinh tế Nam Phú Yên nhìn ra Thái Bình Dương", []),
        ("ông Nguyễn Thái Bình", []),
        ("mong muốn hòa bình", []),
        ("Phường 9 có 3 khu phố", []),
        ("xã Hòa Tâm", []),
    ],
)  # fmt: skip
def test_places(text: str, units: list[list[str]]) -> None:
    assert [sorted(mention.units) for mention in find_places([text])[0]] == [*map(sorted, units)]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        # What follows a name says which is meant, and need not be named again.
        ("Phường Bến Nghé, Quận 1, TP.HCM", [
            "phường Bến Nghé, quận 1, Hồ Chí Minh", "quận 1, Hồ Chí Minh",
            "thành phố Hồ Chí Minh"]),
        ("xã Tân Phú, huyện Châu Thành, tỉnh Bến Tre", [
            "xã Tân Phú, Châu Thành, Bến Tre", "huyện Châu Thành, Bến Tre", "tỉnh Bến Tre"]),
        ("UBND huyện Châu Thành (Tiền Giang)", [
            "huyện Châu Thành, Tiền Giang", "tỉnh Tiền Giang"]),
        ("phường 9, quận Phú Nhuận", [
            "phường 9, Phú Nhuận, Hồ Chí Minh", "quận Phú Nhuận, Hồ Chí Minh"]),
        # Of before a merger or after it: with a province alone that is one place.
        ("xã Hòa Tiến, huyện Hòa Vang", [
            "xã Hòa Tiến, Hòa Vang, Đà Nẵng", "huyện Hòa Vang, Đà Nẵng"]),
        ("xã Hòa Tiến, thành phố Đà Nẵng", [
            "xã Hòa Tiến, Đà Nẵng", "xã Hòa Tiến, Hòa Vang, Đà Nẵng", "thành phố Đà Nẵng"]),
        ("phường Văn Miếu – Quốc Tử Giám (Hà Nội)", [
            "phường Văn Miếu - Quốc Tử Giám, Đống Đa, Hà Nội",
            "phường Văn Miếu - Quốc Tử Giám, Hà Nội", "thành phố Hà Nội"]),
        # The same sentence names the province, or a district of it.
        ("TP Hội An, tỉnh Quảng Nam có phường Minh An và xã Cẩm Kim", [
            "thành phố Hội An, Quảng Nam", "tỉnh Quảng Nam",
            "phường Minh An, Hội An, Quảng Nam", "xã Cẩm Kim, Hội An, Quảng Nam"]),
        ("TP. Nha Trang có phường Vĩnh Hải", [
            "thành phố Nha Trang, Khánh Hòa", "phường Vĩnh Hải, Nha Trang, Khánh Hòa"]),
        ("Lâm Đồng: phường Xuân Hương - Đà Lạt", [
            "tỉnh Lâm Đồng", "phường Xuân Hương - Đà Lạt, Lâm Đồng"]),
        ("Ở TP. Nha Trang. Phường Vĩnh Hải họp.", ["thành phố Nha Trang, Khánh Hòa"]),
        # Names that stand for themselves.
        ("đặc khu Côn Đảo và đặc khu Phú Quốc", [
            "đặc khu Côn Đảo, Hồ Chí Minh", "đặc khu Phú Quốc, An Giang"]),
        ("TP Thủ Đức", ["thành phố Thủ Đức, Hồ Chí Minh"]),
        # A list of cities, or of provinces behind a city.
        ("các thành phố Đà Nẵng, Huế, Quy Nhơn", [
            "thành phố Đà Nẵng", "thành phố Huế", "thành phố Quy Nhơn, Bình Định"]),
        ("thành phố Hà Nội, Hưng Yên, Thái Bình", [
            "thành phố Hà Nội", "tỉnh Hưng Yên", "tỉnh Thái Bình"]),
        ("TP Tuy Hòa, Quy Nhơn", [
            "thành phố Tuy Hòa, Phú Yên", "thành phố Quy Nhơn, Bình Định"]),
        ("TP Tuy Hòa, Bình Định", ["thành phố Tuy Hòa, Phú Yên", "tỉnh Bình Định"]),
        ("TX. Đông Hòa, huyện Tây Hòa", ["thị xã Đông Hòa, Phú Yên", "huyện Tây Hòa, Phú Yên"]),
        ("Hà Nội: các phường Cửa Nam, Điện Biên", [
            "thành phố Hà Nội", "phường Cửa Nam, Hoàn Kiếm, Hà Nội", "phường Cửa Nam, Hà Nội",
            "phường Điện Biên, Ba Đình, Hà Nội"]),
        ("phường Đông Hà, Quảng Trị", ["phường Đông Hà, Quảng Trị", "tỉnh Quảng Trị"]),
        ("xã Nghĩa Bình, Nghĩa Đàn, Nghệ An", [
            "xã Nghĩa Bình, Nghĩa Đàn, Nghệ An", "tỉnh Nghệ An"]),
        ("các xã Hòa Tiến, Hòa Phước, huyện Hòa Vang", [
            "xã Hòa Phước, Hòa Vang, Đà Nẵng", "huyện Hòa Vang, Đà Nẵng"]),
        ("Phú Yên, Lào Cai: các xã Hòa Tâm, Y Tý", [
            "tỉnh Phú Yên", "tỉnh Lào Cai", "xã Hòa Tâm, Đông Hòa, Phú Yên"]),
        # Several have the name: it is not guessed.
        ("huyện Châu Thành", []),
        ("xã Tân Phú, huyện Châu Thành", []),
        ("TP.HCM có phường 9", ["thành phố Hồ Chí Minh"]),
        ("Hà Nội và Bắc Ninh: xã Đông Anh, xã Tân Lập", [
            "thành phố Hà Nội", "tỉnh Bắc Ninh", "xã Đông Anh, Hà Nội"]),
        ("phường Cẩm Châu, Hội An, Quảng Nam", [
            "phường Cẩm Châu, Hội An, Quảng Nam", "tỉnh Quảng Nam"]),
        # The board's province has that name, too.
        ("Đoàn từ Hà Nội đến thăm xã An Phú", ["thành phố Hà Nội"]),
        ("Phú Yên và Hà Nội: xã An Phú", [
            "tỉnh Phú Yên", "thành phố Hà Nội", "xã An Phú, Tuy Hòa, Phú Yên"]),
        ("xã An Phú, huyện Mỹ Đức, và tỉnh Phú Yên", [
            "xã An Phú, Mỹ Đức, Hà Nội", "huyện Mỹ Đức, Hà Nội", "tỉnh Phú Yên"]),
        # No place.
        ("Q.1/2024, quý I, quận ủy, xã hội Việt Nam", []),
        ("ông Trần Hưng Đạo, bà Hải Châu, đường Tân Bình", []),
        ("thị trấn Sa Pa, phường Sa Pa", []),
    ],
)  # fmt: skip
def test_places_elsewhere(text: str, units: list[str]) -> None:
    """Those of other provinces, whose names many share."""
    (mentions,) = find_places([text])
    assert [unit for mention in mentions for unit in mention.units] == units


def test_a_chain_of_districts_is_looked_along_no_further_than_its_first() -> None:
    assert find_places(["huyện Châu Thành, " * 3000]) == [[]]


def test_what_the_rest_of_an_article_names() -> None:
    caption, body = "Bàn giao mặt bằng ở xã Hòa Tâm.", "UBND thị xã Đông Hòa đã có thông báo."
    assert find_places([caption]) == [[]]
    (mention,), _ = find_places([caption, body])
    assert caption[mention.start : mention.end] == "xã Hòa Tâm"
    assert mention.sentence == caption
