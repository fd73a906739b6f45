"""What people and pages read about money."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, Sum

from kernel.errors import NotFound
from marketplace.households.queries import household_for
from marketplace.payments.enums import AccountKind, PayoutState
from marketplace.payments.models import CardPayment, LedgerEntry, Payable, Payout, PayoutItem
from marketplace.people.rules import Person


@dataclass(frozen=True)
class ComingMoney:
    """One sum on its way to a household; `payable_from` is None while the cash is with the carrier."""

    reference: str
    amount_dong: int
    payable_from: datetime | None
    held: bool


@dataclass(frozen=True)
class PayoutShown:
    """One transfer to the household's bank, with the orders it pays."""

    key: str
    household_key: str
    amount_dong: int
    state: PayoutState
    drawn_at: datetime
    sent_at: datetime | None
    confirmed_at: datetime | None
    returned_at: datetime | None
    return_reason: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class HouseholdMoney:
    """The page Tiền. `payable_dong` could be drawn now; `coming_dong` is everything else that is owed."""

    payable_dong: int
    coming_dong: int
    coming: tuple[ComingMoney, ...]
    payouts: tuple[PayoutShown, ...]


def money_of_household(
    *, person: Person, household_key: str, at: datetime, limit: int = 20
) -> HouseholdMoney:
    """For those who may act for the household (NotFound for others). Four queries after that, whatever
    the length.

    `coming` holds what is still owed, the latest first, `payouts` the latest transfers; both at most `limit`.
    """
    household_for(person=person, key=household_key)
    owed = Payable.objects.filter(household_key=household_key, payout=None)
    now = Q(payable_from__lte=at, held_at=None)
    sums = owed.aggregate(now=Sum("amount_dong", filter=now), all=Sum("amount_dong"))
    payable = int(sums["now"] or 0)
    return HouseholdMoney(
        payable_dong=payable,
        coming_dong=int(sums["all"] or 0) - payable,
        coming=tuple(_coming(payable) for payable in owed.order_by("-id")[:limit]),
        payouts=_payouts(household_key, limit),
    )


def payout_for(*, person: Person, key: str) -> PayoutShown:
    """One transfer, for those who may act for its household. NotFound otherwise."""
    payout = Payout.objects.filter(key=key).select_related("batch").first()
    if payout is None:
        raise NotFound
    household_for(person=person, key=payout.household_key)
    return show_payouts([payout])[0]


def card_state(*, checkout_key: str) -> str:
    """The CardState known so far, without asking the provider; "" when there is no card payment. One
    query.
    """
    states = CardPayment.objects.filter(checkout_key=checkout_key).values_list("state", flat=True)
    return states.order_by("id").first() or ""


def _coming(payable: Payable) -> ComingMoney:
    return ComingMoney(
        reference=payable.subject,
        amount_dong=payable.amount_dong,
        payable_from=payable.payable_from,
        held=payable.held_at is not None,
    )


def _payouts(household_key: str, limit: int) -> tuple[PayoutShown, ...]:
    latest = Payout.objects.filter(household_key=household_key).select_related("batch").order_by("-id")
    return tuple(show_payouts(list(latest[:limit])))


def show_payouts(payouts: Sequence[Payout]) -> list[PayoutShown]:
    """One statement for all, where their batches are at hand."""
    references = _references(payouts)
    return [_shown(payout, references.get(payout.pk, ())) for payout in payouts]


def _references(payouts: Iterable[Payout]) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    items = PayoutItem.objects.filter(payout__in=[payout.pk for payout in payouts]).order_by("payout", "id")
    for payout_id, subject in items.values_list("payout", "payable__subject"):
        if subject not in found[payout_id]:
            found[payout_id].append(subject)
    return {payout_id: tuple(subjects) for payout_id, subjects in found.items()}


def _shown(payout: Payout, references: tuple[str, ...]) -> PayoutShown:
    return PayoutShown(
        key=payout.key,
        household_key=payout.household_key,
        amount_dong=payout.amount_dong,
        state=PayoutState(payout.state),
        drawn_at=payout.batch.drawn_at,
        sent_at=payout.sent_at,
        confirmed_at=payout.confirmed_at,
        returned_at=payout.returned_at,
        return_reason=payout.return_reason,
        references=references,
    )


def owed_by_carriers(*, on: date) -> dict[str, int]:
    """What each carrier held of collected cash at the end of a day in Viet Nam, as the ledger has it; those
    that held nothing are left out. One statement, for any day since the first."""
    found = LedgerEntry.objects.filter(account__kind=AccountKind.CARRIER_CASH, posted_on__lte=on)
    sums = found.values("account__owner").annotate(total=Sum("amount")).order_by("account__owner")
    return {row["account__owner"]: int(row["total"]) for row in sums if row["total"]}


def paid_out(*, subjects: Sequence[str]) -> set[str]:
    """Of these orders ("order:<key>") those whose household has its money: everything that was payable for
    them stands in a confirmed payout. One statement."""
    rows = Payable.objects.filter(subject__in=subjects).values_list("subject", "payout__state")
    states: dict[str, set[str | None]] = defaultdict(set)
    for subject, state in rows:
        states[subject].add(state)
    return {subject for subject, found in states.items() if found == {PayoutState.CONFIRMED}}
