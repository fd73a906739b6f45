"""VNPost: a token by name, password and customer code; drafts that become orders. A draft is no order."""

import json

from config.demo.fake_carrier.desk import Ask, Desk, Message, Reply, number
from config.demo.fake_stripe.store import Shape

USER, PASSWORD, CUSTOMER, TOKEN = "demo", "demo-password", "C0000001", "demo-token"
ROOT = "/customer-partner/"
DRAFT, FIRST, CANCELLED = "0", "1", "22"
STORY = ("2", "4", "6", "10", "11", "12", "14")
BACK = ("17", "19")
MISHAPS = {"failed": "15", "refused": "17"}
ENDS = ("14", "19", CANCELLED)


def answer(desk: Desk, ask: Ask) -> Reply:
    verb = ask.path.removeprefix(ROOT)
    if verb == "GetAccessToken":
        given = (ask.json.get("username"), ask.json.get("password"), ask.json.get("customerCode"))
        known = given == (USER, PASSWORD, CUSTOMER)
        return Reply(200, {"token": TOKEN} if known else {"errorMessage": "Sai thông tin đăng nhập"})
    if ask.headers.get("token") != TOKEN:
        return Reply(401, {"errorMessage": "token"})
    verbs = {
        "ServicesCharge": _charge,
        "CreateOrder": _create,
        "createOrderByDraft": _from_draft,
        "orderCancel": _cancel,
    }
    found = verbs.get(verb)
    return found(desk, ask) if found else Reply(404, {"errorMessage": "not found"})


def _no(words: str) -> Reply:
    return Reply(400, {"errorMessage": words})


def _charge(_desk: Desk, ask: Ask) -> Reply:
    data = ask.json.get("data", {})
    if not data.get("receiverProvinceName") or not data.get("weight"):
        return _no("thiếu thông tin")
    vas = 5_000 * len(data.get("addonService", []))
    return Reply(200, [{"mainFee": 15_000 + data["weight"] // 1000 * 2_000, "vasfee": vas}])


def _create(desk: Desk, ask: Ask) -> Reply:
    body = ask.json.get("informationOrder", {})
    if not body.get("receiverPhone") or not body.get("receiverCommuneName") or not body.get("weight"):
        return _no("Thiếu thông tin người nhận")
    draft = ask.json.get("orderCreationStatus") == 0
    values = [addon["propValue"] for addon in body.get("addonService", []) if addon["code"] == "GTG021"]
    order = desk.open(
        "vnpost",
        number("BD"),
        body["saleOrderCode"],
        DRAFT if draft else FIRST,
        cod=int(values[0].partition(":")[2]) if values else 0,
        weight=body["weight"],
        draft=draft,
    )
    return Reply(200, {"totalFee": order["fee"], "status": order["status"], "originalID": order["waybill"]})


def _from_draft(desk: Desk, ask: Ask) -> Reply:
    order = desk.order("vnpost", ask.query.get("code", [""])[0])
    if order is None:
        return _no("Không có đơn nháp này")
    if order["draft"]:
        order["draft"] = False
        desk.send("vnpost", message(desk.move(order, FIRST), FIRST))
        desk.next_story(order)
    return Reply(200, {"status": order["status"], "originalID": order["waybill"]})


def _cancel(desk: Desk, ask: Ask) -> Reply:
    order = desk.order("vnpost", ask.json.get("OriginalId", ""))
    if order is None or order["status"] not in (DRAFT, FIRST, "2", "3", "4", CANCELLED):
        return _no("Không hủy được")
    if order["status"] != CANCELLED:
        desk.send("vnpost", message(desk.move(order, CANCELLED), CANCELLED))
    return Reply(200, [{"caseId": order["waybill"]}])


def message(order: Shape, status: str, kind: str = "", words: str = "") -> Message:  # noqa: ARG001
    body = [{"originalId": order["waybill"], "status": int(status)}]
    return Message(json.dumps(body), {"Content-Type": "application/json"})
