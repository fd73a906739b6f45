"""Cooperatives, households and the people in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from config.demo.cast import (
    FIRST_HOUSEHOLD,
    FIRST_MANAGER,
    MOST_HOUSEHOLD_ACCOUNTS,
    VILLAGES,
    Village,
    telephone,
)
from config.demo.copying import Keys, copy, first_free
from kernel.places.queries import Place, communes_of, distance_km, find_communes
from marketplace.households.enums import ConsentChannel, HouseholdState, MemberRole
from marketplace.households.models import (
    Consent,
    Cooperative,
    CooperativeManager,
    Household,
    HouseholdMember,
    HouseholdPapers,
    Plot,
)
from marketplace.households.operations.consent import CONSENT_TEXT_VERSION
from marketplace.people.models import Account

NEIGHBOURS = 5
UNVERIFIED_EVERY = 25  # one household in so many waits for verification
BANKS = ("970405", "970415", "970418", "970422", "970436")
STORIES = (
    "Nhà trồng từ đời ông bà, hai vợ chồng chăm.",
    "Vườn nhà tự chăm, bán tận tay người ăn.",
    "Cả nhà làm vườn, con lớn lo đóng gói gửi bưu điện.",
    "Làm ít mà kỹ, hái theo đơn.",
    "Đất đồi, tưới nước suối, làm theo hướng sạch.",
)


@dataclass(frozen=True, slots=True)
class Farm:
    """A household as the generator needs it."""

    pk: int
    key: str
    place: Place
    village: Village
    plot_pk: int
    verified: bool


def places_of(village: Village) -> list[Place]:
    """The commune itself and its nearest neighbours in the province."""
    named = [hit.place for hit in find_communes(text=village.near, limit=20)]
    middle = next((p for p in named if p.province_code == village.province_code), None)
    everywhere = communes_of(village.province_code)
    middle = middle or everywhere[len(everywhere) // 2]
    return sorted(everywhere, key=lambda place: distance_km(middle, place))[:NEIGHBOURS]


def settle(count: int, *, dice: Random, keys: Keys, at: datetime) -> list[Farm]:
    """`count` households in the twelve villages, with people, papers, plots and consents."""
    cooperatives = _cooperatives(keys)
    farms = list(_farms(count, dice, keys))
    copy(
        Household,
        ("id", "key", "name", "commune_code", "address", "telephone", "story", "cooperative", "state",
        "state_reason",
         "bank_code", "identity_fingerprint", "missed_orders", "version", "opened_at", "submitted_at",
         "verified_at"),
        (_household(number, farm, cooperatives[farm.village.name].pk, dice, at) for number, farm in
        enumerate(farms)),
    )  # fmt: skip
    copy(
        Plot,
        ("id", "key", "household", "name", "commune_code", "area_m2", "growing_area_code"),
        (
            (f.plot_pk, keys.new(), f.pk, "Vườn nhà", f.place.code, dice.randrange(8, 90) * 100, "")
            for f in farms
        ),
    )
    _people(farms, cooperatives, dice, at)
    return farms


def _cooperatives(keys: Keys) -> dict[str, Cooperative]:
    found: dict[str, Cooperative] = {}
    for number, village in enumerate(VILLAGES):
        found[village.name] = Cooperative.objects.create(
            key=keys.new(),
            name=f"Hợp tác xã demo {number + 1}, {village.name}",
            commune_code=places_of(village)[0].code,
            telephone=telephone(FIRST_MANAGER + number),
        )
    return found


def _farms(count: int, dice: Random, keys: Keys) -> Iterator[Farm]:
    places = {village.name: places_of(village) for village in VILLAGES}
    first, first_plot = first_free(Household, count), first_free(Plot, count)
    for number in range(count):
        village = VILLAGES[number % len(VILLAGES)]
        yield Farm(
            pk=first + number,
            key=keys.new(),
            place=dice.choice(places[village.name]),
            village=village,
            plot_pk=first_plot + number,
            verified=number % UNVERIFIED_EVERY != UNVERIFIED_EVERY - 1,
        )


def _household(number: int, farm: Farm, cooperative: int, dice: Random, at: datetime) -> Sequence[Any]:
    opened = at - timedelta(days=dice.randrange(60, 900))
    own = number < MOST_HOUSEHOLD_ACCOUNTS
    number_called = FIRST_HOUSEHOLD + number if own else FIRST_MANAGER + number % len(VILLAGES)
    state = HouseholdState.VERIFIED if farm.verified else HouseholdState.SUBMITTED
    return (
        farm.pk, farm.key, f"Hộ demo {number + 1}", farm.place.code, f"Thôn {dice.randrange(1, 12)}",
        telephone(number_called), dice.choice(STORIES), cooperative, state, "",
        dice.choice(BANKS), "", 0, 1, opened, opened + timedelta(days=1),
        opened + timedelta(days=2) if farm.verified else None,
    )  # fmt: skip


def _people(farms: Sequence[Farm], cooperatives: dict[str, Cooperative], dice: Random, at: datetime) -> None:
    for number, cooperative in enumerate(cooperatives.values()):
        manager = Account.objects.create_user(
            telephone(FIRST_MANAGER + number), name=f"Quản lý demo {number + 1}"
        )
        CooperativeManager.objects.create(cooperative=cooperative, account=manager, appointed_at=at)
    with_account = farms[:MOST_HOUSEHOLD_ACCOUNTS]
    accounts = Account.objects.bulk_create(
        _unusable(Account(telephone=telephone(FIRST_HOUSEHOLD + n), name=f"Chủ hộ demo {n + 1}"))
        for n in range(len(with_account))
    )
    HouseholdMember.objects.bulk_create(
        HouseholdMember(household_id=farm.pk, account=account, role=MemberRole.OWNER, joined_at=at)
        for farm, account in zip(with_account, accounts, strict=True)
    )
    HouseholdPapers.objects.bulk_create(
        HouseholdPapers(
            household_id=farm.pk,
            identity_number=f"{dice.randrange(10**11, 10**12)}",
            bank_account=f"{dice.randrange(10**9, 10**10)}",
            bank_holder=f"CHU HO DEMO {n + 1}",
        )
        for n, farm in enumerate(with_account)
    )
    copy(
        Consent,
        ("household", "cooperative", "text_version", "channel", "assisted_by", "given_at", "withdrawn_at"),
        (
            (
                farm.pk,
                cooperatives[farm.village.name].pk,
                CONSENT_TEXT_VERSION,
                ConsentChannel.WEB,
                "",
                at,
                None,
            )
            for number, farm in enumerate(farms)
            if number // len(VILLAGES) % 2 == 0 or number >= MOST_HOUSEHOLD_ACCOUNTS
        ),
    )


def _unusable(account: Account) -> Account:
    account.set_unusable_password()
    return account
