import threading

import pytest
from django.db import connection, transaction

from kernel.database import (
    OutsideTransaction,
    advisory_lock,
    fetch,
    in_transaction,
    session_lock,
    try_advisory_lock,
)

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(name: str) -> bool:
    """Whether another connection gets the lock."""
    got: list[bool] = []

    def attempt() -> None:
        with transaction.atomic():
            got.append(try_advisory_lock(name))
        connection.close()

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    return got[0]


def test_a_lock_is_held_until_the_transaction_ends():
    with transaction.atomic():
        assert in_transaction()
        advisory_lock("a name")
        assert not elsewhere("a name")
        assert elsewhere("another name")
    assert elsewhere("a name")


def test_a_lock_outside_a_transaction_would_hold_nothing():
    assert not in_transaction()
    with pytest.raises(OutsideTransaction):
        advisory_lock("a name")


def test_a_lock_of_the_session_outlives_transactions():
    with session_lock("a name") as taken:
        assert taken
        with transaction.atomic():
            fetch("SELECT 1")
        assert not elsewhere("a name")
    assert elsewhere("a name")
