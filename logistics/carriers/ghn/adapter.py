"""GHN (api.ghn.vn). Token and ShopId in headers, answers in {code, message, data}; grams, centimetres, dong.

`client_order_code` is the client's own number and unique; an order is found by it
(v2/shipping-order/detail-by-client-code), so a lost answer is looked up.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from kernel.crypto import same
from logistics.carriers.addresses import spell
from logistics.carriers.calling import Line, Shape
from logistics.carriers.enums import Recovery, Vintage
from logistics.carriers.ghn.statuses import STATUSES
from logistics.carriers.inbound import json_object
from logistics.carriers.protocol import Credentials, Draft, Inbound, Order, Party, Rate, Receipt, Scan
from logistics.carriers.statuses import StatusTable
from logistics.carriers.trouble import NotDone, NotFromCarrier, NotOffered, Refused, Unreadable, Unsure
from logistics.carriers.wording import (
    centimetres,
    content_of,
    dong,
    moment,
    moment_or_none,
    plain,
    telephone,
)

ROOT = "/shiip/public-api/v2"
MOST_COD, MOST_INSURED = 50_000_000, 5_000_000
"""Dong. An older client library says 10,000,000 for the first; the newer integration's figure is taken."""
HEAVY_G = 20_000
"""From here on service type 5 (heavy) instead of 2 (light)."""
WITHOUT_NEWS = {"update_weight", "update_cod", "update_fee"}


class Ghn:
    statuses: ClassVar[StatusTable] = STATUSES
    recovery: ClassVar[Recovery] = Recovery.LOOK_UP
    secrets: ClassVar[Sequence[str]] = ("token", "shop_id")
    has_labels: ClassVar[bool] = True

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self.line = Line(credentials.base_url)

    def rate(self, order: Order) -> Rate:
        """By a preview of the order: it takes names, where the fee call wants the numbers of districts."""
        data = self._data("preview", self._body(order), asks=True)
        fee = dong(data.get("total_fee"))
        if fee is None:
            raise Unsure("NO_FEE")
        return Rate(fee_dong=fee, arrives_at=moment_or_none(data.get("expected_delivery_time")))

    def book(self, order: Order, draft: Draft) -> Receipt:  # noqa: ARG002 in one step
        try:
            data = self._data("create", self._body(order))
        except Refused:
            if (found := self.find(order.reference)) is not None:
                return found
            raise
        return _receipt(data)

    def find(self, reference: str) -> Receipt | None:
        try:
            data = self._call(
                "shipping-order/detail-by-client-code", {"client_order_code": reference}, asks=True
            )
        except Refused:
            return None
        rows = data if isinstance(data, list) else [data]
        live = [row for row in rows if isinstance(row, dict) and row.get("status") != "cancel"]
        mine = [row for row in live if plain(row.get("client_order_code")) == reference]
        return _receipt(mine[0]) if mine else None

    def cancel(self, waybill: str) -> None:
        data = self._call("switch-status/cancel", {"order_codes": [waybill]})
        for row in data if isinstance(data, list) else ():
            if plain(row.get("order_code")) == waybill and row.get("result") is False:
                if self._is_cancelled(waybill):
                    return
                raise Refused("CANCEL_REFUSED", plain(row.get("message")))

    def label(self, waybill: str) -> bytes:
        data = self._call("a5/gen-token", {"order_codes": [waybill]}, asks=True)
        token = plain(data.get("token")) if isinstance(data, dict) else ""
        reply = self.line.ask("GET", "/a5/public-api/printA5", params={"token": token})
        if not reply.body.startswith(b"%PDF"):
            raise NotOffered("LABEL_IS_NO_PDF")
        return reply.body

    def track(self, waybill: str) -> list[Scan]:
        data = self._call("shipping-order/detail", {"order_code": waybill}, asks=True)
        if not isinstance(data, dict):
            raise Unsure("WRONG_SHAPE")
        rows = data.get("log") or [{"status": data.get("status"), "updated_date": data.get("updated_date")}]
        paid = bool(data.get("is_cod_transferred"))
        cash = dong(data.get("cod_amount"))
        return [
            Scan(
                code=plain(row.get("status"), 40),
                occurred_at=moment(row.get("updated_date")),
                waybill=waybill,
                reference=plain(data.get("client_order_code"), 64),
                collected_dong=cash,
                remitted=paid,
            )
            for row in rows
        ]

    def verify(self, inbound: Inbound) -> None:
        """There is no signature. The message names the shop, which a stranger can know: the secret path and
        the allow-list are what counts.
        """
        try:
            shop = plain(json_object(inbound).get("ShopID"))
        except Unreadable:
            return
        if shop and not same(shop, self.credentials.secrets["shop_id"]):
            raise NotFromCarrier("another shop")

    def read(self, inbound: Inbound) -> list[Scan]:
        message = json_object(inbound)
        if plain(message.get("Type")).lower() in WITHOUT_NEWS and not message.get("CODTransferDate"):
            return []
        scan = Scan(
            code=plain(message.get("Status"), 40),
            occurred_at=moment(message.get("Time")),
            waybill=plain(message.get("OrderCode"), 40),
            reference=plain(message.get("ClientOrderCode"), 64),
            words=plain(message.get("Reason")) or plain(message.get("Description")),
            place=plain(message.get("Warehouse"), 120),
            collected_dong=dong(message.get("CODAmount")),
            remitted=bool(message.get("CODTransferDate")),
        )
        return [scan]

    def answer(self, inbound: Inbound) -> dict[str, Any]:  # noqa: ARG002 any 200 will do
        return {"code": 200, "message": "Success"}

    def _is_cancelled(self, waybill: str) -> bool:
        return any(scan.code == "cancel" for scan in self.track(waybill))

    def _data(self, verb: str, body: Shape, *, asks: bool = False) -> Shape:
        data = self._call(f"shipping-order/{verb}", body, asks=asks)
        if not isinstance(data, dict):
            raise Unsure("WRONG_SHAPE", str(data)[:100])
        return data

    def _call(self, path: str, body: Shape, *, asks: bool = False) -> Any:
        """The `data` of the answer. `asks`: nothing is changed by it, so it may be repeated."""
        secrets = self.credentials.secrets
        headers = {"Token": secrets["token"], "ShopId": secrets["shop_id"]}
        send = self.line.ask if asks else self.line.tell
        reply = send("POST", f"{ROOT}/{path}", headers=headers, content=body, accept=(400,))
        answer = reply.shape()
        if answer.get("code") != 200:
            raise _no(reply.status, answer)
        return answer.get("data")

    def _body(self, order: Order) -> Shape:
        if order.cod_dong > MOST_COD:
            raise Refused("COD_TOO_MUCH", f"{order.cod_dong} > {MOST_COD}")
        return {
            "payment_type_id": 1,
            "required_note": "CHOXEMHANGKHONGTHU",
            "client_order_code": order.reference,
            "cod_amount": order.cod_dong,
            "insurance_value": min(order.declared_dong, MOST_INSURED),
            "content": content_of(order),
            "weight": order.gross_g,
            "length": centimetres(order.length_mm),
            "width": centimetres(order.width_mm),
            "height": centimetres(order.height_mm),
            "service_type_id": 5 if order.gross_g >= HEAVY_G else 2,
            "items": [
                {"name": one.name, "quantity": 1, "weight": one.net_g, "price": one.value_dong}
                for one in order.goods
            ],
            **self._side("from", order.sender),
            **self._side("to", order.recipient),
        }

    def _side(self, side: str, party: Party) -> Mapping[str, str]:
        """By names. No field for two levels is documented: with Vintage.NEW the district stays empty."""
        place = spell(party.commune_code, self.credentials.vintage or Vintage.OLD)
        return {
            f"{side}_name": party.name,
            f"{side}_phone": telephone(party.telephone),
            f"{side}_address": party.address,
            f"{side}_ward_name": place.ward,
            f"{side}_district_name": place.district,
            f"{side}_province_name": place.province,
        }


def _receipt(data: Mapping[str, Any]) -> Receipt:
    waybill = plain(data.get("order_code"), 40)
    if not waybill:
        raise Unsure("NO_WAYBILL")
    return Receipt(waybill=waybill, fee_dong=dong(data.get("total_fee")))


def _no(status: int, answer: Shape) -> Exception:
    """`code` repeats the HTTP status; where it does not, the graver of the two counts."""
    words = plain(answer.get("message"))
    code = answer.get("code")
    if code == 429:
        return NotDone("TOO_MANY", words)
    if status == 400 or (isinstance(code, int) and 400 <= code < 500):
        return Refused(plain(answer.get("code_message"), 40) or f"GHN_{code}", words)
    return Unsure(f"GHN_{code}", words)
