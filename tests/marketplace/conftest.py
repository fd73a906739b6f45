"""What the whole marketplace stands on: the demo tariffs of carriers."""

from pathlib import Path

import pytest
from django.conf import settings

from kernel.clock import now
from logistics.carriers.loading import load
from logistics.carriers.models import RateCardVersion


@pytest.fixture
def rate_card(db: None) -> None:
    """The demo tariffs. A test with real transactions empties all tables after it, the version's row too."""
    RateCardVersion.objects.get_or_create(id=1, defaults={"changed_at": now()})
    load(Path(settings.BASE_DIR) / "fixtures" / "carriers")
