"""The demo's made-up reviewers."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from logistics.paperwork.models import RuleReview
from tests.factories.paperwork import load_rules_of

pytestmark = pytest.mark.django_db


def test_they_sign_nothing_where_their_word_does_not_count(settings: object) -> None:
    settings.EXPORT_DEMO_REVIEWS = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="do not count"):
        call_command("sign_demo_rules")


def test_they_sign_once_and_as_what_they_are(settings: object) -> None:
    settings.EXPORT_DEMO_REVIEWS = True  # type: ignore[attr-defined]
    load_rules_of("JP")
    out = StringIO()

    call_command("sign_demo_rules", stdout=out)
    call_command("sign_demo_rules", stdout=out)

    assert RuleReview.objects.count() == RuleReview.objects.filter(demo=True).count() == 4
    assert out.getvalue().splitlines()[1].startswith("0 signatures")
