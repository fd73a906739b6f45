"""Numbers of others: the published vectors, and that no slip of a finger passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.dispatch.codes import new_tracking_code
from logistics.goods.numbers import S10, gs1_check_digit, read_s10, read_sscc, s10_check_digit

digits = st.text("0123456789", min_size=8, max_size=8)


@pytest.mark.parametrize(
    ("serial", "check"),
    [
        ("47312482", "9"),
        ("12345678", "5"),
        ("01234567", "5"),
        ("00000008", "0"),
        ("00000015", "5"),
        ("00000000", "5"),
    ],
)
def test_the_vectors_of_s10(serial: str, check: str) -> None:
    assert s10_check_digit(serial) == check


@pytest.mark.parametrize(
    ("number", "read"),
    [
        ("RB473124829VN", S10("RB", "47312482", "VN", "registered_letter")),
        ("rr 1234 5678 5 vn", S10("RR", "12345678", "VN", "registered_letter")),
        ("EE012345675VN", S10("EE", "01234567", "VN", "ems")),
        ("RR000000080VN", S10("RR", "00000008", "VN", "registered_letter")),
        ("RR000000155VN", S10("RR", "00000015", "VN", "registered_letter")),
        ("CP000000005VN", S10("CP", "00000000", "VN", "parcel")),
        ("EJ012345678VN", None),
        ("RB473124820VN", None),
        ("RB47312482９VN", None),
        ("RB473124829V", None),
        ("", None),
        ("RB473124829VN\0", None),
    ],
)
def test_s10_numbers(number: str, read: S10 | None) -> None:
    assert read_s10(number) == read


@given(digits, st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_of_an_s10_number_is_seen(serial: str, place: int, by: int) -> None:
    wrong = serial[:place] + str((int(serial[place]) + by) % 10) + serial[place + 1 :]
    check = s10_check_digit(serial)
    if check == s10_check_digit(wrong):
        assert check == "5"  # the standard's own weakness: 5 stands for two rests


def test_the_vector_of_sscc() -> None:
    assert read_sscc("106141411234567897") == "106141411234567897"
    assert read_sscc("(00) 1 0614141 123456789 7") == "106141411234567897"
    assert read_sscc("00106141411234567897") == "106141411234567897"


@pytest.mark.parametrize(
    "number", ["106141411234567890", "10614141123456789", "", "1061414112345678９7", "x" * 18]
)
def test_what_is_no_sscc(number: str) -> None:
    assert read_sscc(number) is None


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_of_an_sscc_is_seen(stem: str, place: int, by: int) -> None:
    whole = stem + gs1_check_digit(stem)
    wrong = whole[:place] + str((int(whole[place]) + by) % 10) + whole[place + 1 :]
    assert read_sscc(whole) == whole
    assert read_sscc(wrong) is None


def test_our_own_codes_are_never_s10_numbers() -> None:
    assert all(read_s10(new_tracking_code(carrier)) is None for carrier in ("vnpost", "ghn", "other"))


@pytest.mark.parametrize("serial", ["1234567", "123456789", "1234567x", "１２３４５６７８"])
def test_check_digits_are_of_eight_digits(serial: str) -> None:
    with pytest.raises(ValueError, match=serial):
        s10_check_digit(serial)
