"""How goods are packed: every commodity has a guide, in both languages, and says where it comes from."""

import pytest
from django.utils import translation

from logistics.goods.packing import packing_guide
from logistics.goods.queries import commodities, commodity
from tests.factories.goods import load_commodities

pytestmark = pytest.mark.django_db


def test_all_that_is_sold_has_a_guide_of_a_few_short_steps() -> None:
    load_commodities()
    assert len(commodities()) > 40
    for goods in commodities():
        guide = packing_guide(goods)
        assert 2 <= len(guide.steps) <= 5, goods.code
        assert all(len(step) <= 110 for step in guide.steps), goods.code


def test_what_has_a_source_says_it_and_the_rest_does_not_pretend() -> None:
    load_commodities()
    assert "FAO AC681E" in packing_guide(commodity("vai-thieu")).source
    assert packing_guide(commodity("mat-ong-bac-ha")).source == ""


def test_what_needs_cooling_gets_ice_and_dry_goods_do_not() -> None:
    load_commodities()
    for goods in commodities():
        words = " ".join(packing_guide(goods).steps)
        assert not goods.needs_chill or "đá" in words, goods.code
        assert not goods.dry or "đá" not in words, goods.code


def test_the_reader_chooses_the_language() -> None:
    load_commodities()
    with translation.override("en"):
        assert packing_guide(commodity("vai-thieu")).steps[0].startswith("Pick while it is cool")
