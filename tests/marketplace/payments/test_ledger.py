"""The ledger: balanced, never changed, each business event once."""

from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from marketplace.payments.enums import AccountKind
from marketplace.payments.ledger import Entry, Posting, balance, merged, post, post_many
from marketplace.payments.models import LedgerAccount, LedgerEntry, LedgerTransaction
from marketplace.payments.refusals import PostedDifferently

AT = datetime(2026, 6, 10, 3, 0, tzinfo=UTC)


def pays(dong: int, *, owner: str = "order:1", currency: str = "VND") -> list[Entry]:
    return [
        Entry(AccountKind.BUYER, owner, dong, currency),
        Entry(AccountKind.BANK, "", -dong, currency),
    ]


def post_once(entries: list[Entry], *, reference: str = "r1", at: datetime = AT) -> LedgerTransaction | None:
    return post(kind="test", reference=reference, subject="order:1", entries=entries, at=at)


@pytest.mark.django_db
def test_many_are_posted_as_if_one_by_one() -> None:
    wanted = [Posting(f"r{number}", f"order:{number}", pays(number)) for number in range(4)]
    post_many(kind="test", postings=wanted[:2], at=AT)  # nothing is posted for nought dong
    post_many(kind="test", postings=wanted, at=AT)
    check_now()
    assert balance(kind=AccountKind.BANK) == -6
    posted = LedgerTransaction.objects.order_by("reference")
    assert list(posted.values_list("reference", "subject", "entry_count")) == [
        ("r1", "order:1", 2), ("r2", "order:2", 2), ("r3", "order:3", 2),
    ]  # fmt: skip
    with pytest.raises(PostedDifferently):
        post_many(kind="test", postings=[Posting("r1", "order:1", pays(9))], at=AT)
    post_many(kind="test", postings=[], at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_many_take_two_statements(count: int, django_assert_num_queries: object) -> None:
    post_once(pays(1))
    with django_assert_num_queries(2):  # type: ignore[operator]
        post_many(
            kind="test", postings=[Posting(f"x{number}", "x", pays(7)) for number in range(count)], at=AT
        )
    assert balance(kind=AccountKind.BANK) == -1 - 7 * count


@pytest.mark.django_db
def test_one_of_many_that_does_not_sum_to_zero_is_refused() -> None:
    wrong = [Entry(AccountKind.BUYER, "order:1", 100), Entry(AccountKind.BANK, "", -99)]
    post_many(kind="test", postings=[Posting("r1", "x", pays(5)), Posting("r2", "y", wrong)], at=AT)
    with pytest.raises(IntegrityError, match="does not sum to zero: VND 1"):
        check_now()


def check_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.django_db
def test_a_transaction_that_does_not_sum_to_zero_is_refused_by_the_database() -> None:
    post_once([Entry(AccountKind.BUYER, "order:1", 100), Entry(AccountKind.BANK, "", -99)])
    with pytest.raises(IntegrityError, match="does not sum to zero: VND 1"):
        check_now()


@pytest.mark.django_db
def test_currencies_are_balanced_each_by_itself() -> None:
    post_once([*pays(100), *pays(5, currency="USD")])
    check_now()
    post_once(
        [Entry(AccountKind.BUYER, "order:1", 100), Entry(AccountKind.BANK, "", -100, "USD")], reference="r2"
    )
    with pytest.raises(IntegrityError, match="does not sum to zero"):
        check_now()


@pytest.mark.django_db
def test_a_transaction_without_its_entries_is_refused() -> None:
    LedgerTransaction.objects.create(kind="test", reference="bare", subject="", entry_count=2, posted_at=AT)
    with pytest.raises(IntegrityError, match="has 0 entries, not 2"):
        check_now()


@pytest.mark.django_db
def test_entries_cannot_be_added_to_an_old_transaction() -> None:
    old = post_once(pays(100))
    assert old is not None
    check_now()
    accounts = [
        LedgerAccount.objects.create(kind=AccountKind.LOSS, owner=owner) for owner in ("one", "other")
    ]
    LedgerEntry.objects.bulk_create(
        LedgerEntry(transaction=old, account=account, amount=amount, posted_on=date(2026, 6, 10))
        for account, amount in zip(accounts, (7, -7), strict=True)
    )
    with pytest.raises(IntegrityError, match="has 4 entries, not 2"):
        check_now()


@pytest.mark.django_db
@pytest.mark.parametrize("table", [LedgerTransaction, LedgerEntry, LedgerAccount])
def test_rows_never_change(table: type[LedgerTransaction] | type[LedgerEntry] | type[LedgerAccount]) -> None:
    post_once(pays(100))
    check_now()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        table.objects.update(id=0)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        table.objects.filter(pk__gt=0)._raw_delete("default")  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_posting_the_same_again_changes_nothing() -> None:
    first = post_once(pays(100))
    again = post_once(list(reversed(pays(100))))
    assert first == again
    assert balance(kind=AccountKind.BUYER, owner="order:1") == 100


@pytest.mark.django_db
def test_posting_other_entries_under_the_same_reference_is_an_error() -> None:
    post_once(pays(100))
    with pytest.raises(PostedDifferently):
        post_once(pays(101))
    assert balance(kind=AccountKind.BUYER, owner="order:1") == 100


@pytest.mark.django_db
def test_nothing_is_not_posted() -> None:
    assert post_once([*pays(100), *pays(-100)]) is None
    assert not LedgerTransaction.objects.exists()


@pytest.mark.django_db
def test_balance_on_any_day_is_by_the_calendar_in_vietnam() -> None:
    post_once(pays(100), at=datetime(2026, 6, 9, 16, 59, tzinfo=UTC))  # 23:59 on the 9th
    post_once(pays(20), reference="r2", at=datetime(2026, 6, 9, 17, 0, tzinfo=UTC))  # midnight

    def on(day: int) -> int:
        return balance(kind=AccountKind.BUYER, owner="order:1", on=date(2026, 6, day))

    assert [on(8), on(9), on(10)] == [0, 100, 120]


@pytest.mark.django_db
def test_posting_takes_few_statements(django_assert_num_queries: object) -> None:
    post_once(pays(1))
    with django_assert_num_queries(2):  # type: ignore[operator]
        post_once(pays(100), reference="r2")


@given(
    st.lists(
        st.tuples(st.sampled_from(AccountKind), st.sampled_from(["", "a", "b"]), st.integers(-1000, 1000)),
        max_size=12,
    )
)
def test_merging_keeps_every_sum(rows: list[tuple[AccountKind, str, int]]) -> None:
    sums = merged(Entry(*row) for row in rows)
    assert sum(sums.values()) == sum(row[2] for row in rows)
    assert 0 not in sums.values()
    assert list(sums) == sorted(sums)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_post_one_transaction() -> None:
    start = Barrier(8)
    posted: list[int] = []

    def run() -> None:
        start.wait()
        row = post_once(pays(100))
        posted.append(row.pk if row else 0)
        connection.close()

    threads = [Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(posted) == 8
    assert len(set(posted)) == 1
    assert balance(kind=AccountKind.BUYER, owner="order:1") == 100
