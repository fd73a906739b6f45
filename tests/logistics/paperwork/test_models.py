"""What the tables themselves refuse."""

import pytest
from django.db import IntegrityError, transaction

from kernel.database import execute
from logistics.paperwork.models import Destination, RuleStamp


@pytest.mark.django_db
def test_every_change_of_the_rules_counts_whoever_makes_it() -> None:
    Destination.objects.create(code="JP", name_vi="Nhật", name_en="Japan", countries=["JP"])
    before = RuleStamp.objects.get().stamp

    execute("UPDATE paperwork_destination SET system = 'NACCS' WHERE code = 'JP'")

    assert RuleStamp.objects.get().stamp == before + 1


@pytest.mark.django_db
def test_there_is_one_stamp_only() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleStamp.objects.create(id=2)
