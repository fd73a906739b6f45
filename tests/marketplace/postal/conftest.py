import pytest
from django.conf import LazySettings

from marketplace.catalogue.models import Listing
from tests.factories.postal import rules_for_tea, tea_on_sale


@pytest.fixture(autouse=True)
def ways(settings: LazySettings, rate_card: None, db: None) -> None:
    settings.EXPORT_DEMO_REVIEWS = True
    settings.CARD_PAYMENTS = True
    rules_for_tea()


@pytest.fixture
def tea() -> Listing:
    return tea_on_sale()
