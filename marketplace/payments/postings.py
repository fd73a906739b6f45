"""Every business event as entries: pure, so that the table in docs/ledger.md can be read beside it.

Debit is plus. Owners: `order` is "order:<key>", `household` a household's key, `carrier` a carrier's code.
"""

from collections.abc import Mapping

from marketplace.payments.enums import AccountKind, Bearer, Road
from marketplace.payments.ledger import Entry
from marketplace.payments.models import Settlement
from marketplace.payments.rates import Withheld

Entries = list[Entry]


def move(
    amount: int, *, debit: tuple[AccountKind, str], credit: tuple[AccountKind, str], currency: str = "VND"
) -> Entries:
    """`amount` minor units from the credited account to the debited one."""
    return [Entry(*debit, amount, currency), Entry(*credit, -amount, currency)]


def _kept(*, order_goods: int, household: str, kept: Withheld) -> Entries:
    """Goods on the credit side: the household's part, and what is withheld of it."""
    return [
        Entry(AccountKind.HOUSEHOLD, household, kept.total_dong - order_goods),
        Entry(AccountKind.COMMISSION, "", -kept.commission_dong),
        Entry(AccountKind.TAX, "vat", -kept.vat_dong),
        Entry(AccountKind.TAX, "pit", -kept.pit_dong),
    ]


def sale(
    *,
    order: str,
    household: str,
    goods_dong: int,
    postage_dong: int,
    kept: Withheld,
    farm_postage_dong: int = 0,
) -> Entries:
    """`farm_postage_dong`: what the farm pays of the postage out of its part of the goods."""
    farm, *withheld = _kept(order_goods=goods_dong, household=household, kept=kept)
    return [
        Entry(AccountKind.BUYER, order, goods_dong + postage_dong),
        Entry(AccountKind.POSTAGE, order, -postage_dong - farm_postage_dong),
        Entry(AccountKind.HOUSEHOLD, household, farm.amount + farm_postage_dong),
        *withheld,
    ]


def sale_abroad(
    *,
    order: str,
    campaign: str,
    paid: int,
    currency: str,
    worth_dong: int,
    goods: Mapping[str, tuple[int, Withheld]],
) -> Entries:
    """What the buyer paid is exchanged at the frozen rate; `goods` are the dong and what is withheld of them,
    by household. The rest is for the way: negative where it does not reach.
    """
    entries = move(
        paid, debit=(AccountKind.BUYER, order), credit=(AccountKind.EXCHANGE, currency), currency=currency
    )
    entries.append(Entry(AccountKind.EXCHANGE, currency, worth_dong))
    for household, (dong, kept) in goods.items():
        entries += _kept(order_goods=dong, household=household, kept=kept)
    rest = worth_dong - sum(dong for dong, _kept_back in goods.values())
    return [*entries, Entry(AccountKind.ABROAD_COSTS, campaign, -rest)]


def carrier_bill(*, order: str, carrier: str, billed_dong: int) -> Entries:
    return move(billed_dong, debit=(AccountKind.POSTAGE, order), credit=(AccountKind.CARRIER, carrier))


def postage_kept(*, order: str, postage_dong: int) -> Entries:
    return move(postage_dong, debit=(AccountKind.BUYER, order), credit=(AccountKind.POSTAGE, order))


def postage_rest(*, settlement: Settlement, rest_dong: int) -> Entries:
    """What the carrier bills beyond what the buyer paid goes where the road says."""
    bearers = {
        Road.DELIVERED: (AccountKind.POSTAGE_DIFFERENCE, settlement.carrier_code),
        Road.LOST: (AccountKind.CARRIER, settlement.carrier_code),
        Road.DAMAGED: (AccountKind.CARRIER, settlement.carrier_code),
    }
    bearer = bearers.get(Road(settlement.road), (AccountKind.LOSS, settlement.road))
    return move(rest_dong, debit=bearer, credit=(AccountKind.POSTAGE, settlement.reference))


def compensation(*, household: str, carrier: str, goods_dong: int) -> Entries:
    return move(goods_dong, debit=(AccountKind.CARRIER, carrier), credit=(AccountKind.HOUSEHOLD, household))


def cash_collected(*, order: str, carrier: str, amount_dong: int) -> Entries:
    return move(amount_dong, debit=(AccountKind.CARRIER_CASH, carrier), credit=(AccountKind.BUYER, order))


def cash_remitted(*, carrier: str, amount_dong: int, fee_dong: int) -> Entries:
    return [
        Entry(AccountKind.BANK, "", amount_dong - fee_dong),
        Entry(AccountKind.CASH_FEE, carrier, fee_dong),
        Entry(AccountKind.CARRIER_CASH, carrier, -amount_dong),
    ]


def card_captured(*, checkout: str, amount: int, currency: str, shares: Mapping[str, int]) -> Entries:
    """Each order's share; what no order claims (a capture made elsewhere) waits on the checkout's own
    account.
    """
    unclaimed = amount - sum(shares.values())
    owners = {**shares, f"checkout:{checkout}": unclaimed}
    return [
        Entry(AccountKind.STRIPE, "", amount, currency),
        *(Entry(AccountKind.BUYER, owner, -share, currency) for owner, share in owners.items()),
    ]


def card_refunded(*, buyer: str, amount: int, currency: str) -> Entries:
    return move(amount, debit=(AccountKind.BUYER, buyer), credit=(AccountKind.STRIPE, ""), currency=currency)


def card_refund_failed(*, buyer: str, amount: int, currency: str) -> Entries:
    return move(amount, debit=(AccountKind.STRIPE, ""), credit=(AccountKind.BUYER, buyer), currency=currency)


def card_payout(*, arrived_dong: int, fee_dong: int) -> Entries:
    return [
        Entry(AccountKind.BANK, "", arrived_dong),
        Entry(AccountKind.CARD_FEE, "", fee_dong),
        Entry(AccountKind.STRIPE, "", -arrived_dong - fee_dong),
    ]


def refund_granted(*, order: str, carrier: str, bearer: Bearer, amount_dong: int) -> Entries:
    payer = {
        Bearer.PLATFORM: (AccountKind.LOSS, "refund"),
        Bearer.CARRIER: (AccountKind.CARRIER, carrier),
    }[bearer]
    return move(amount_dong, debit=payer, credit=(AccountKind.BUYER, order))


def refund_by_household(*, order: str, household: str, amount_dong: int, back: Withheld) -> Entries:
    """The sale mirrored, for a part of the goods."""
    mirrored = _kept(order_goods=amount_dong, household=household, kept=back)
    return [
        Entry(AccountKind.BUYER, order, -amount_dong),
        *(Entry(entry.account_kind, entry.owner, -entry.amount) for entry in mirrored),
    ]


def bank_refund(*, order: str, amount_dong: int) -> Entries:
    return move(amount_dong, debit=(AccountKind.BUYER, order), credit=(AccountKind.BANK, ""))


def carrier_paid(*, carrier: str, amount_dong: int) -> Entries:
    return move(amount_dong, debit=(AccountKind.CARRIER, carrier), credit=(AccountKind.BANK, ""))


def payout_drawn(*, household: str, amount_dong: int) -> Entries:
    return move(amount_dong, debit=(AccountKind.HOUSEHOLD, household), credit=(AccountKind.PAYOUT, household))


def payout_sent(*, household: str, amount_dong: int) -> Entries:
    """`transit`: the file is with our bank, the statement does not show it yet."""
    return move(amount_dong, debit=(AccountKind.PAYOUT, household), credit=(AccountKind.BANK, "transit"))


def payout_confirmed(*, amount_dong: int) -> Entries:
    return move(amount_dong, debit=(AccountKind.BANK, "transit"), credit=(AccountKind.BANK, ""))


def payout_returned(*, household: str, amount_dong: int, source: tuple[AccountKind, str]) -> Entries:
    """Back to the household's account from where the money stood."""
    return move(amount_dong, debit=source, credit=(AccountKind.HOUSEHOLD, household))
