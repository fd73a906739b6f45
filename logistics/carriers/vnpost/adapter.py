"""VNPost's customer-partner API (My VNPost), as a working client speaks it; the official document was not to
be had. A token for name, password and customer code; names and codes of places; grams, centimetres, dong.

Booking takes two steps: a draft, whose number we keep, then the order out of the draft. A lost answer to the
first leaves a draft that nobody fetches; a lost answer to the second is asked again by the same number.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from logistics.carriers.addresses import spell
from logistics.carriers.calling import Line, Shape
from logistics.carriers.enums import Recovery, Vintage
from logistics.carriers.inbound import json_value
from logistics.carriers.keys import forget_token, token_of
from logistics.carriers.protocol import Credentials, Draft, Inbound, Order, Party, Rate, Receipt, Scan
from logistics.carriers.statuses import StatusTable
from logistics.carriers.trouble import KeyRefused, NotDone, NotOffered, Refused, Unreadable, Unsure
from logistics.carriers.vnpost.statuses import STATUSES
from logistics.carriers.wording import centimetres, content_of, dong, moment, plain, telephone

ROOT = "/customer-partner"
SERVICES = {
    "vnpost:chilled": "ETN013",
    "vnpost:fast": "ETN031",
    "vnpost:office": "ETN031",
    "vnpost:economy": "CTN007",
}
COD, DECLARED_VALUE = "GTG021", "GTG008"
MOST_MESSAGES = 500
IS_DRAFT, FROM_DRAFT = 0, 3


class VnPost:
    statuses: ClassVar[StatusTable] = STATUSES
    recovery: ClassVar[Recovery] = Recovery.DRAFT
    secrets: ClassVar[Sequence[str]] = ("username", "password", "customer_code")
    has_labels: ClassVar[bool] = False

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self.line = Line(credentials.base_url)

    def rate(self, order: Order) -> Rate:
        data = {
            **self._names("sender", order.sender),
            **self._names("receiver", order.recipient),
            "receiverNational": "VN",
            "receiverCity": None,
            "orgCodeAccept": None,
            "weight": order.gross_g,
            "serviceCode": SERVICES.get(order.service_code, "ETN031"),
            "vehicle": "BO",
            "additionRequest": [],
            "addonService": _addons(order),
        }
        body = {"scope": 1, "customerCode": self.credentials.secrets["customer_code"], "data": data}
        answer = self._call("POST", "ServicesCharge", body, asks=True)
        row = answer[0] if isinstance(answer, list) and answer else None
        if not isinstance(row, dict) or (main := dong(row.get("mainFee"))) is None:
            raise Unsure("NO_FEE")
        return Rate(fee_dong=main + (dong(row.get("vasfee")) or 0))

    def book(self, order: Order, draft: Draft) -> Receipt:
        if draft.number:
            return self._from_draft(draft.number, again=True)
        number, fee = self._draft(order)
        draft.keep(number)
        return Receipt(waybill=self._from_draft(number, again=False).waybill, fee_dong=fee)

    def find(self, reference: str) -> Receipt | None:
        raise NotOffered("FIND", reference)

    def cancel(self, waybill: str) -> None:
        self._call("POST", "orderCancel", {"OriginalId": waybill})

    def label(self, waybill: str) -> bytes:
        """None is documented: our own label carries their number."""
        raise NotOffered("LABEL", waybill)

    def track(self, waybill: str) -> list[Scan]:
        raise NotOffered("TRACK", waybill)

    def verify(self, inbound: Inbound) -> None:
        """No scheme of theirs is known: the secret path and the allow-list are all there is."""

    def read(self, inbound: Inbound) -> list[Scan]:
        """A list of {originalId, status}. No time is known in it: ours of receiving stands in."""
        rows = json_value(inbound)
        if not isinstance(rows, list) or len(rows) > MOST_MESSAGES:
            raise Unreadable("not a list")
        return [_scan(row, inbound) for row in rows if isinstance(row, dict)]

    def answer(self, inbound: Inbound) -> dict[str, Any]:  # noqa: ARG002 any 200 will do
        return {"status": "success"}

    def _draft(self, order: Order) -> tuple[str, int | None]:
        body = {"orderCreationStatus": IS_DRAFT, "type": "GUI", "informationOrder": self._information(order)}
        answer = self._call("POST", "CreateOrder", body)
        number = plain(answer.get("originalID"), 40) if isinstance(answer, dict) else ""
        if not number:
            raise Unsure("NO_DRAFT")
        return number, dong(answer.get("totalFee"))

    def _from_draft(self, number: str, *, again: bool) -> Receipt:
        """A no to a repetition may mean that the first one came through: that is for staff to see."""
        try:
            self._call("GET", "createOrderByDraft", None, params={"type": FROM_DRAFT, "code": number})
        except Refused as no:
            if again:
                raise Unsure(no.code, no.words) from no
            raise
        return Receipt(waybill=number)

    def _call(
        self, method: str, path: str, body: Shape | None, *, params: Shape | None = None, asks: bool = False
    ) -> Any:
        account = (self.credentials.base_url, self.credentials.secrets["username"])
        try:
            return self._once(method, path, body, params, asks=asks)
        except KeyRefused:
            forget_token(*account)
            return self._once(method, path, body, params, asks=asks)

    def _once(self, method: str, path: str, body: Shape | None, params: Shape | None, *, asks: bool) -> Any:
        account = (self.credentials.base_url, self.credentials.secrets["username"])
        send = self.line.ask if asks else self.line.tell
        headers = {"token": token_of(*account, fetch=self._sign_in)}
        reply = send(method, f"{ROOT}/{path}", headers=headers, params=params, content=body, accept=(400,))
        answer = reply.json()
        if isinstance(answer, dict) and (words := answer.get("errorMessage")):
            raise Refused("VNPOST", plain(words))
        if reply.status == 400:
            raise Refused("HTTP_400")
        return answer

    def _sign_in(self) -> str:
        secrets = self.credentials.secrets
        body = {
            "username": secrets["username"],
            "password": secrets["password"],
            "customerCode": secrets["customer_code"],
        }
        try:
            answer = self.line.ask("POST", f"{ROOT}/GetAccessToken", content=body, accept=(400,)).shape()
        except Unsure as unsure:
            raise NotDone(unsure.code, unsure.words) from unsure
        token = plain(answer.get("token"), 4000)
        if not token:
            raise KeyRefused("LOGIN", plain(answer.get("errorMessage")))
        return token

    def _information(self, order: Order) -> Shape:
        return {
            **self._side("sender", order.sender),
            **self._side("receiver", order.recipient),
            "serviceCode": SERVICES.get(order.service_code, "ETN031"),
            "saleOrderCode": order.reference,
            "contentNote": content_of(order),
            "weight": order.gross_g,
            "width": centimetres(order.width_mm),
            "length": centimetres(order.length_mm),
            "height": centimetres(order.height_mm),
            "vehicle": "BO",
            "sendType": "1",
            "deliveryTime": "N",
            "deliveryRequire": "1",
            "isBroken": 0,
            "addonService": _addons(order),
            "additionRequest": [],
        }

    def _names(self, side: str, party: Party) -> Mapping[str, str]:
        place = spell(party.commune_code, self.credentials.vintage or Vintage.NEW)
        return {
            f"{side}ProvinceName": place.province,
            f"{side}DistrictName": place.district,
            f"{side}CommuneName": place.ward,
        }

    def _side(self, side: str, party: Party) -> Mapping[str, str]:
        """The post says that it takes addresses of both vintages, over the API too."""
        return {
            f"{side}Name": party.name,
            f"{side}Phone": telephone(party.telephone),
            f"{side}Address": party.address,
            **self._names(side, party),
        }


def _addons(order: Order) -> list[Shape]:
    found = []
    if order.cod_dong:
        found.append({"code": COD, "propValue": f"PROP0018:{order.cod_dong}"})
    if order.declared_dong:
        found.append({"code": DECLARED_VALUE, "propValue": f"PROP0026:{order.declared_dong}"})
    return found


def _scan(row: Shape, inbound: Inbound) -> Scan:
    waybill = plain(row.get("originalId"), 40)
    if not waybill:
        raise Unreadable("no originalId")
    when = row.get("time")
    return Scan(
        code=plain(row.get("status"), 40),
        occurred_at=moment(when) if when else inbound.received_at,
        waybill=waybill,
        timed=bool(when),
    )
