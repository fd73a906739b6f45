"""Data sets of consignments that are plainly made up: two as people know them, and any number by seed."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from logistics.documents.values import (
    Batch,
    Export,
    Held,
    Line,
    Lot,
    Party,
    Plot,
    Posting,
    Sprayed,
    Treated,
)

EXPORTER = Party(
    role="EXPORTER",
    name="Công ty Nông sản Mẫu Lục Ngạn",
    country="VN",
    address="Thôn Mẫu, xã Lục Ngạn, tỉnh Bắc Ninh",
    tax_number="DEMO-MST-0001",
    telephone="0900000001",
)
IMPORTER = Party(
    role="IMPORTER",
    name="Muster Früchte GmbH",
    country="DE",
    address="Musterstraße 1, 60549 Frankfurt am Main",
    tax_number="DEMO-EORI-0001",
    email="import@example.com",
)
GOODS = {
    "lychee": ("Vải", "Lychee", "Fresh lychees, whole", "Litchi chinensis", "081090", True),
    "mango": ("Xoài", "Mango", "Fresh mangoes, whole", "Mangifera indica", "080450", True),
    "durian": ("Sầu riêng", "Durian", "Fresh durians, whole", "Durio zibethinus", "081060", True),
    "coffee": ("Cà phê nhân", "Coffee, green", "Green coffee beans", "Coffea canephora", "090111", False),
    "tea": ("Chè", "Tea", "Green tea, dried leaves", "Camellia sinensis", "090210", False),
}
PLACES = {
    "DE": ("EU", "European Union", "EUR", 2, "DEFRA"),
    "FR": ("EU", "European Union", "EUR", 2, "FRCDG"),
    "JP": ("JP", "Japan", "JPY", 0, "JPNRT"),
    "US": ("US", "United States", "USD", 2, "USHOU"),
    "CN": ("CN", "China", "CNY", 2, "CNPNX"),
    "SG": ("SG", "Singapore", "SGD", 2, "SGSIN"),
    "AU": ("AU", "Australia", "AUD", 2, "AUSYD"),
}
FUMIGATED = Treated(
    kind="FUMIGATION",
    done_on=date(2026, 6, 9),
    minutes=120,
    grams_per_m3=Decimal("32.00"),
    chemical="Methyl bromide",
    certificate="DEMO-TC-1",
    facility="DEMO-TF-1",
)


def lot(number: int = 1, **given: object) -> Lot:
    facts: dict[str, object] = {
        "reference": f"lot:demo{number:04}",
        "commodity": "vai-thieu",
        "harvested_on": date(2026, 6, 8),
        "growing_area": f"DEMO-PUC-{1 + number % 2:04}",
        "region": "Bắc Ninh",
        "packing_house": "DEMO-PHC-0001",
        "treatments": (FUMIGATED,),
        "sprays": (Sprayed(sprayed_on=date(2026, 5, 20), product="Thuốc Mẫu", wait_days=14),),
        "plots": (Plot(reference=f"plot:{number}", area_m2=5000, point=("106.550000", "21.370100")),),
    }
    return Lot(**{**facts, **given})  # type: ignore[arg-type]


def line(batches: tuple[Batch, ...], good: str = "lychee", position: int = 1) -> Line:
    name_vi, name_en, description, botanical, hs6, fresh = GOODS[good]
    return Line(
        position=position,
        good=good,
        name_vi=name_vi,
        name_en=name_en,
        description_en=description,
        botanical=botanical,
        hs6=hs6,
        fresh=fresh,
        batches=batches,
        vn_hs8=hs6 + "20" if good == "lychee" else "",
        eu_cn8=hs6 + "20" if good == "lychee" else "",
    )


def batches(count: int, lots: int = 1, *, first: int = 1, packages: int = 1) -> tuple[Batch, ...]:
    """Cartons of two kilograms, gross 2.3, EUR 36 each, in turn from the lots."""
    return tuple(
        Batch(
            lot=f"lot:demo{1 + index % lots:04}",
            net_g=2000 * packages,
            gross_g=2300 * packages,
            packages=packages,
            first=first + index * packages,
            value_minor=3600 * packages,
        )
        for index in range(count)
    )


def frankfurt(orders: int = 20, lot_count: int = 3, **given: object) -> Export:
    """Lychees by air to Frankfurt: two kilograms an order."""
    facts: dict[str, object] = {
        "key": "0demo",
        "number": "NXDEMO01",
        "dated_on": date(2026, 6, 10),
        "destination": "EU",
        "destination_vi": "Liên minh châu Âu",
        "destination_en": "European Union",
        "country": "DE",
        "route": "AIR",
        "purpose": "SALE",
        "incoterm": "DAP",
        "incoterm_place": "Frankfurt",
        "currency": "EUR",
        "exponent": 2,
        "departure_on": date(2026, 6, 11),
        "arrival_on": date(2026, 6, 12),
        "entry_on": date(2026, 6, 12),
        "conveyance": "DEMO 37",
        "point_of_exit": "VNHAN",
        "point_of_entry": "DEFRA",
        "preference": "EVFTA",
        "parties": (EXPORTER, IMPORTER),
        "lots": tuple(lot(number + 1) for number in range(lot_count)),
        "lines": (line(batches(orders, lot_count)),),
        "papers": (
            Held(
                kind="transport_document",
                name_en="Transport document",
                number="DEMO-AWB-1",
                issuer="Demo Air",
                issued_on=date(2026, 6, 10),
            ),
        ),
    }
    return Export(**{**facts, **given})  # type: ignore[arg-type]


def tokyo(**given: object) -> Export:
    """Two kilograms of tea by post to a buyer in Tokyo."""
    buyer = Party(role="CONSIGNEE", name="見本 花子 Mihon Hanako", country="JP", address="1-1 Mihon, Tokyo")
    tea = Batch(lot="lot:demo0001", net_g=2000, gross_g=2300, packages=1, first=1, value_minor=9000)
    facts: dict[str, object] = {
        "destination": "JP",
        "destination_vi": "Nhật Bản",
        "destination_en": "Japan",
        "country": "JP",
        "route": "POST",
        "currency": "JPY",
        "exponent": 0,
        "preference": "",
        "incoterm_place": "Tokyo",
        "parties": (replace(EXPORTER, name="Nhà chè Mẫu"), buyer),
        "lots": (lot(1, commodity="che", treatments=(), sprays=()),),
        "lines": (line((tea,), "tea"),),
        "point_of_entry": "",
        "posting": Posting(item="EE012345675VN", office="Thái Nguyên", postage_minor=5200),
        "papers": (),
    }
    return frankfurt(**{**facts, **given})


NAMES = ("Mẫu & Con", "O'Đồng <Vườn>", "Ngọc Huyền ỵ ẵ ỡ", "X" * 60, 'Quả "Ngon"')


def made_up(seed: int) -> Export:
    """Anything that the tables allow, the same for the same seed."""
    dice = random.Random(seed)
    country = dice.choice(sorted(PLACES))
    code, name, currency, exponent, port = PLACES[country]
    count = dice.randint(1, 4)
    lots = tuple(_some_lot(dice, number + 1) for number in range(count))
    lines, first = [], 1
    for position in range(1, dice.randint(1, 3) + 1):
        some = _some_batches(dice, count, first)
        first = some[-1].last + 1
        lines.append(
            replace(line(some, dice.choice(sorted(GOODS)), position), package_kind=dice.choice(["CT", "BG"]))
        )
    importer = replace(
        IMPORTER, country=country, name=dice.choice(NAMES), address="\n".join(dice.choices(NAMES, k=6))
    )
    return frankfurt(
        number=f"NX{seed:06}",
        destination=code,
        destination_en=name,
        country=country,
        currency=currency,
        exponent=exponent,
        route=dice.choice(["AIR", "SEA", "ROAD"]),
        point_of_entry=dice.choice(["", port]),
        conveyance=dice.choice(["", "DEMO 1", "Tàu Mẫu <1> & 2"]),
        freight_minor=dice.randint(0, 10**7),
        insurance_minor=dice.randint(0, 10**5),
        parties=(EXPORTER, importer),
        lots=lots,
        lines=tuple(lines),
    )


def _some_lot(dice: random.Random, number: int) -> Lot:
    harvested = date(2026, 6, 1) + timedelta(days=dice.randint(0, 7))
    treatments = tuple(_some_treatment(dice, harvested) for _ in range(dice.randint(0, 3)))
    area = dice.choice(["", f"DEMO-PUC-{number:04}", "VN-24-& <x>"])
    return lot(
        number,
        harvested_on=harvested,
        treatments=treatments,
        growing_area=area,
        region=dice.choice(["", "Hải Phòng"]),
    )


def _some_treatment(dice: random.Random, harvested: date) -> Treated:
    kinds = ["WASHED", "COLD", "HOT_WATER", "VAPOUR_HEAT", "IRRADIATION", "FUMIGATION", "WAXED", "OTHER"]
    return Treated(
        kind=dice.choice(kinds),
        done_on=harvested + timedelta(days=dice.randint(0, 2)),
        minutes=dice.choice([None, 20, 120, 18720]),
        celsius=dice.choice([None, Decimal("46.5"), Decimal("-2.0"), Decimal("1.3")]),
        gray=dice.choice([None, 400]),
        grams_per_m3=dice.choice([None, Decimal("32.00"), Decimal("48.25")]),
        humidity=dice.choice([None, 90]),
        chemical=dice.choice(["", "Methyl bromide", "SO2 & CO2"]),
    )


def _some_batches(dice: random.Random, lots: int, first: int) -> tuple[Batch, ...]:
    some = []
    for _ in range(dice.randint(1, 6)):
        packages = dice.randint(1, 500)
        net = packages * dice.randint(1, 20_000)
        some.append(
            Batch(
                lot=f"lot:demo{dice.randint(1, lots):04}",
                net_g=net,
                gross_g=net + dice.randint(0, 10**6),
                packages=packages,
                first=first,
                value_minor=dice.randint(0, 10**8),
            )
        )
        first += packages
    return tuple(some)
