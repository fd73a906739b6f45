"""What magic numbers tell, and the clock of a sandbox."""

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from kernel.clock import now
from kernel.messages.models import Message
from kernel.outbox.testing import run_relay
from logistics.carriers.models import TransitTime
from logistics.dispatch.models import CarrierClaim, Discrepancy, Parcel, Shipment, TrackingEvent
from logistics.dispatch.operations.transit import measure_transit
from logistics.dispatch.queries import live_doubts
from logistics.partner_api.enums import Scope
from logistics.partner_api.models import SandboxPlay
from logistics.partner_api.sandbox import MOST_AHEAD, STORIES, open_sandbox, tell_all_due
from logistics.partner_api.sandbox.stories import Act
from logistics.webhooks.models import Message as Hook
from marketplace.orders.models import Order
from marketplace.payments.models import LedgerEntry
from search.models import SearchDirty
from tests.factories.partner_api import Partner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
DAY = 86_400
ENDS = {  # story: where its boxes end, and what staff would be asked about
    "quiet": ("booked", ""),
    "delivered": ("delivered", ""),
    "second_attempt": ("delivered", ""),
    "refused": ("returned", ""),
    "wrong_address": ("returned", ""),
    "lost": ("lost", ""),
    "damaged": ("damaged", ""),
    "destroyed": ("destroyed", ""),
    "late": ("delivered", ""),
    "pickup_failed": ("delivered", ""),
    "customs_hold": ("delivered", ""),
    "temperature_alarm": ("delivered", "too_warm"),
    "provisional": ("delivered", ""),
    "unknown_code": ("delivered", "unknown_event_code"),
    "duplicates": ("delivered", ""),
    "reordered": ("delivered", ""),
    "cod_short": ("delivered", "cash_variance"),
    "cod_over": ("delivered", "cash_variance"),
    "cod_silent": ("delivered", ""),
    "found_again": ("delivered", "contradicting_end"),
    "delivered_after_refusal": ("delivered", "contradicting_end"),
    "wrong_clock": ("delivered", "bad_clock"),
    "held": ("delivered", ""),
    "cancelled": ("booked", "moved_after_cancel"),
    "three_boxes": ("delivered delivered lost", "mixed_ends"),
    "unknown_parcel": ("delivered", "unknown_tracking_code"),
}


@pytest.fixture
def sandbox() -> Partner:
    new = open_sandbox(name="test", scopes=list(Scope), actor="system:console", at=now())
    return Partner(new.client.carrier_code)


def begin(sandbox: Partner, number: str, **more: Any) -> Any:
    answer = sandbox.post("sandbox/shipments", {"recipient_telephone": number, **more})
    assert answer.status_code == 201, answer.content
    return answer.json()


def wait(sandbox: Partner, seconds: int) -> Any:
    answer = sandbox.post("sandbox/clock", {"advance_seconds": seconds})
    assert answer.status_code == 200, answer.content
    return answer.json()


def state(sandbox: Partner, play: Any) -> str:
    return str(sandbox.get(f"parcels/{play['parcels'][0]['tracking_code']}").json()["state"])


def test_every_story_has_its_end_here() -> None:
    assert sorted(story.name for story in STORIES.values()) == sorted(ENDS)


@pytest.mark.parametrize("number", STORIES)
def test_a_story_is_told_to_its_end(sandbox: Partner, number: str) -> None:
    story = STORIES[number]
    play = begin(sandbox, number)
    assert play["story"] == story.name
    assert wait(sandbox, 20 * DAY)["told"] == len(story.steps)
    run_relay()
    boxes = Parcel.objects.filter(shipment__key=play["shipment_key"]).order_by("position")
    end, doubt = ENDS[story.name]
    assert " ".join(boxes.values_list("state", flat=True)) == end
    assert Discrepancy.objects.filter(kind=doubt).exists() == bool(doubt), doubt
    claims = [step.claim for step in story.steps if step.act == Act.CLAIM]
    assert list(CarrierClaim.objects.values_list("kind", flat=True)) == claims
    assert SandboxPlay.objects.get().next_at is None


def test_duplicates_leave_one_row_each_and_a_late_word_is_not_applied(sandbox: Partner) -> None:
    begin(sandbox, "0900000114")
    wait(sandbox, 3 * DAY)
    codes = Counter(TrackingEvent.objects.values_list("code", flat=True))
    assert set(codes.values()) == {1}

    word = begin(sandbox, "0900000112")
    wait(sandbox, 33 * 3600)
    assert state(sandbox, word) == "out_for_delivery"  # the courier's word moves nothing
    wait(sandbox, DAY)
    assert state(sandbox, word) == "delivered"


def test_events_appear_as_the_clock_passes_and_not_before(sandbox: Partner) -> None:
    play = begin(sandbox, "0900000101")
    seen = []
    for hours in (1, 2, 6, 18, 4, 2):
        wait(sandbox, hours * 3600)
        seen.append(state(sandbox, play))
    assert seen == [
        "booked", "picked_up", "in_transit", "at_delivery_office", "out_for_delivery", "delivered",
    ]  # fmt: skip
    shown = sandbox.get("sandbox/clock").json()
    assert shown["ahead_seconds"] == 33 * 3600
    assert shown["next_at"] is None


def test_the_clock_goes_by_itself_too(sandbox: Partner) -> None:
    play = begin(sandbox, "0900000101")
    assert tell_all_due(at=now() + timedelta(hours=1)) == 0
    assert tell_all_due(at=now() + timedelta(hours=9)) == 2
    assert tell_all_due(at=now() + timedelta(hours=9)) == 0
    assert state(sandbox, play) == "in_transit"


def test_a_moved_clock_is_the_sandboxs_alone(sandbox: Partner) -> None:
    other = Partner(open_sandbox(name="b", scopes=[], actor="x", at=now()).client.carrier_code)
    play, theirs = begin(sandbox, "0900000101"), begin(other, "0900000101")
    wait(sandbox, 3 * DAY)
    assert (state(sandbox, play), state(other, theirs)) == ("delivered", "booked")
    assert other.get("sandbox/clock").json()["ahead_seconds"] == 0
    booked = Shipment.objects.get(key=begin(sandbox, "0900000100")["shipment_key"])
    assert booked.booked_at > now() + timedelta(days=2)  # its own bookings are of its own day


@pytest.mark.parametrize("seconds", [0, -60, 61 * DAY, 10**30, "60", 1.5, None])
def test_a_clock_goes_forward_only_and_not_without_end(sandbox: Partner, seconds: Any) -> None:
    assert sandbox.post("sandbox/clock", {"advance_seconds": seconds}).status_code == 422


def test_a_clock_is_bounded_altogether_and_a_repetition_moves_it_once(sandbox: Partner) -> None:
    most = int(MOST_AHEAD.total_seconds())
    for _ in range(2):
        sandbox.post("sandbox/clock", {"advance_seconds": most - DAY}, key="once")
    refused = sandbox.post("sandbox/clock", {"advance_seconds": DAY + 1})
    assert (refused.status_code, refused.json()["code"]) == (422, "CLOCK_TOO_FAR")
    assert wait(sandbox, DAY)["ahead_seconds"] == most


@pytest.mark.parametrize("number", ["0900000999", "0900000001", "090000010", "+84900000101", "", None])
def test_numbers_without_a_story(sandbox: Partner, number: Any) -> None:
    refused = sandbox.post("sandbox/shipments", {"recipient_telephone": number})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/recipient_telephone"


def test_a_sandbox_is_full_until_its_stories_are_over(
    sandbox: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("logistics.partner_api.sandbox.opening.MOST_PLAYS", 2)
    for _ in range(2):
        begin(sandbox, "0900000101")
    refused = sandbox.post("sandbox/shipments", {"recipient_telephone": "0900000101"})
    assert (refused.status_code, refused.json()["code"]) == (409, "SANDBOX_FULL")
    wait(sandbox, 3 * DAY)
    begin(sandbox, "0900000101")


def test_ones_own_reports_may_cross_a_story(sandbox: Partner) -> None:
    """The story wants to cancel what the developer has taken: that step is left out, the rest goes on."""
    play = begin(sandbox, "0900000123")
    code = play["parcels"][0]["tracking_code"]
    event = {"tracking_code": code, "code": "picked_up", "dedupe_key": "mine"}
    sandbox.tell({**event, "occurred_at": now().isoformat(timespec="seconds")})
    assert wait(sandbox, DAY)["told"] == 2
    assert state(sandbox, play) == "picked_up"


def test_what_a_story_brings_about_is_told_by_webhook(sandbox: Partner) -> None:
    sandbox.post("webhook-endpoints", {"url": "https://example.org/hook", "event_types": []})
    play = begin(sandbox, "0900000103")
    wait(sandbox, 10 * DAY)
    run_relay()
    mine = Hook.objects.filter(shipment_key=play["shipment_key"]).order_by("version")
    told = list(mine.values_list("event_type", flat=True))
    assert told == [
        "shipment.booked", "shipment.handed_over", "shipment.out_for_delivery", "shipment.refused",
        "shipment.returning", "shipment.returned",
    ]  # fmt: skip


def test_nothing_of_all_stories_reaches_anybody(sandbox: Partner) -> None:
    """No letter, no order, no ledger entry, nothing to index, no measure of the road, no row for staff."""
    before = SearchDirty.objects.count()
    for number in STORIES:
        begin(sandbox, number)
    wait(sandbox, 20 * DAY)
    run_relay()
    assert Message.objects.count() == Order.objects.count() == LedgerEntry.objects.count() == 0
    assert SearchDirty.objects.count() == before
    assert Discrepancy.objects.exists()
    assert not Discrepancy.objects.exclude(carrier_code=sandbox.token.carrier_code).exists()
    assert not live_doubts().exists()
    measure_transit(at=now() + timedelta(days=30))
    assert not TransitTime.objects.exists()


def test_the_guides_table_is_the_stories() -> None:
    guide = (Path(settings.BASE_DIR) / "docs" / "partner-guide.md").read_text()
    rows = re.findall(r"(?m)^\| `(0900000\d{3})` \| `([a-z_]+)` \|", guide)
    assert rows == [(number, story.name) for number, story in STORIES.items()]
