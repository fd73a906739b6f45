"""An order in several boxes of which the courier took some: household and buyer see how many."""

from datetime import timedelta

import pytest
from django.test import Client

from kernel.outbox.testing import run_relay
from logistics.dispatch.models import Shipment
from logistics.dispatch.operations import record_events
from logistics.dispatch.values import IncomingEvent
from marketplace.orders.operations import PackedBox, PackedLine, accept, pack
from tests.factories.orders import NOW, placed_order, seller_of
from tests.web.test_household import signed_in

pytestmark = pytest.mark.usefixtures("shop")
PARTLY = "Bưu tá đã lấy 1 trên 2 thùng"


def test_how_many_boxes_are_gone_is_on_both_pages() -> None:
    order = placed_order()
    accept(person=seller_of(order), order_key=order.key, at=NOW + timedelta(minutes=5))
    lines = [PackedLine(line.key, line.quantity) for line in order.lines.all()]
    boxes = [PackedBox(2_800, 300, 200, 200)] * 2
    pack(person=seller_of(order), order_key=order.key, lines=lines, boxes=boxes, at=NOW + timedelta(hours=1))
    run_relay()
    order.refresh_from_db()
    shipment = Shipment.objects.get(reference=order.booking_reference)

    def pages() -> list[str]:
        house = signed_in(seller_of(order)).get(f"/nha/don/{order.key}").content.decode()
        return [house, Client().get(f"/don/{order.secret}").content.decode()]

    seen = [[PARTLY in page for page in pages()]]
    for box in shipment.parcels.order_by("position"):
        told = IncomingEvent(
            tracking_code=box.tracking_code, code="picked_up", occurred_at=NOW + timedelta(hours=3),
            dedupe_key=f"{box.position}",
        )  # fmt: skip
        record_events(carrier_code=shipment.carrier_code, events=[told], at=NOW + timedelta(hours=4))
        seen.append([PARTLY in page for page in pages()])
    assert seen == [[False, False], [True, True], [False, False]]
    assert "Thùng 2 trên 2" in pages()[0]
