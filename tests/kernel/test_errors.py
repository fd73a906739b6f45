import re
from importlib import import_module

import pytest
from django.utils import translation
from django.utils.functional import Promise

from kernel.errors import Invalid, NotFound, Refusal, registry


@pytest.fixture(scope="module")
def refusals() -> list[type[Refusal]]:
    """Those of the whole house: the addresses lead to every page and to both interfaces."""
    import_module("config.urls")
    return list(registry().values())


def test_every_code_is_in_capitals(refusals):
    assert [refusal for refusal in refusals if not re.fullmatch(r"[A-Z][A-Z0-9_]+", refusal.code)] == []


def test_every_message_is_translated_when_it_is_read(refusals):
    fixed = [
        refusal for refusal in refusals if not isinstance(refusal.message, Promise) or not refusal.message
    ]
    assert fixed == [], "gettext_lazy, or English readers get Vietnamese"


def test_every_code_belongs_to_one_class(refusals):
    assert all(registry()[refusal.code] is refusal for refusal in refusals)


def test_a_second_class_with_a_known_code_is_a_programming_error():
    with pytest.raises(TypeError, match="NOT_FOUND"):
        type("Elsewhere", (Refusal,), {"code": "NOT_FOUND"})


def test_a_narrower_case_shares_its_parents_code():
    narrower = type("NoSuchLot", (NotFound,), {})
    assert narrower.code == "NOT_FOUND"
    assert registry()["NOT_FOUND"] is NotFound


def test_a_refusal_carries_its_field_and_fills_its_message():
    class Asked(Refusal):
        message = "Chỉ còn %(left)s kg."
        field = "quantity"

    refusal = Asked(left=3)
    assert (refusal.text, refusal.field, refusal.data) == ("Chỉ còn 3 kg.", "quantity", {"left": 3})
    assert Asked(field="lines.2", left=3).field == "lines.2"
    with translation.override("en"):
        assert Invalid().text
