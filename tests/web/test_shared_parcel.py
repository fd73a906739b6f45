"""One parcel for neighbours, by plain forms: offered, refused, packed together."""

import pytest
from django.test import Client

from kernel.outbox.testing import run_relay
from logistics.dispatch.models import Shipment
from marketplace.orders.models import Order
from tests.factories.orders import on_sale, seller_of
from tests.web.test_buying import code_sent_to, form_of, put
from tests.web.test_household import signed_in

pytestmark = pytest.mark.usefixtures("shop")


def ordered(buyer: Client, **changes: str) -> list[Order]:
    for listing in (on_sale(), on_sale()):
        put(buyer, listing, "3")
    page = buyer.get("/dat-hang", changes).content.decode()
    asked = buyer.post("/dat-hang", form_of(page, **changes)).content.decode()
    buyer.post("/dat-hang", form_of(asked, code=code_sent_to("+84900000555"), **changes))
    return list(Order.objects.select_related("household").order_by("shared_rank", "pk"))


def test_the_checkout_offers_one_parcel_and_orders_it(buyer: Client) -> None:
    orders = ordered(buyer)
    assert len({order.shared_id for order in orders}) == 1
    assert orders[0].shared_id
    assert sum(order.postage_dong for order in orders) < sum(order.apart_dong for order in orders)


def test_the_buyer_may_send_each_separately(buyer: Client) -> None:
    orders = ordered(buyer, service_chung="0")
    assert [order.shared_id for order in orders] == [None, None]


def test_each_household_weighs_and_one_closes_the_parcel(buyer: Client) -> None:
    orders = ordered(buyer)
    for order in orders:
        client = signed_in(seller_of(order))
        client.post(f"/nha/don/{order.key}/tra-loi", {"tra_loi": "co"})
        page = client.get(f"/nha/don/{order.key}/dong-goi").content.decode()
        assert "Kiện gộp" in page
        assert "gross_1" not in page
        client.post(f"/nha/don/{order.key}/dong-goi", {f"net_{order.lines.get().key}": "3"})
    run_relay()
    host, guest = orders
    box = {"gross_1": "7", "size_1": "400x300x250", "so_thung": "1"}
    assert "Đóng tại nhà" in signed_in(seller_of(guest)).get("/nha").content.decode()
    signed_in(seller_of(guest)).post(f"/nha/don/{guest.key}/dong-goi", box)
    assert not Shipment.objects.exists()
    client = signed_in(seller_of(host))
    assert "Đóng kiện gộp" in client.get("/nha").content.decode()
    assert "Đóng kiện gộp, báo bưu tá" in client.get(f"/nha/don/{host.key}/dong-goi").content.decode()
    client.post(f"/nha/don/{host.key}/dong-goi", box)
    run_relay()
    assert Shipment.objects.get().gross_g == 7_000
    assert {order.state for order in Order.objects.all()} == {"booked"}
