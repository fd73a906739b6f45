"""What helps a household to pack: the guide beside the order, and the code to write on the box."""

from datetime import timedelta

import pytest

from kernel.outbox.testing import run_relay
from marketplace.orders.models import Order
from marketplace.orders.operations import accept
from tests.factories.households import stranger
from tests.factories.orders import NOW, placed_order, seller_of, weigh
from tests.web.test_household import signed_in

pytestmark = pytest.mark.usefixtures("shop")


@pytest.fixture
def accepted() -> Order:
    order = placed_order()
    return accept(person=seller_of(order), order_key=order.key, at=NOW + timedelta(minutes=5))


def test_the_order_to_pack_says_how(accepted: Order) -> None:
    html = signed_in(seller_of(accepted)).get(f"/nha/don/{accepted.key}/dong-goi").content.decode()

    assert html.count('class="guide-steps"') == 1
    assert "Cách đóng" in html


def test_the_code_stands_there_as_large_as_the_telephone_is(accepted: Order) -> None:
    owner, page = signed_in(seller_of(accepted)), f"/nha/don/{accepted.key}/ma"
    assert owner.get(page).status_code == 404  # the post has not been called

    weigh(accepted)
    run_relay()

    html = owner.get(page).content.decode()
    assert html.count('class="big-code-figures"') == 1
    assert f'href="{page}"' in owner.get("/nha").content.decode()
    assert signed_in(stranger()).get(page).status_code in (302, 404)
