"""The map in memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.places.atlas import atlas
from kernel.places.queries import (
    Place,
    commune,
    communes_of,
    distance_km,
    find_communes,
    province,
    provinces,
    successors,
)
from kernel.places.refusals import UnknownPlace

places = st.sampled_from(sorted(atlas().communes)).map(commune)


def test_there_are_34_provinces_and_3321_communes() -> None:
    assert len(provinces()) == 34
    assert sum(len(communes_of(place.code)) for place in provinces()) == 3321
    assert {place.kind.value for place in provinces()} == {"province", "city"}


def test_code_24_means_bac_ninh_and_no_longer_bac_giang() -> None:
    assert province("24").full_name == "Tỉnh Bắc Ninh"
    assert atlas().old_provinces["24"] == "Tỉnh Bắc Giang"


def test_a_commune_knows_its_province_and_where_it_lies() -> None:
    cau_giay = commune("00166")
    assert cau_giay.label == "Phường Cầu Giấy, Hà Nội"
    assert (cau_giay.province_code, round(cau_giay.latitude), round(cau_giay.longitude)) == ("01", 21, 106)


@pytest.mark.parametrize("code", ["", "99999", "abc", "2"])
def test_an_unknown_code_is_refused(code: str) -> None:
    with pytest.raises(UnknownPlace):
        commune(code)
    with pytest.raises(UnknownPlace):
        province(code)
    with pytest.raises(UnknownPlace):
        successors(old_commune_code=code)


def test_an_old_code_is_not_a_code_of_today() -> None:
    with pytest.raises(UnknownPlace):
        commune("00073")
    assert successors(old_commune_code="00073")[0].province_name == "Hà Nội"


def test_provinces_and_communes_stand_in_the_order_of_the_alphabet() -> None:
    assert [place.name for place in provinces()][:6] == [
        "An Giang",
        "Bắc Ninh",
        "Cà Mau",
        "Cao Bằng",
        "Cần Thơ",
        "Đà Nẵng",
    ]
    names = [place.name for place in communes_of("01")]
    assert names.index("Ba Đình") < names.index("Bạch Mai") < names.index("Cầu Giấy") < names.index("Đại Mỗ")


def test_an_old_commune_became_one_or_several() -> None:
    assert [place.name for place in successors(old_commune_code="07612")] == ["Phượng Sơn"]
    assert len(successors(old_commune_code="00634")) > 1


def test_every_old_unit_went_somewhere_that_is_there_today() -> None:
    known = atlas()
    assert (len(known.old_provinces), len(known.old_districts), len(known.old_communes)) == (63, 696, 10035)
    for old in (*known.old_districts.values(), *known.old_communes.values()):
        assert old.communes
        assert set(old.communes) <= set(known.communes)


def test_every_commune_of_today_came_from_somewhere() -> None:
    reached = {code for old in atlas().old_districts.values() for code in old.communes}
    assert reached == set(atlas().communes)


def test_bac_giang_to_cau_giay_is_some_fifty_kilometres() -> None:
    bac_giang = find_communes(text="phuong bac giang")[0].place
    assert 45 < distance_km(bac_giang, commune("00166")) < 60


@given(places, places)
def test_distances_are_the_same_both_ways_and_within_the_country(a: Place, b: Place) -> None:
    assert distance_km(a, a) == 0
    assert distance_km(a, b) == pytest.approx(distance_km(b, a))
    assert 0 <= distance_km(a, b) < 2000


def test_nothing_of_this_asks_the_database() -> None:
    """There is no database mark on any test of this file: a query would fail it."""
    find_communes(text="luc ngan")
    commune("00166")
    provinces()
