"""GHTK (api.ghtk.vn, pro-docs.ghtk.vn). Token and X-Client-Source in headers, answers in {success, message}.

Units are mixed: kilograms in the products of an order, grams in the fee call. An order is found by our own
number (GET /services/shipment/v2/{our id}), and a second order with it is refused as ORDER_ID_EXIST with the
first one's label, so a lost answer is looked up.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from kernel.crypto import same
from kernel.money import spread
from logistics.carriers.addresses import spell
from logistics.carriers.calling import Line, Shape
from logistics.carriers.enums import Recovery, Vintage
from logistics.carriers.ghtk.statuses import STATUSES
from logistics.carriers.inbound import form
from logistics.carriers.protocol import Credentials, Draft, Inbound, Order, Party, Rate, Receipt, Scan
from logistics.carriers.statuses import StatusTable
from logistics.carriers.trouble import NotFromCarrier, NotOffered, Refused, Unsure
from logistics.carriers.wording import dong, moment, plain, telephone

AGRICULTURAL, ORIENTED = 7, 42
"""Tags: goods that keep less than 30 days, delivered within 7 or returned; and "this side up"."""
TAGS = {"ghtk:fresh": [AGRICULTURAL, ORIENTED], "ghtk:economy": [AGRICULTURAL]}
CLOCKS = ("%Y-%m-%d %H:%M:%S", "%y-%m-%d %H:%M:%S")


class Ghtk:
    statuses: ClassVar[StatusTable] = STATUSES
    recovery: ClassVar[Recovery] = Recovery.LOOK_UP
    secrets: ClassVar[Sequence[str]] = ("token", "partner_code", "webhook_hash")
    has_labels: ClassVar[bool] = True

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self.line = Line(credentials.base_url)

    def rate(self, order: Order) -> Rate:
        here = self._place(order.sender)
        there = self._place(order.recipient)
        answer = self._get(
            "/services/shipment/fee",
            {
                "pick_province": here["province"],
                "pick_district": here["district"],
                "province": there["province"],
                "district": there["district"],
                "address": order.recipient.address,
                "weight": order.gross_g,
                "value": order.declared_dong,
                "transport": "road",
                "deliver_option": "none",
                "tags[]": TAGS.get(order.service_code, []),
            },
        )
        fee = answer.get("fee")
        amount = dong(fee.get("fee")) if isinstance(fee, dict) else None
        if amount is None:
            raise Unsure("NO_FEE")
        if isinstance(fee, dict) and fee.get("delivery") is False:
            raise Refused("NOT_DELIVERED_THERE")
        return Rate(fee_dong=amount)

    def book(self, order: Order, draft: Draft) -> Receipt:  # noqa: ARG002 in one step
        reply = self.line.tell(
            "POST",
            "/services/shipment/order/",
            params={"ver": "1.5"},
            headers=self._headers,
            content={"products": _products(order), "order": self._order(order)},
            accept=(400, 422),
        )
        answer = reply.shape()
        if answer.get("success"):
            return _receipt(answer.get("order"), "label")
        return _exists_already(answer)

    def find(self, reference: str) -> Receipt | None:
        order = self._status(reference)
        if order is None or plain(order.get("status")) == "-1":
            return None
        return _receipt(order, "label_id")

    def cancel(self, waybill: str) -> None:
        path = f"/services/shipment/cancel/{quote(waybill, safe='')}"
        answer = self.line.tell("POST", path, headers=self._headers, accept=(400, 422)).shape()
        if not answer.get("success") and plain((self._status(waybill) or {}).get("status")) != "-1":
            raise Refused("CANCEL_REFUSED", plain(answer.get("message")))

    def label(self, waybill: str) -> bytes:
        path = f"/services/label/{quote(waybill, safe='')}"
        reply = self.line.ask("GET", path, headers=self._headers, accept=(400,))
        if not reply.body.startswith(b"%PDF"):
            raise NotOffered("LABEL_IS_NO_PDF")
        return reply.body

    def track(self, waybill: str) -> list[Scan]:
        order = self._status(waybill)
        if order is None:
            raise Refused("NO_SUCH_WAYBILL", waybill)
        return [
            Scan(
                code=plain(order.get("status"), 40),
                occurred_at=moment(order.get("modified"), *CLOCKS),
                waybill=waybill,
                reference=plain(order.get("partner_id"), 64),
                words=plain(order.get("message")),
                collected_dong=dong(order.get("pick_money")),
            )
        ]

    def verify(self, inbound: Inbound) -> None:
        """The one thing GHTK has: a hash of our choosing in the address, which they repeat."""
        if not same(inbound.query.get("hash", ""), self.credentials.secrets["webhook_hash"]):
            raise NotFromCarrier("hash")

    def read(self, inbound: Inbound) -> list[Scan]:
        fields = form(inbound)
        stations = [fields.get(f"cur_station.address_l{level}", "") for level in (3, 2, 1, 0)]
        scan = Scan(
            code=plain(fields.get("status_id"), 40),
            occurred_at=moment(fields.get("action_time")),
            waybill=plain(fields.get("label_id"), 40),
            reference=plain(fields.get("partner_id"), 64),
            words=plain(fields.get("reason")),
            place=", ".join(part for part in stations if part)[:120],
            collected_dong=dong(fields.get("pick_money")),
        )
        return [scan]

    def answer(self, inbound: Inbound) -> dict[str, Any]:  # noqa: ARG002 any 200 will do
        return {"success": True}

    @property
    def _headers(self) -> dict[str, str]:
        secrets = self.credentials.secrets
        return {"Token": secrets["token"], "X-Client-Source": secrets["partner_code"]}

    def _get(self, path: str, params: Mapping[str, Any]) -> Shape:
        answer = self.line.ask("GET", path, params=params, headers=self._headers, accept=(400, 422)).shape()
        if not answer.get("success"):
            raise Refused(plain(answer.get("error_code")) or "GHTK", plain(answer.get("message")))
        return answer

    def _status(self, number: str) -> Shape | None:
        """By their number or ours; None when there is none."""
        path = f"/services/shipment/v2/{quote(number, safe='')}"
        answer = self.line.ask("GET", path, headers=self._headers, accept=(400, 404)).shape()
        order = answer.get("order")
        return order if answer.get("success") and isinstance(order, dict) else None

    def _place(self, party: Party) -> dict[str, str]:
        place = spell(party.commune_code, self.credentials.vintage or Vintage.OLD)
        return place._asdict()

    def _order(self, order: Order) -> Shape:
        """`is_freeship`: postage is ours to pay, so the courier collects pick_money and nothing else."""
        here, there = self._place(order.sender), self._place(order.recipient)
        return {
            "id": order.reference,
            "pick_name": order.sender.name,
            "pick_address": order.sender.address,
            "pick_tel": telephone(order.sender.telephone),
            **{f"pick_{name}": value for name, value in here.items()},
            "name": order.recipient.name,
            "address": order.recipient.address,
            "tel": telephone(order.recipient.telephone),
            **there,
            "hamlet": "Khác",
            "is_freeship": 1,
            "pick_money": order.cod_dong,
            "value": order.declared_dong,
            "pick_date": order.pickup_on.isoformat(),
            "transport": "road",
            "tags": TAGS.get(order.service_code, []),
        }


def _products(order: Order) -> list[Shape]:
    """Their weights add up to the closed box's, ice and foam included: that is what is carried and billed."""
    if not order.goods:
        return [{"name": "Nông sản", "weight": kilograms(order.gross_g), "quantity": 1}]
    shares = spread(order.gross_g, [max(1, one.net_g) for one in order.goods])
    return [
        {"name": one.name, "weight": kilograms(grams), "quantity": 1}
        for one, grams in zip(order.goods, shares, strict=True)
    ]


def kilograms(grams: int) -> float:
    """A thousandth is the least part of it, so the gram survives the way there."""
    return round(grams / 1000, 3)


def _exists_already(answer: Shape) -> Receipt:
    """The no to a second order with our number names the first one's label."""
    error = answer.get("error")
    if isinstance(error, dict) and error.get("code") == "ORDER_ID_EXIST":
        return _receipt(error, "ghtk_label")
    code = plain(answer.get("error_code")) or (plain(error.get("code")) if isinstance(error, dict) else "")
    raise Refused(code or "GHTK", plain(answer.get("message")))


def _receipt(order: Any, name: str) -> Receipt:
    waybill = plain(order.get(name), 40) if isinstance(order, dict) else ""
    if not waybill:
        raise Unsure("NO_WAYBILL")
    return Receipt(waybill=waybill, fee_dong=dong(order.get("fee", order.get("ship_money"))))
