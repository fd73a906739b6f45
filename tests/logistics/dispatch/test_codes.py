import re

from hypothesis import given
from hypothesis import strategies as st

from logistics.dispatch.codes import (
    check_digit,
    is_tracking_code,
    is_valid,
    new_handover_code,
    new_tracking_code,
    tidy_code,
)

DIGITS = st.text(alphabet="0123456789", min_size=1, max_size=20)


def test_damm_has_its_published_example() -> None:
    assert check_digit("572") == "4"


@given(DIGITS, st.data())
def test_every_single_wrong_digit_is_found(digits: str, data: st.DataObject) -> None:
    code = digits + check_digit(digits)
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != code[place]]))
    assert is_valid(code)
    assert not is_valid(code[:place] + other + code[place + 1 :])


@given(DIGITS, st.data())
def test_every_swap_of_different_neighbours_is_found(digits: str, data: st.DataObject) -> None:
    code = digits + check_digit(digits)
    place = data.draw(st.integers(0, len(code) - 2))
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_valid(swapped) == (swapped == code)


def test_tracking_codes_name_the_carrier_and_are_never_s10() -> None:
    for carrier, letter in {"vnpost": "V", "viettelpost": "T", "ghn": "N", "ghtk": "K", "new": "Z"}.items():
        code = new_tracking_code(carrier)
        assert code.startswith(f"NN{letter}")
        assert is_tracking_code(code)
        assert not re.fullmatch(r"[A-Z]{2}\d{9}[A-Z]{2}", code)


def test_a_handover_code_is_five_digits_with_a_check() -> None:
    code = new_handover_code()
    assert len(code) == 5
    assert is_valid(code)


def test_typed_codes_are_tidied() -> None:
    assert tidy_code(" nnv 4839-2017.5628 ") == "NNV483920175628"


def test_other_alphabets_digits_are_not_ours() -> None:
    assert not is_tracking_code("NNV٤٨٣٩٢٠١٧٥٦٢٨")
    assert not is_valid("٤٨٣")
