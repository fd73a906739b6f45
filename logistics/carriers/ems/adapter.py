"""EMS Vietnam (docws.ems.com.vn). The merchant's token stands in the address; answers in {code, message,
data}. Grams, dong, the carrier's own numbers of places.

No call that finds an order by our own number is documented. After a lost answer we do not ask again: their
message names our number (order_code), or staff decide. Messages come in any order, and say so.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from logistics.carriers.addresses import ids_of
from logistics.carriers.calling import Line, Shape
from logistics.carriers.ems.statuses import STATUSES
from logistics.carriers.enums import Recovery
from logistics.carriers.inbound import json_object
from logistics.carriers.protocol import Credentials, Draft, Inbound, Order, Party, Rate, Receipt, Scan
from logistics.carriers.statuses import StatusTable
from logistics.carriers.trouble import NotFromCarrier, NotOffered, Refused, Unreadable, Unsure
from logistics.carriers.wording import content_of, dong, moment, plain, telephone

ROOT = "/api/v1"
SERVICES = {"ems:express": 1, "ems:abroad": 2}
"""The number of the service abroad, the customs rows and all fields of `_abroad` but to_postal are in no
documentation that we could read: EMS has not confirmed them.
"""
TRANSACTION = "ems-transaction"
CLOCKS = ("%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S")


class Ems:
    statuses: ClassVar[StatusTable] = STATUSES
    recovery: ClassVar[Recovery] = Recovery.WAIT
    secrets: ClassVar[Sequence[str]] = ("merchant_token",)
    has_labels: ClassVar[bool] = False

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self.line = Line(credentials.base_url)

    def rate(self, order: Order) -> Rate:
        """Main fee, remote areas and extras together."""
        here, there = ids_of(order.sender, self.credentials), ids_of(order.recipient, self.credentials)
        body = {
            "from_province": here.province,
            "from_district": here.district,
            "to_province": there.province,
            "to_district": there.district,
            "service": SERVICES.get(order.service_code, 1),
            "total_weight": order.gross_g,
            "money_collect": order.cod_dong,
            "total_quantity": 1,
        }
        return Rate(fee_dong=_fee(self._call("POST", "get-order-fee", body, asks=True)))

    def book(self, order: Order, draft: Draft) -> Receipt:  # noqa: ARG002 in one step
        data = self._call("POST", "orders/create-v2", self._body(order))
        waybill = plain(data.get("tracking_code"), 40)
        if not waybill:
            raise Unsure("NO_WAYBILL")
        return Receipt(waybill=waybill, fee_dong=_fee(data))

    def find(self, reference: str) -> Receipt | None:
        raise NotOffered("FIND", reference)

    def cancel(self, waybill: str) -> None:
        """Only before it is fetched; later the post office of origin must be asked."""
        self._call("POST", f"orders/cancel/{quote(waybill, safe='')}", {})

    def label(self, waybill: str) -> bytes:
        raise NotOffered("LABEL", waybill)

    def track(self, waybill: str) -> list[Scan]:
        data = self._call("GET", f"orders/tracking/{quote(waybill, safe='')}", None, asks=True)
        cash = _money(data)
        return [
            Scan(
                code=plain(row.get("status"), 40),
                occurred_at=moment(row.get("tracedate"), *CLOCKS),
                waybill=waybill,
                words=plain(row.get("description")),
                place=plain(row.get("address"), 120),
                collected_dong=cash,
            )
            for row in data.get("__get_status") or ()
        ]

    def verify(self, inbound: Inbound) -> None:
        """There is no signature; the header only numbers the message. The secret path and the allow-list are
        what counts.
        """
        if not inbound.headers.get(TRANSACTION):
            raise NotFromCarrier("no ems-transaction")

    def read(self, inbound: Inbound) -> list[Scan]:
        """Both spellings: tracking_code (version 1) and TrackingCode (version 2)."""
        message = {_snake(name): value for name, value in json_object(inbound).items()}
        when = message.get("datetime") or message.get("created_at")
        scan = Scan(
            code=plain(message.get("status_code"), 40),
            occurred_at=moment(when, *CLOCKS),
            waybill=plain(message.get("tracking_code"), 40),
            reference=plain(message.get("order_code"), 64),
            words=plain(message.get("note")) or plain(message.get("status_name")),
            place=plain(message.get("locate")) or plain(message.get("location"), 120),
            collected_dong=dong(message.get("money_collect")),
        )
        if not scan.waybill and not scan.reference:
            raise Unreadable("no number")
        return [scan]

    def answer(self, inbound: Inbound) -> dict[str, Any]:
        return {"code": "success", "transaction": inbound.headers.get(TRANSACTION, "")}

    def _call(self, method: str, path: str, body: Shape | None, *, asks: bool = False) -> Shape:
        send = self.line.ask if asks else self.line.tell
        token = {"merchant_token": self.credentials.secrets["merchant_token"]}
        answer = send(method, f"{ROOT}/{path}", params=token, content=body, accept=(400, 422)).shape()
        if answer.get("code") != "success":
            raise Refused("EMS", plain(answer.get("message")))
        data = answer.get("data")
        return data if isinstance(data, dict) else {}

    def _body(self, order: Order) -> Shape:
        return {
            "order_code": order.reference,
            "inventory_name": order.sender.name,
            **self._side("from", order.sender),
            **self._to(order.recipient),
            "product_name": content_of(order),
            "total_amount": order.declared_dong,
            "total_quantity": 1,
            "total_weight": order.gross_g,
            "money_collect": order.cod_dong,
            "service": SERVICES.get(order.service_code, 1),
            "checked": True,
            "fragile": False,
            "vas": [],
            **_customs(order),
        }

    def _to(self, party: Party) -> Mapping[str, str]:
        return self._side("to", party) if party.country == "VN" else _abroad(party)

    def _side(self, side: str, party: Party) -> Mapping[str, str]:
        ids = ids_of(party, self.credentials)
        return {
            f"{side}_name": party.name,
            f"{side}_phone": telephone(party.telephone),
            f"{side}_province": ids.province,
            f"{side}_district": ids.district,
            f"{side}_ward": ids.ward,
            f"{side}_address": party.address,
        }


def _abroad(party: Party) -> Mapping[str, str]:
    """A person in another country: no numbers of ours, and no telephone is dialled with a leading zero."""
    return {
        "to_name": party.name,
        "to_phone": party.telephone,
        "to_country": party.country,
        "to_city": party.city,
        "to_postal": party.postal_code,
        "to_address": party.address,
    }


def _customs(order: Order) -> Shape:
    """What the post sends ahead of an item abroad; nothing inside the country."""
    if order.recipient.country == "VN":
        return {}
    return {
        "customs": [
            {
                "description": content.name,
                "quantity": content.pieces,
                "net_weight": content.net_g,
                "value": content.value_dong,
                "hs_code": content.hs_code,
                "origin_country": content.origin_country,
            }
            for content in order.goods
        ]
    }


def _fee(data: Shape) -> int:
    fee, extras = data.get("fee"), data.get("vas")
    if not isinstance(fee, dict):
        raise Unsure("NO_FEE")
    vas = dong(extras.get("total_vas")) if isinstance(extras, dict) else 0
    return (dong(fee.get("fee")) or 0) + (dong(fee.get("remote_fee")) or 0) + (vas or 0)


def _money(data: Shape) -> int | None:
    fee = data.get("__get_fee")
    return dong(fee.get("money_collect")) if isinstance(fee, dict) else None


def _snake(name: str) -> str:
    """TrackingCode → tracking_code."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
