"""Who trades: households that list and pack, guests who buy, carriers who carry. They only use HTTP."""

import io
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from PIL import Image

from kernel.clock import local_day, now
from kernel.ids import new_key
from marketplace.people.enums import RoleKind
from marketplace.people.operations.roles import grant_role
from marketplace.people.operations.sign_in import open_account
from marketplace.people.rules import Person
from tests.factories.places import CAU_GIAY, LUC_NGAN
from tests.journeys.support.shop import Shop
from tests.journeys.support.speaking import (
    PATIENCE_SECONDS,
    Answer,
    Partner,
    Refused,
    Speaker,
    code_sent_to,
    wait_for,
)

RICE = "gao-bao-thai"
KILO = 1_000
CARRIERS = ("vnpost", "viettelpost", "ghn", "ghtk", "communepost")
_numbers = itertools.count(1)
_identities = itertools.count(1)


def new_telephone() -> str:
    """Invented, of the demo's kind."""
    return f"0900{next(_numbers):06d}"


def new_identity() -> str:
    """Twelve digits that no household has."""
    return f"{next(_identities):012d}"


def sign_in(shop: Shop, telephone: str) -> Speaker:
    nobody = Speaker(shop.url)
    nobody.do("codeRequest", "sent", telephone=telephone, purpose="SIGN_IN")
    token = nobody.do("signIn", "token", telephone=telephone, code=code_sent_to(telephone))["token"]
    return Speaker(shop.url, token=token)


def staff_member() -> Person:
    """At the console: staff are appointed there."""
    account = open_account(telephone=f"+84{new_telephone()[1:]}", name="Nhân viên", at=now())
    grant_role(actor="system:test", account=account, kind=RoleKind.STAFF, at=now())
    account.refresh_from_db()
    return Person(account=account)


def staff_speaker(shop: Shop) -> Speaker:
    person = staff_member()
    assert person.account is not None
    return sign_in(shop, person.account.telephone)


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (800, 600), "#c8b98a").save(buffer, format="JPEG")
    return buffer.getvalue()


@dataclass
class Goods:
    """A listing on sale."""

    id: str
    slug: str
    title: str


@dataclass
class Farm:
    """A household and the telephone of its owner."""

    speaker: Speaker
    telephone: str
    id: str
    name: str
    goods: list[Goods] = field(default_factory=list)

    def list_goods(
        self, *, quantity: int, title: str = "", price: int = 20_000, undelivered: str = "RETURN", **more: Any
    ) -> Goods:
        """Photo, draft, stock, on sale. By the kilogram, in steps of one."""
        photo = self.speaker.upload("photoAdd", "photo { id state }", picture(), householdId=self.id)["photo"]
        title = title or f"Gạo Bao thai {next(_numbers)}"
        fields = {
            "commodityCode": RICE,
            "title": title,
            "description": "Gạo mới, xát tuần này.",
            "unit": "kg",
            "unitFactor": KILO,
            "price": price,
            "minimum": KILO,
            "step": KILO,
            "onUndelivered": undelivered,
            "selfProduced": True,
            "photoIds": [photo["id"]],
        } | more
        draft = self.speaker.do("listingDraft", "listing { id }", householdId=self.id, fields=fields)
        listing_id = draft["listing"]["id"]
        self.add_stock(listing_id, quantity)
        listing = self.speaker.do("listingPublish", "listing { id slug state }", listingId=listing_id)
        assert listing["listing"]["state"] == "published", listing
        self.goods.append(Goods(listing_id, listing["listing"]["slug"], title))
        return self.goods[-1]

    def add_stock(self, listing_id: str, quantity: int) -> None:
        day = (local_day(now()) - timedelta(days=1)).isoformat()
        self.speaker.do("stockAdd", "lot { id }", listingId=listing_id, quantity=quantity, harvestedOn=day)

    def accept(self, order_id: str) -> None:
        self.speaker.do("orderAccept", "order { state }", orderId=order_id)

    def decline(self, order_id: str) -> None:
        self.speaker.do("orderDecline", "order { state }", orderId=order_id)

    def pack(self, order: "Bought", *, net: Mapping[int, int] | None = None) -> None:
        """Each line as ordered, or `net` grams by position; all in one box."""
        lines = order.look("order { lines { id quantity } }")["order"]["lines"]
        weighed = [
            {"lineId": line["id"], "net": (net or {}).get(place, line["quantity"])}
            for place, line in enumerate(lines)
        ]
        gross = sum(line["net"] for line in weighed) + 300
        box = {"grossG": gross, "lengthMm": 400, "widthMm": 300, "heightMm": 250}
        self.speaker.do("orderPack", "order { state }", orderId=order.id, lines=weighed, boxes=[box])


def open_farm(shop: Shop, name: str, *, staff: Speaker) -> Farm:
    """The whole way to being verified; staff look at the papers."""
    telephone = new_telephone()
    speaker = sign_in(shop, telephone)
    opened = speaker.do(
        "householdOpen", "household { id state }", name=name, communeCode=LUC_NGAN, address="Thôn Đồng Giao"
    )
    farm = Farm(speaker, telephone, opened["household"]["id"], name)
    speaker.do(
        "householdSetBankAccount", "household { hasBankAccount }", householdId=farm.id,
        bankCode="970405", bankAccount="0123456789", bankHolder="NGUYEN VAN A",
    )  # fmt: skip
    speaker.do("householdSubmit", "household { state }", householdId=farm.id, identityNumber=new_identity())
    staff.do("staffHouseholdVerify", "household { state }", householdId=farm.id)
    return farm


@dataclass
class Bought:
    """One order, by its secret link."""

    speaker: Speaker
    id: str
    secret: str
    household: str
    checkout: str

    def look(self, fields: str) -> Answer:
        query = f"query See($secret: String!) {{ orderBySecret(secret: $secret) {{ {fields} }} }}"
        return dict(self.speaker.ask(query, secret=self.secret)["orderBySecret"])

    @property
    def state(self) -> str:
        return str(self.look("order { state }")["order"]["state"])

    @property
    def charged(self) -> int:
        return int(self.look("order { charged }")["order"]["charged"])

    def wait(self, state: str, *, seconds: float = PATIENCE_SECONDS) -> None:
        wait_for(lambda: self.state == state, what=f"{self.id} to be {state}", seconds=seconds)

    def tracking_codes(self) -> list[str]:
        return list(self.look("trackingCodes")["trackingCodes"])


PREVIEW = """query Preview($lines: [BasketLineInput!]!, $commune: String!, $payment: PaymentMethod!) {
  checkoutPreview(lines: $lines, communeCode: $commune, payment: $payment) { total placeable
    parts { householdKey goods lines { trouble } offers { serviceCode price arrivesOn refused } } } }"""
PLACED = "checkout { id secret total orders { secret order { id state agreed household { name } } } }"


@dataclass
class Guest:
    """A buyer without an account, whose telephone is confirmed."""

    speaker: Speaker
    telephone: str
    confirmation: str

    def choices(self, lines: Sequence[Answer], payment: str, carrier: str = "") -> list[Answer]:
        """The cheapest offer of each household, of one carrier where it matters."""
        seen = self.speaker.ask(PREVIEW, lines=lines, commune=CAU_GIAY, payment=payment)["checkoutPreview"]
        assert seen["placeable"], seen
        return [_choice(part, carrier) for part in seen["parts"]]

    def order(
        self, *wanted: tuple[Goods, int], payment: str = "CASH", key: str = "", carrier: str = "vnpost"
    ) -> list[Bought]:
        """Preview and place; one order a household."""
        lines = [{"listingId": goods.id, "quantity": quantity} for goods, quantity in wanted]
        given = {
            "idempotencyKey": key or new_key(),
            "lines": lines,
            "choices": self.choices(lines, payment, carrier),
            "payment": payment,
            "name": "Trần Thị Mai",
            "telephone": self.telephone,
            "confirmation": self.confirmation,
            "communeCode": CAU_GIAY,
            "address": "12 ngõ 34 Nguyễn Khánh Toàn",
        }
        checkout = self.speaker.do("orderPlace", PLACED, **given)["checkout"]
        return [self._bought(checkout, each) for each in checkout["orders"]]

    def _bought(self, checkout: Answer, each: Answer) -> Bought:
        order = each["order"]
        return Bought(
            self.speaker, order["id"], each["secret"], order["household"]["name"], checkout["secret"]
        )

    def cancel(self, order: Bought) -> None:
        self.speaker.do("orderCancel", "order { state }", secret=order.secret)

    def open_card(self, order: Bought) -> str:
        """The client secret of the intent."""
        opened = self.speaker.do("cardOpen", "clientSecret", checkoutSecret=order.checkout)
        return str(opened["clientSecret"])


def _choice(part: Answer, carrier: str) -> Answer:
    offers = [offer for offer in part["offers"] if not offer["refused"]]
    offer = next(each for each in offers if each["serviceCode"].startswith(carrier))
    return {
        "householdKey": part["householdKey"],
        "serviceCode": offer["serviceCode"],
        "goods": part["goods"],
        "postage": offer["price"],
        "arrivesOn": offer["arrivesOn"],
    }


def new_guest(shop: Shop, *, again: bool = False) -> Guest:
    telephone = new_telephone()
    speaker = Speaker(shop.url, again=again)
    while True:
        speaker.do("codeRequest", "sent", telephone=telephone, purpose="ORDER")
        try:
            confirmed = speaker.do(
                "telephoneConfirm", "confirmation", telephone=telephone, code=code_sent_to(telephone)
            )
        except Refused:
            assert again  # the answer was lost with the process, and the code is used up
            continue
        return Guest(speaker, telephone, confirmed["confirmation"])


@dataclass
class Post:
    """A carrier that fetches, reports and hands its cash in."""

    partner: Partner
    carrier: str

    def fetch(self, order: Bought, *, seconds: float = PATIENCE_SECONDS) -> str:
        """Find the order's pickup and take it; its tracking code, once the parcel is not held any more."""
        order.wait("booked", seconds=seconds)
        code = order.tracking_codes()[0]
        pickup = wait_for(lambda: self._pickup_with(code), what=f"a pickup with {code}")
        if pickup["state"] == "offered":
            taken = self.partner.post(f"pickups/{pickup['key']}/take", {})
            assert taken["state"] == "taken", taken
        wait_for(lambda: self.may_leave(code), what=f"{code} to be released", seconds=seconds)
        return code

    def may_leave(self, code: str) -> bool:
        return not self.partner.get(f"parcels/{code}").json()["held"]

    def _pickup_with(self, code: str) -> Answer | None:
        cursor: dict[str, str] = {}
        while True:
            page = self.partner.get("pickups", limit=50, **cursor).json()
            for pickup in page["items"]:
                if any(
                    code == box["tracking_code"] for sent in pickup["shipments"] for box in sent["parcels"]
                ):
                    return dict(pickup)
            if not page["has_more"]:
                return None
            cursor = {"after": page["next"]}

    def label(self, code: str) -> bytes:
        answer = self.partner.get(f"parcels/{code}/label")
        assert answer.status_code == 200, answer.text
        return answer.content

    def tell(self, code: str, *events: str, reason: str = "", amount: int | None = None) -> None:
        """Report events of a parcel, a second apart and just now."""
        began = now() - timedelta(seconds=len(events))
        rows = [_event(code, event, began + timedelta(seconds=place), reason, amount)
                for place, event in enumerate(events)]  # fmt: skip
        results = self.partner.post("events", {"events": rows})
        assert results["stored"] == len(events), results

    def remit(self, *lines: tuple[str, int]) -> Answer:
        """Hand the cash of these parcels in."""
        rows = [{"tracking_code": code, "amount_dong": amount, "fee_dong": 0} for code, amount in lines]
        total = sum(amount for _code, amount in lines)
        body = {"reference": f"BK-{new_key()[-10:]}", "total_dong": total, "lines": rows}
        return self.partner.post("remittances", body)


def _event(code: str, event: str, at: Any, reason: str, amount: int | None) -> Answer:
    row = {"tracking_code": code, "code": event, "occurred_at": at.isoformat(), "dedupe_key": new_key()}
    if reason:
        row["reason"] = reason
    return row | ({"amount_dong": amount} if event == "cod_collected" else {})


def post_of(shop: Shop, carrier: str) -> Post:
    """The secret is shown once, by the command that staff run, as two lines for the partner's shell."""
    told = StringIO()
    call_command("partner", "create", "--carrier", carrier, stdout=told, stderr=StringIO())
    client_id, secret = (line.partition("=")[2] for line in told.getvalue().split("\n")[:2])
    return Post(Partner(shop.url, client_id, secret), carrier)
