"""The tables of units, and what became of each on 1 July 2025."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections import Counter

import pytest

from kho_tin.registers.units import Unit, gazetteer, key, listed, unmarked

KNOWN = gazetteer()


def _ids(name: str) -> list[str]:
    return [unit.id for unit in KNOWN.named(name)]


def _now(name: str) -> str:
    return listed(KNOWN.now(_ids(name)))


def _numbers(units: list[Unit]) -> dict[str, int]:
    kinds = [unit.kind for unit in units]
    return {kind: kinds.count(kind) for kind in set(kinds)}


# By the 34 resolutions of 16 June 2025; the sum is that of the Government's resolution 126/NQ-CP.
NUMBERS = {
    "Hà Nội": 126, "Hồ Chí Minh": 168, "Hải Phòng": 114, "Đà Nẵng": 94, "Cần Thơ": 103, "Huế": 40,
    "Tuyên Quang": 124, "Lào Cai": 99, "Thái Nguyên": 92, "Phú Thọ": 148, "Bắc Ninh": 99,
    "Hưng Yên": 104, "Ninh Bình": 129, "Quảng Trị": 78, "Quảng Ngãi": 96, "Gia Lai": 135,
    "Khánh Hòa": 65, "Lâm Đồng": 124, "Đắk Lắk": 102, "Đồng Nai": 95, "Tây Ninh": 96,
    "Vĩnh Long": 124, "Đồng Tháp": 102, "Cà Mau": 64, "An Giang": 102, "Cao Bằng": 56,
    "Lai Châu": 38, "Điện Biên": 45, "Lạng Sơn": 65, "Sơn La": 75, "Quảng Ninh": 54,
    "Thanh Hóa": 166, "Nghệ An": 130, "Hà Tĩnh": 69,
}  # fmt: skip


def test_the_tables_are_whole() -> None:
    """34 provinces of 63; 3,321 wards, communes and special zones of 10,035; 696 districts."""
    provinces = [unit for unit in KNOWN.units.values() if unit.level == "province"]
    assert len(provinces) == 63
    assert _numbers([unit for unit in provinces if unit.is_present]) == {"thành phố": 6, "tỉnh": 28}
    communes = [unit for unit in KNOWN.units.values() if unit.level == "commune"]
    present = [unit for unit in communes if unit.is_present]
    assert Counter(unit.province for unit in present) == NUMBERS
    assert sum(NUMBERS.values()) == 3321
    assert _numbers([unit for unit in present if unit.province == "Đắk Lắk"]) == {
        "phường": 14, "xã": 88,
    }  # fmt: skip
    assert {unit.name for unit in present if unit.kind == "đặc khu"} == {
        "Bạch Long Vĩ", "Cát Hải", "Cô Tô", "Côn Đảo", "Cồn Cỏ", "Hoàng Sa", "Kiên Hải", "Lý Sơn",
        "Phú Quý", "Phú Quốc", "Thổ Châu", "Trường Sa", "Vân Đồn",
    }  # fmt: skip
    assert len(communes) - len(present) == 10_035
    assert len([unit for unit in KNOWN.units.values() if unit.level == "district"]) == 696


def test_they_are_read_when_a_name_is_looked_for() -> None:
    """Not at the start of whatever stores articles or answers searches."""
    code = (
        "import kho_tin.archive.derived, kho_tin.web.search.operators as operators\n"
        "from kho_tin.registers.units import gazetteer\n"
        "print(gazetteer.cache_info().currsize)\n"
        "operators._place('Đông Hòa'), print(gazetteer.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "1"]


def test_names_are_spelt_alike() -> None:
    for unit in KNOWN.units.values():
        assert unicodedata.is_normalized("NFC", unit.id)
        assert unit.name == " ".join(unit.name.split())
        assert unit.name[0].isupper() or unit.name[0].isdecimal()


def test_land_stays_within_a_merged_province() -> None:
    now = {
        unit.name: KNOWN.units[KNOWN.became.get(unit.id, (unit.id,))[0]].name
        for unit in KNOWN.units.values()
        if unit.level == "province"
    }
    for former, present in KNOWN.became.items():
        (province,) = {KNOWN.units[name].province for name in present}
        assert province == now[KNOWN.units[former].province]


def test_each_former_unit_became_something_present() -> None:
    for unit in KNOWN.units.values():
        if not unit.is_present:
            assert [KNOWN.units[name].is_present for name in KNOWN.became[unit.id]] != []
            assert all(KNOWN.units[name].is_present for name in KNOWN.became[unit.id])
        else:
            assert unit.id not in KNOWN.became


@pytest.mark.parametrize(
    ("name", "now"),
    [
        ("tỉnh Phú Yên", "tỉnh Đắk Lắk"),
        ("tỉnh Bình Dương", "thành phố Hồ Chí Minh"),
        ("xã Hòa Tâm", "xã Hòa Xuân, tỉnh Đắk Lắk"),
        ("phường Hòa Hiệp Bắc, Phú Yên", "các phường Phú Yên, Hòa Hiệp, tỉnh Đắk Lắk"),
        ("thị xã Sông Cầu", "các phường Sông Cầu, Xuân Đài và các xã Xuân Thọ, Xuân Cảnh, "
         "Xuân Lộc, tỉnh Đắk Lắk"),
        ("Đắk Lắk", ""),
        ("Đông Hòa", ""),  # the former town, or the present ward
        # Elsewhere. A ward that was divided has land in several.
        ("thành phố Hội An", "các phường Hội An Tây, Hội An, Hội An Đông và xã Tân Hiệp, "
         "thành phố Đà Nẵng"),
        ("phường Minh An", "phường Hội An, thành phố Đà Nẵng"),
        ("xã Tân Hiệp, Hội An", "xã Tân Hiệp, thành phố Đà Nẵng"),
        ("phường Bến Nghé", "phường Sài Gòn, thành phố Hồ Chí Minh"),
        ("phường Đa Kao", "các phường Tân Định, Sài Gòn, thành phố Hồ Chí Minh"),
        ("phường Thảo Điền", "phường An Khánh, thành phố Hồ Chí Minh"),
        ("phường Hiệp Bình Chánh", "phường Hiệp Bình, thành phố Hồ Chí Minh"),
        ("phường Thắng Tam", "phường Vũng Tàu, thành phố Hồ Chí Minh"),
        ("huyện Côn Đảo", "đặc khu Côn Đảo, thành phố Hồ Chí Minh"),
        ("thành phố Phú Quốc", "các đặc khu Phú Quốc, Thổ Châu, tỉnh An Giang"),
        ("xã Thổ Châu", "đặc khu Thổ Châu, tỉnh An Giang"),
        ("thị trấn Cát Bà", "đặc khu Cát Hải, thành phố Hải Phòng"),
        ("huyện Cô Tô", "đặc khu Cô Tô, tỉnh Quảng Ninh"),
        ("huyện Lý Sơn", "đặc khu Lý Sơn, tỉnh Quảng Ngãi"),
        ("huyện Phú Quý", "đặc khu Phú Quý, tỉnh Lâm Đồng"),
        ("thị trấn Trường Sa", "đặc khu Trường Sa, tỉnh Khánh Hòa"),
        ("huyện Hoàng Sa", "đặc khu Hoàng Sa, thành phố Đà Nẵng"),
        ("phường Lộc Thọ", "phường Nha Trang, tỉnh Khánh Hòa"),
        ("phường Sa Pa, thị xã Sa Pa", "phường Sa Pa, tỉnh Lào Cai"),
        ("phường Hàng Bạc", "phường Hoàn Kiếm, thành phố Hà Nội"),
        ("phường Tràng Tiền", "các phường Hoàn Kiếm, Cửa Nam, thành phố Hà Nội"),
        ("phường Bình Thủy, quận Bình Thủy", "phường Bình Thủy, thành phố Cần Thơ"),
        # Communes of one name in provinces that merged are told apart.
        ("xã Long Phú, huyện Long Phú", "xã Long Phú, thành phố Cần Thơ"),
        ("xã Long Phú, thị xã Long Mỹ", "phường Long Phú 1, thành phố Cần Thơ"),
        ("phường 4, Tân An", "phường Long An, tỉnh Tây Ninh"),
        ("phường 4, thành phố Tây Ninh", "phường Tân Ninh, tỉnh Tây Ninh"),
    ],
)  # fmt: skip
def test_what_has_its_land_now(name: str, now: str) -> None:
    assert _now(name) == now


def test_the_wards_of_cities_that_ended() -> None:
    """Thủ Đức became 12 wards, Đà Lạt five, by resolutions 1685 and 1671/NQ-UBTVQH15."""
    assert {unit.name for unit in KNOWN.now(_ids("thành phố Thủ Đức"))} == {
        "Hiệp Bình", "Thủ Đức", "Tam Bình", "Linh Xuân", "Tăng Nhơn Phú", "Long Bình",
        "Long Phước", "Long Trường", "Cát Lái", "Bình Trưng", "Phước Long", "An Khánh",
    }  # fmt: skip
    assert {unit.name for unit in KNOWN.now(_ids("thành phố Đà Lạt"))} == {
        "Xuân Hương - Đà Lạt", "Cam Ly - Đà Lạt", "Lâm Viên - Đà Lạt", "Xuân Trường - Đà Lạt",
        "Lang Biang - Đà Lạt",
    }  # fmt: skip


@pytest.mark.parametrize(
    "typed", ["Đông Hòa", "Đông Hoà", "đông hòa", "dong hoa", "Dong  Hoa", "ĐÔNG HÒA"]
)
def test_a_name_in_all_its_spellings(typed: str) -> None:
    """What is near comes first; of provinces that are not, communes may have the name, too."""
    assert _ids(typed)[:2] == ["thị xã Đông Hòa, Phú Yên", "phường Đông Hòa, Đắk Lắk"]
    assert ("phường Đồng Hòa, Kiến An, Hải Phòng" in _ids(typed)) == typed.isascii()


def test_a_name_with_its_kind() -> None:
    assert _ids("thi xa dong hoa") == ["thị xã Đông Hòa, Phú Yên"]
    assert _ids("Hòa Thắng")[:2] == ["xã Hòa Thắng, Phú Hòa, Phú Yên",
                                     "xã Hòa Thắng, Buôn Ma Thuột, Đắk Lắk"]  # fmt: skip
    assert _ids("Bà Rịa Vũng Tàu") == _ids("ba ria - vung tau") == ["tỉnh Bà Rịa - Vũng Tàu"]
    assert _ids("quan 1") == ["quận 1, Hồ Chí Minh"]
    assert _ids("dac khu con dao") == ["đặc khu Côn Đảo, Hồ Chí Minh"]
    assert _ids("Atlantis") == []


def test_a_name_with_what_it_is_part_of() -> None:
    towns = ["huyện Châu Thành, Bến Tre", "thị trấn Châu Thành, Châu Thành, Bến Tre"]
    assert len(_ids("Châu Thành")) == 20
    assert _ids("Châu Thành, Bến Tre") == towns
    assert _ids("chau thanh, tinh ben tre") == _ids("Châu Thành, ben tre") == towns
    assert _ids("Bến Nghé, quận 1") == ["phường Bến Nghé, quận 1, Hồ Chí Minh"]
    assert _ids("Châu Thành" + "," * 9000) == _ids("Châu Thành")
    assert _ids("Châu Thành" + ", Bến Tre" * 9000) == []
    assert _ids("Châu Thành, Atlantis") == []


def test_related_units() -> None:
    """A district has its present wards and its former communes; a present ward its old names."""
    (town,) = KNOWN.named("thị xã Đông Hòa")
    assert {"phường Hòa Hiệp, Đắk Lắk", "xã Hòa Tâm, Đông Hòa, Phú Yên"} < KNOWN.related(town)
    (ward,) = KNOWN.named("phường Đông Hòa, Đắk Lắk")
    assert KNOWN.related(ward) == {
        "phường Đông Hòa, Đắk Lắk", "phường Hòa Vinh, Đông Hòa, Phú Yên",
        "phường Hòa Xuân Tây, Đông Hòa, Phú Yên", "xã Hòa Tân Đông, Đông Hòa, Phú Yên",
    }  # fmt: skip
    (zone,) = KNOWN.named("đặc khu Côn Đảo")
    assert KNOWN.related(zone) == {
        "đặc khu Côn Đảo, Hồ Chí Minh", "huyện Côn Đảo, Bà Rịa - Vũng Tàu",
    }  # fmt: skip
    (province,) = KNOWN.named("tỉnh Phú Yên")
    assert KNOWN.related(province) == {"tỉnh Phú Yên"}


def test_keys() -> None:
    assert key("Đăk Lăk") == key("Đắc Lắc") == key("ĐẮK LẮK")
    assert key("Hòa") == key("Hoà") != key("Hoa")
    assert key("Phú Quý") == key("Phú Quí")
    assert key("Mỹ Thủy") == key("Mĩ Thuỷ") != key("Mĩ Thủi")
    assert unmarked("Đắc Lắc") == unmarked("dac lac") == unmarked("dak lak")
    assert unmarked("Đắk  Lắk") == "dak lak"
