"""Viettel Post: {status, error, message, data}, two steps to a token. What a second order with one number
does is not known of the real one: here it makes a second order, unless the knob `same_again` is on.
"""

import json
from zoneinfo import ZoneInfo

from config.demo.fake_carrier.desk import Ask, Desk, Message, Reply, history, number
from config.demo.fake_stripe.store import Shape

USER, PASSWORD, HOOK_TOKEN = "demo", "demo-password", "demo-hook-token"
SHORT, LONG = "short-demo-token", "long-demo-token"
FIRST, CANCELLED = "100", "107"
STORY = ("103", "104", "105", "200", "300", "400", "500", "501")
BACK = ("502", "504")
MISHAPS = {"failed": "506", "refused": "502"}
ENDS = ("501", "504", CANCELLED)
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def answer(desk: Desk, ask: Ask) -> Reply:
    if ask.path == "/v2/user/Login":
        known = ask.json.get("USERNAME") == USER and ask.json.get("PASSWORD") == PASSWORD
        return _yes({"token": SHORT}) if known else _no("Sai tên đăng nhập hoặc mật khẩu")
    if ask.path == "/v2/user/ownerconnect":
        return _yes({"token": LONG}) if ask.headers.get("token") == SHORT else _no("Token invalid", 201)
    if ask.headers.get("token") != LONG:
        return _no("Token invalid", 201)
    verbs = {
        "/v2/order/getPriceNlp": _price,
        "/v2/order/createOrder": _create,
        "/v2/order/UpdateOrder": _update,
    }
    verb = verbs.get(ask.path)
    return verb(desk, ask) if verb else Reply(404, {"status": 404, "error": True, "message": "not found"})


def _yes(data: object) -> Reply:
    return Reply(200, {"status": 200, "error": False, "message": "OK", "data": data})


def _no(words: str, status: int = 204) -> Reply:
    return Reply(200, {"status": status, "error": True, "message": words, "data": None})


def _price(_desk: Desk, ask: Ask) -> Reply:
    body = ask.json
    if not body.get("SENDER_ADDRESS") or not body.get("RECEIVER_ADDRESS") or not body.get("PRODUCT_WEIGHT"):
        return _no("Price does not apply to this itinerary!")
    return _yes({"MONEY_TOTAL": 20_000 + body["PRODUCT_WEIGHT"] // 1000 * 2_200, "KPI_HT": 24})


def _create(desk: Desk, ask: Ask) -> Reply:
    body = ask.json
    if not body.get("RECEIVER_WARD") or not body.get("RECEIVER_PHONE") or not body.get("PRODUCT_WEIGHT"):
        return _no("Thiếu thông tin người nhận")
    known = desk.by_reference("viettelpost", body["ORDER_NUMBER"])
    if known and desk.store.knob("same_again", False):
        return _yes(_shape(known))
    order = desk.open(
        "viettelpost",
        number("1", 11),
        body["ORDER_NUMBER"],
        FIRST,
        cod=body["MONEY_COLLECTION"],
        weight=body["PRODUCT_WEIGHT"],
    )
    desk.send("viettelpost", message(order, FIRST))
    desk.next_story(order)
    return _yes(_shape(order))


def _shape(order: Shape) -> Shape:
    return {"ORDER_NUMBER": order["waybill"], "MONEY_COLLECTION": order["cod"], "MONEY_TOTAL": order["fee"]}


def _update(desk: Desk, ask: Ask) -> Reply:
    order = desk.order("viettelpost", ask.json.get("ORDER_NUMBER", ""))
    if order is None or ask.json.get("TYPE") != 4:
        return _no("Đơn hàng không tồn tại")
    if order["status"] == CANCELLED:
        return _yes(None)
    if order["status"] not in (FIRST, "102", "103", "104"):
        return _no("Đơn hàng không hủy được")
    desk.send("viettelpost", message(desk.move(order, CANCELLED), CANCELLED))
    return _yes(None)


def message(order: Shape, status: str, kind: str = "", words: str = "") -> Message:  # noqa: ARG001 one kind
    local = history(order)[-1][1].astimezone(_ZONE)
    data = {
        "ORDER_NUMBER": order["waybill"],
        "ORDER_REFERENCE": order["reference"],
        "ORDER_STATUSDATE": f"{local:%d/%m/%Y %H:%M:%S}",
        "ORDER_STATUS": int(status),
        "STATUS_NAME": "",
        "LOCALION_CURRENTLY": "Bưu cục Cầu Giấy",
        "NOTE": words,
        "MONEY_COLLECTION": order["cod"],
        "MONEY_TOTAL": order["fee"],
        "PRODUCT_WEIGHT": order["weight"],
        "ORDER_SERVICE": "VCN",
    }
    body = json.dumps({"DATA": data, "TOKEN": HOOK_TOKEN}, ensure_ascii=False)
    return Message(body, {"Content-Type": "application/json"})
