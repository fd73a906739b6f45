"""Live rates beside the card, boxes of neighbours in one parcel, and the desks of staff."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kernel.clock import PEOPLE_ZONE
from logistics.carriers import calling
from logistics.carriers.combining import may_share
from logistics.carriers.live import live_quote
from logistics.carriers.quotes import quote
from tests.factories.called import order_for
from tests.factories.carriers import load_demo_card
from tests.factories.goods import CommodityFactory
from tests.factories.people import AccountFactory
from tests.support.carrier import open_accounts, running

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 6, 10, 10, 0, tzinfo=PEOPLE_ZONE)


def test_live_prices_stand_beside_the_cards_and_the_card_stands_when_a_carrier_is_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_demo_card()
    cache.clear()
    monkeypatch.setattr(calling, "PAUSES", (0.01, 0.01))
    order = order_for("ghn")
    card = {
        offer.service_code: offer.price_dong
        for offer in quote(
            sender_commune="10813", recipient_commune="00166", gross_g=5_601, cod_dong=350_000, at=MORNING
        )
    }
    with running(tmp_path) as fake:
        open_accounts(fake, "ghn", live_rates=True)
        live = {offer.service_code: offer for offer in live_quote(order=order, at=MORNING)}
        assert (live["ghn:standard"].live, live["ghn:standard"].price_dong) == (True, 29_000)
        assert live["vnpost:fast"].price_dong == card["vnpost:fast"]
        fake.turn(fail=[{"path": "preview", "times": 9}])
        heavier = live_quote(order=replace(order, gross_g=9_000), at=MORNING)
    assert not any(offer.live for offer in heavier)


def test_goods_share_a_parcel_where_they_keep_together() -> None:
    plum = CommodityFactory(code="man", needs_chill=False, dry=False)
    cold = CommodityFactory(code="vai", needs_chill=True, dry=False, temperature_min=1, temperature_max=5)
    warmer = CommodityFactory(code="oi", needs_chill=True, dry=False, temperature_min=4, temperature_max=9)
    near = CommodityFactory(code="le", needs_chill=True, dry=False, temperature_min=2, temperature_max=6)
    rice = CommodityFactory(code="gao", needs_chill=False, dry=True)
    assert may_share([plum, plum])
    assert may_share([cold, near])
    for pair in ([plum, cold], [plum, rice], [cold, warmer]):
        assert not may_share(pair)


def test_the_desks_of_staff_open_and_show_no_secret(client: Client, tmp_path: Path) -> None:
    load_demo_card()
    client.force_login(AccountFactory(is_staff=True, is_superuser=True))
    with running(tmp_path) as fake:
        account = open_accounts(fake, "ghn")["ghn"]
    for name in ("closedzone", "flatpostage", "transittime", "placeid", "carrierbooking", "carriermessage"):
        assert client.get(reverse(f"admin:carriers_{name}_changelist")).status_code == 200
    page = client.get(reverse("admin:carriers_carrieraccount_change", args=[account.pk]))
    assert page.status_code == 200
    assert "demo-token" not in page.content.decode()
