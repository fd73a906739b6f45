import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from kernel.clock import now
from kernel.errors import JSON, Invalid, NotAllowed
from kernel.idempotency.models import Answer
from kernel.idempotency.operations import IdempotencyKeyReused, Outcome, prune, request_hash, run_once

pytestmark = pytest.mark.django_db(transaction=True)

REQUEST: dict[str, JSON] = {"listing": "l1", "grams": 2_000}


class Work:
    """Counts how often it was done."""

    def __init__(self, result: JSON = None) -> None:
        self.result = result
        self.done = 0

    def __call__(self) -> JSON:
        self.done += 1
        return self.result


def ask(work: Callable[[], JSON], key: str = "k1", scope: str = "place:ann", **changed: JSON) -> Outcome:
    return run_once(scope=scope, key=key, request=REQUEST | changed, run=work)


@pytest.mark.parametrize("result", [None, 7, "seven", [1, "a"], {"checkout": "c1", "total": 30_000}])
def test_the_second_request_gets_the_first_ones_result(result):
    work = Work(result)
    assert ask(work) == Outcome(result, replayed=False)
    assert ask(work) == Outcome(result, replayed=True)
    assert work.done == 1


def test_a_first_request_takes_two_statements_and_a_repeated_one_two(django_assert_num_queries):
    begin_and_commit = 2
    with django_assert_num_queries(2 + begin_and_commit):
        ask(Work())
    with django_assert_num_queries(2 + begin_and_commit):
        ask(Work())


def test_the_same_key_for_another_request_is_refused():
    ask(Work())
    with pytest.raises(IdempotencyKeyReused):
        ask(Work(), grams=3_000)


def test_another_scope_or_key_is_another_request():
    work = Work()
    ask(work)
    ask(work, key="k2")
    ask(work, scope="place:binh")
    assert work.done == 3


def test_a_refusal_is_not_kept_so_the_key_may_be_tried_again():
    def refuse() -> JSON:
        raise NotAllowed

    with pytest.raises(NotAllowed):
        ask(refuse)
    assert Answer.objects.count() == 0
    assert ask(Work("done")) == Outcome("done", replayed=False)


def test_what_refused_work_wrote_is_undone():
    def write_then_refuse() -> JSON:
        Answer.objects.create(scope="other", key="k", request_hash="")
        raise NotAllowed

    with pytest.raises(NotAllowed):
        ask(write_then_refuse)
    assert Answer.objects.count() == 0


def test_inside_another_transaction_it_lives_and_dies_with_it():
    work = Work()
    with transaction.atomic():
        ask(work)
        transaction.set_rollback(True)
    ask(work)
    assert work.done == 2


class Slow(Work):
    """Tells that it has begun, and waits to be let go on; then it may break off."""

    def __init__(self, *, breaks: bool = False) -> None:
        super().__init__("done")
        self.begun, self.go_on, self.breaks = threading.Event(), threading.Event(), breaks

    def __call__(self) -> JSON:
        self.begun.set()
        assert self.go_on.wait(10)
        if self.breaks:
            raise NotAllowed
        return super().__call__()


def at_once(first: Slow, second: Work) -> list[Outcome | NotAllowed]:
    """Two requests of one key, the second begun while the first is at work."""
    outcomes: dict[str, Outcome | NotAllowed] = {}

    def request(name: str, work: Work) -> None:
        try:
            outcomes[name] = ask(work)
        except NotAllowed as refusal:
            outcomes[name] = refusal
        connection.close()

    one = threading.Thread(target=request, args=("first", first))
    other = threading.Thread(target=request, args=("second", second))
    one.start()
    assert first.begun.wait(10)
    other.start()
    other.join(timeout=0.2)
    assert other.is_alive(), "the second waits for the first"
    first.go_on.set()
    one.join(10)
    other.join(10)
    return [outcomes["first"], outcomes["second"]]


def test_of_two_at_the_same_time_one_works_and_the_other_waits_for_its_result():
    first, second = Slow(), Work("done twice")
    assert at_once(first, second) == [Outcome("done", replayed=False), Outcome("done", replayed=True)]
    assert (first.done, second.done) == (1, 0)


def test_when_the_first_breaks_off_the_one_that_waited_does_the_work():
    first, second = Slow(breaks=True), Work("done")
    outcomes = at_once(first, second)
    assert isinstance(outcomes[0], NotAllowed)
    assert outcomes[1] == Outcome("done", replayed=False)


@given(st.permutations(["a", "b", "c"]))
def test_the_order_of_names_does_not_make_another_request(names):
    assert request_hash(dict.fromkeys(names, 1)) == request_hash({"a": 1, "b": 1, "c": 1})


def test_old_answers_are_forgotten():
    ask(Work())
    assert prune(older_than=now() - timedelta(days=7)) == 0
    assert prune(older_than=now() + timedelta(minutes=1)) == 1


@pytest.mark.parametrize("key", ["", "k" * 129, "k\x00", "k\ud800", "k\n"])
def test_a_key_that_cannot_be_kept_is_refused_before_anything_is_done(key):
    work = Work()
    with pytest.raises(Invalid) as refused:
        ask(work, key=key)
    assert (refused.value.field, work.done) == ("idempotency_key", 0)


@pytest.mark.parametrize("value", [2**64, -(2**63) - 1, "\ud800"])
def test_a_request_that_no_json_holds_is_refused(value):
    work = Work()
    with pytest.raises(Invalid):
        ask(work, grams=value)
    assert work.done == 0
