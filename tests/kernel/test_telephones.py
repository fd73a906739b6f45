import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.telephones import UnreadableTelephone, local, mask, normalise

numbers = st.from_regex(r"0900000[0-9]{3}", fullmatch=True)


@pytest.mark.parametrize(
    "typed",
    [
        "0900000123",
        "0900 000 123",
        "0900.000.123",
        "(0900) 000-123",
        "+84900000123",
        "+84 900 000 123",
        "84900000123",
        "0084900000123",
        "+840900000123",
        " 0900\u00a0000\u00a0123 ",
    ],
)
def test_one_number_in_many_spellings(typed):
    assert normalise(typed) == "+84900000123"


@pytest.mark.parametrize(
    "typed",
    ["", "0", "090000012", "09000001234", "0200000123", "+19000001234", "09OOOOO123", "٠٩٠٠٠٠٠١٢٣"],
)
def test_other_numbers_are_refused(typed):
    with pytest.raises(UnreadableTelephone) as refused:
        normalise(typed)
    assert refused.value.field == "telephone"


@given(numbers)
def test_there_and_back(dialled):
    kept = normalise(dialled)
    assert local(kept) == dialled
    assert normalise(kept) == kept


def test_a_masked_number_shows_its_ends():
    assert mask("+84900000123") == "090••••123"
    assert mask("") == ""
