"""Tea on sale in a verified household, the demo's rule for Japan, and a buyer in Tokyo."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from kernel.clock import local_day, now
from kernel.ids import new_key
from kernel.rates.operations import record_rate
from logistics.carriers.card import forget as forget_card
from logistics.carriers.loading import load
from logistics.goods.operations import record_lot
from logistics.paperwork.enums import Incoterm
from logistics.paperwork.rulebook import forget
from marketplace.catalogue.models import Listing
from marketplace.people.rules import GUEST
from marketplace.postal.models import PostalOrder
from marketplace.postal.operations import pay, place_postal
from marketplace.postal.operations.packing import PostalBox
from marketplace.postal.operations.place import Wish
from marketplace.postal.quoting import quote_parcel
from marketplace.postal.recipients import RecipientAbroad
from tests.factories.catalogue import ListingFactory, LotFactory
from tests.factories.goods import CommodityFactory
from tests.factories.households import HouseholdFactory
from tests.factories.paperwork import load_rules_of

KILO = 1_000
TWO_KILOS = 2 * KILO
BOX = PostalBox(gross_g=2_300, length_mm=300, width_mm=200, height_mm=150, pieces=4)
HANAKO = RecipientAbroad(
    name="Demo Hanako",
    email="hanako@example.com",
    telephone="+81 3 0000 0000",
    address="1-1 Demo-cho, Chiyoda-ku",
    city="Tokyo",
    postal_code="100-0000",
)
WORDS_EN = "Green tea, dried leaves"


def rules_for_tea() -> None:
    """The rows of Japan, the demo's version of tea, made-up rates, the rate card."""
    load_rules_of("JP")
    call_command("sign_demo_rules", verbosity=0)
    forget()
    load(Path(settings.BASE_DIR) / "fixtures" / "carriers")
    forget_card()
    day = local_day(now())
    for quote, value in (("VND", "30000"), ("JPY", "170")):
        record_rate(
            base="EUR", quote=quote, value=Decimal(value), valid_on=day, source="Demo", actor="x", at=now()
        )


def tea_on_sale(*, kilos: int = 20, price: int = 600_000, commodity: str = "che-thai-nguyen") -> Listing:
    """By the kilogram, in half kilograms; one lot that logistics knows."""
    goods = CommodityFactory.create(code=commodity)
    listing: Listing = ListingFactory.create(
        household=HouseholdFactory.create(),
        commodity=goods,
        title="Chè Thái Nguyên nhà ông Demo",
        unit="kg",
        unit_factor=KILO,
        unit_price=price,
        minimum=500,
        step=500,
    )
    harvested = local_day(now()) - timedelta(days=20)
    lot = LotFactory.create(
        listing=listing,
        harvested_on=harvested,
        expires_on=None,
        quantity=kilos * KILO,
        available=kilos * KILO,
    )
    record_lot(
        reference=lot.reference,
        commodity_code=commodity,
        harvested_on=harvested,
        growing_area_code="",
        at=now(),
    )
    return listing


def a_wish(listing: Listing, *, incoterm: Incoterm = Incoterm.DDP, **changes: Any) -> Wish:
    known: dict[str, Any] = {"listing_key": listing.key, "quantity": TWO_KILOS, "country": "JP"}
    known |= {"incoterm": incoterm, "recipient": HANAKO}
    known |= {name: value for name, value in changes.items() if name != "at"}
    if "total_dong" not in known:
        quote = quote_parcel(
            listing_key=listing.key, quantity=known["quantity"], country=known["country"], at=now()
        )
        known["total_dong"] = quote.term(incoterm).total_dong
    return Wish(**known)


def ordered(listing: Listing, **changes: Any) -> PostalOrder:
    at = changes.pop("at", now())
    return place_postal(person=GUEST, wish=a_wish(listing, **changes), idempotency_key=new_key(), at=at)


def paid(listing: Listing, **changes: Any) -> PostalOrder:
    """As when the news of the card has come in; no money was moved."""
    order = ordered(listing, **changes)
    pay(key=order.key, at=now())
    order.refresh_from_db()
    return order
