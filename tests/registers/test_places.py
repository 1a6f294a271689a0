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
        ("Phú Yên: xã Hòa Phú, huyện Củ Chi", [["tỉnh Phú Yên"]]),
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


def test_what_the_rest_of_an_article_names() -> None:
    caption, body = "Bàn giao mặt bằng ở xã Hòa Tâm.", "UBND thị xã Đông Hòa đã có thông báo."
    assert find_places([caption]) == [[]]
    (mention,), _ = find_places([caption, body])
    assert caption[mention.start : mention.end] == "xã Hòa Tâm"
    assert mention.sentence == caption
