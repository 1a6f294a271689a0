"""The tables of units, and what became of each on 1 July 2025."""

from __future__ import annotations

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


def test_the_tables_are_whole() -> None:
    """34 provinces of 63, and the 14 wards and 88 communes of Đắk Lắk, by the two resolutions."""
    provinces = [unit for unit in KNOWN.units.values() if unit.level == "province"]
    assert len(provinces) == 63
    assert _numbers([unit for unit in provinces if unit.is_present]) == {"thành phố": 6, "tỉnh": 28}
    present = [u for u in KNOWN.units.values() if u.is_present and u.level == "commune"]
    assert _numbers(present) == {"phường": 14, "xã": 88}


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
        ("Bình Dương", "thành phố Hồ Chí Minh"),
        ("xã Hòa Tâm", "xã Hòa Xuân, tỉnh Đắk Lắk"),
        ("phường Hòa Hiệp Bắc", "các phường Phú Yên, Hòa Hiệp, tỉnh Đắk Lắk"),
        ("thị xã Sông Cầu", "các phường Sông Cầu, Xuân Đài và các xã Xuân Thọ, Xuân Cảnh, "
         "Xuân Lộc, tỉnh Đắk Lắk"),
        ("Đắk Lắk", ""),
        ("Đông Hòa", ""),  # the former town, or the present ward
    ],
)  # fmt: skip
def test_what_has_its_land_now(name: str, now: str) -> None:
    assert _now(name) == now


@pytest.mark.parametrize(
    "typed", ["Đông Hòa", "Đông Hoà", "đông hòa", "dong hoa", "Dong  Hoa", "ĐÔNG HÒA"]
)
def test_a_name_in_all_its_spellings(typed: str) -> None:
    assert _ids(typed) == ["thị xã Đông Hòa, Phú Yên", "phường Đông Hòa, Đắk Lắk"]


def test_a_name_with_its_kind() -> None:
    assert _ids("thi xa dong hoa") == ["thị xã Đông Hòa, Phú Yên"]
    assert _ids("Hòa Thắng") == ["xã Hòa Thắng, Phú Hòa, Phú Yên",
                                 "xã Hòa Thắng, Buôn Ma Thuột, Đắk Lắk"]  # fmt: skip
    assert _ids("Bà Rịa Vũng Tàu") == _ids("ba ria - vung tau") == ["tỉnh Bà Rịa - Vũng Tàu"]
    assert _ids("Atlantis") == []


def test_related_units() -> None:
    """A district has its present wards and its former communes; a present ward its old names."""
    (town,) = KNOWN.named("thị xã Đông Hòa")
    assert {"phường Hòa Hiệp, Đắk Lắk", "xã Hòa Tâm, Đông Hòa, Phú Yên"} < KNOWN.related(town)
    (ward,) = KNOWN.named("phường Đông Hòa")
    assert KNOWN.related(ward) == {
        "phường Đông Hòa, Đắk Lắk", "phường Hòa Vinh, Đông Hòa, Phú Yên",
        "phường Hòa Xuân Tây, Đông Hòa, Phú Yên", "xã Hòa Tân Đông, Đông Hòa, Phú Yên",
    }  # fmt: skip
    (province,) = KNOWN.named("tỉnh Phú Yên")
    assert KNOWN.related(province) == {"tỉnh Phú Yên"}


def test_keys() -> None:
    assert key("Đăk Lăk") == key("Đắc Lắc") == key("ĐẮK LẮK")
    assert key("Hòa") == key("Hoà") != key("Hoa")
    assert unmarked("Đắk  Lắk") == "dak lak"
