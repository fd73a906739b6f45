"""Viettel Post, version 2. A short token for name and password, then a long one by `ownerconnect`; answers in
{status, error, message, data}, where error: true is the no, whatever the HTTP status. Grams, centimetres.

No call that finds an order by our own number is known, nor what a second order with it does. After a lost
answer we do not ask again: their message names our number (ORDER_REFERENCE), or staff decide.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from kernel.crypto import same
from logistics.carriers.addresses import ids_of, in_one_line
from logistics.carriers.calling import Line, Shape
from logistics.carriers.enums import Recovery, Vintage
from logistics.carriers.inbound import json_object
from logistics.carriers.keys import forget_token, token_of
from logistics.carriers.protocol import Credentials, Draft, Inbound, Order, Party, Rate, Receipt, Scan
from logistics.carriers.statuses import StatusTable
from logistics.carriers.trouble import (
    KeyRefused,
    NotDone,
    NotFromCarrier,
    NotOffered,
    Refused,
    Unreadable,
    Unsure,
)
from logistics.carriers.viettelpost.statuses import STATUSES
from logistics.carriers.wording import centimetres, content_of, dong, moment, plain, telephone

SERVICES = {"viettelpost:chilled": "VHT", "viettelpost:fast": "VCN", "viettelpost:economy": "VTK"}
"""Their names of services differ by contract: listService says which an account has."""
CANCEL = 4
DOMESTIC = 1
"""Two published clients contradict each other; the official example between two cities sends 1."""
PAID_BY_US, COLLECT_GOODS = 1, 3
CLOCK = "%d/%m/%Y %H:%M:%S"


class ViettelPost:
    statuses: ClassVar[StatusTable] = STATUSES
    recovery: ClassVar[Recovery] = Recovery.WAIT
    secrets: ClassVar[Sequence[str]] = ("username", "password", "webhook_token")
    has_labels: ClassVar[bool] = False

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self.line = Line(credentials.base_url)

    def rate(self, order: Order) -> Rate:
        """By the lines of the addresses, which they read themselves: works with both vintages."""
        vintage = self.credentials.vintage or Vintage.NEW
        body = {
            "SENDER_ADDRESS": in_one_line(order.sender, vintage),
            "RECEIVER_ADDRESS": in_one_line(order.recipient, vintage),
            "PRODUCT_TYPE": "HH",
            "PRODUCT_WEIGHT": order.gross_g,
            "PRODUCT_PRICE": order.declared_dong,
            "MONEY_COLLECTION": order.cod_dong,
            "ORDER_SERVICE": SERVICES.get(order.service_code, "VCN"),
            "NATIONAL_TYPE": DOMESTIC,
        }
        data = self._data("/v2/order/getPriceNlp", body, asks=True)
        fee = dong(data.get("MONEY_TOTAL"))
        if fee is None:
            raise Unsure("NO_FEE")
        return Rate(fee_dong=fee)

    def book(self, order: Order, draft: Draft) -> Receipt:  # noqa: ARG002 in one step
        data = self._data("/v2/order/createOrder", self._body(order))
        waybill = plain(data.get("ORDER_NUMBER"), 40)
        if not waybill:
            raise Unsure("NO_WAYBILL")
        return Receipt(waybill=waybill, fee_dong=dong(data.get("MONEY_TOTAL")))

    def find(self, reference: str) -> Receipt | None:
        raise NotOffered("FIND", reference)

    def cancel(self, waybill: str) -> None:
        body = {"TYPE": CANCEL, "ORDER_NUMBER": waybill, "NOTE": "Người gửi hủy"}
        self._call("/v2/order/UpdateOrder", body)

    def label(self, waybill: str) -> bytes:
        """Their print call gives a link to a page, whose address is not known to us."""
        raise NotOffered("LABEL", waybill)

    def track(self, waybill: str) -> list[Scan]:
        raise NotOffered("TRACK", waybill)

    def verify(self, inbound: Inbound) -> None:
        """The one thing they have: a token of our choosing inside the body."""
        try:
            token = plain(json_object(inbound).get("TOKEN"))
        except Unreadable as problem:
            raise NotFromCarrier("no token") from problem
        if not same(token, self.credentials.secrets["webhook_token"]):
            raise NotFromCarrier("token")

    def read(self, inbound: Inbound) -> list[Scan]:
        data = json_object(inbound).get("DATA")
        if not isinstance(data, dict):
            raise Unreadable("no DATA")
        scan = Scan(
            code=plain(data.get("ORDER_STATUS"), 40),
            occurred_at=moment(data.get("ORDER_STATUSDATE"), CLOCK),
            waybill=plain(data.get("ORDER_NUMBER"), 40),
            reference=plain(data.get("ORDER_REFERENCE"), 64),
            words=plain(data.get("NOTE")) or plain(data.get("STATUS_NAME")),
            place=plain(data.get("LOCALION_CURRENTLY"), 120),
            collected_dong=dong(data.get("MONEY_COLLECTION")),
        )
        return [scan]

    def answer(self, inbound: Inbound) -> dict[str, Any]:  # noqa: ARG002 any 200 will do
        return {"status": 200, "error": False, "message": "OK", "data": None}

    def _data(self, path: str, body: Shape, *, asks: bool = False) -> Shape:
        data = self._call(path, body, asks=asks)
        if not isinstance(data, dict):
            raise Unsure("WRONG_SHAPE", str(data)[:100])
        return data

    def _call(self, path: str, body: Shape, *, asks: bool = False) -> Any:
        """A key that they no longer take is fetched anew, once."""
        account = (self.credentials.base_url, self.credentials.secrets["username"])
        try:
            return self._once(path, body, token_of(*account, fetch=self._sign_in), asks=asks)
        except KeyRefused:
            forget_token(*account)
            return self._once(path, body, token_of(*account, fetch=self._sign_in), asks=asks)

    def _once(self, path: str, body: Shape, token: str, *, asks: bool) -> Any:
        send = self.line.ask if asks else self.line.tell
        return _opened(send("POST", path, headers={"Token": token}, content=body, accept=(400,)).shape())

    def _sign_in(self) -> str:
        """The answers' troubles are NotDone: nothing was ordered yet."""
        secrets = self.credentials.secrets
        body = {"USERNAME": secrets["username"], "PASSWORD": secrets["password"]}
        try:
            short = _token(self.line.ask("POST", "/v2/user/Login", content=body).shape())
            return _token(
                self.line.ask("POST", "/v2/user/ownerconnect", headers={"Token": short}, content=body).shape()
            )
        except Refused as no:
            raise KeyRefused(no.code, no.words) from no
        except Unsure as unsure:
            raise NotDone(unsure.code, unsure.words) from unsure

    def _body(self, order: Order) -> Shape:
        return {
            "ORDER_NUMBER": order.reference,
            "DELIVERY_DATE": f"{order.pickup_on:%d/%m/%Y} 08:00:00",
            **self._side("SENDER", order.sender),
            **self._side("RECEIVER", order.recipient),
            "PRODUCT_NAME": content_of(order),
            "PRODUCT_QUANTITY": 1,
            "PRODUCT_PRICE": order.declared_dong,
            "PRODUCT_WEIGHT": order.gross_g,
            "PRODUCT_LENGTH": centimetres(order.length_mm),
            "PRODUCT_WIDTH": centimetres(order.width_mm),
            "PRODUCT_HEIGHT": centimetres(order.height_mm),
            "PRODUCT_TYPE": "HH",
            "ORDER_PAYMENT": COLLECT_GOODS if order.cod_dong else PAID_BY_US,
            "ORDER_SERVICE": SERVICES.get(order.service_code, "VCN"),
            "ORDER_SERVICE_ADD": "",
            "MONEY_COLLECTION": order.cod_dong,
            "NATIONAL_TYPE": DOMESTIC,
            "LIST_ITEM": [
                {
                    "PRODUCT_NAME": one.name,
                    "PRODUCT_PRICE": one.value_dong,
                    "PRODUCT_WEIGHT": one.net_g,
                    "PRODUCT_QUANTITY": 1,
                }
                for one in order.goods
            ],
        }

    def _side(self, side: str, party: Party) -> Mapping[str, Any]:
        ids = ids_of(party, self.credentials)
        return {
            f"{side}_FULLNAME": party.name,
            f"{side}_ADDRESS": in_one_line(party, self.credentials.vintage or Vintage.OLD),
            f"{side}_PHONE": telephone(party.telephone),
            f"{side}_PROVINCE": ids.province,
            f"{side}_DISTRICT": ids.district,
            f"{side}_WARD": ids.ward,
        }


def _opened(answer: Shape) -> Any:
    if answer.get("error"):
        words = plain(answer.get("message"))
        if answer.get("status") in (201, 202) and "token" in words.lower():
            raise KeyRefused("TOKEN", words)
        raise Refused(f"VTP_{answer.get('status')}", words)
    return answer.get("data")


def _token(answer: Shape) -> str:
    data = _opened(answer)
    token = plain(data.get("token"), 4000) if isinstance(data, dict) else ""
    if not token:
        raise Unsure("NO_TOKEN")
    return token
