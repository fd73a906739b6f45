"""EMS: {code, message, data}, the token in the address. As with Viettel Post, a second order with one number
is a second order, unless the knob `same_again` is on.
"""

import json
import secrets
from zoneinfo import ZoneInfo

from config.demo.fake_carrier.desk import Ask, Desk, Message, Reply, history, number, s10
from config.demo.fake_stripe.store import Shape

TOKEN = "demo-merchant-token"  # noqa: S105
FIRST, CANCELLED = "1", "23000"
STORY = ("2", "4")
BACK: tuple[str, ...] = ()
MISHAPS: dict[str, str] = {}
ENDS = ("4", CANCELLED)
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NAMES = {
    "1": "Đã tạo đơn hàng, chờ duyệt lấy hàng",
    "2": "Đã duyệt đơn hàng, chờ lấy hàng",
    "4": "Đang vận chuyển",
}


def answer(desk: Desk, ask: Ask) -> Reply:
    if ask.query.get("merchant_token", [""])[0] != TOKEN:
        return Reply(401, {"code": "error", "message": "merchant_token không đúng"})
    path = ask.path.removeprefix("/api/v1/")
    if path == "orders/create-v2":
        return _create(desk, ask)
    if path == "get-order-fee":
        return _fee(ask)
    if path.startswith("orders/tracking/"):
        return _detail(desk, path.rpartition("/")[2])
    if path.startswith("orders/cancel/"):
        return _cancel(desk, path.rpartition("/")[2])
    return Reply(404, {"code": "error", "message": "not found"})


def _no(words: str) -> Reply:
    return Reply(200, {"code": "error", "message": words})


def _yes(data: Shape) -> Reply:
    return Reply(200, {"code": "success", "message": "Thành công", "data": data})


def _cost(body: Shape, fee: int) -> Shape:
    vas = 13_000 if body.get("money_collect") else 0
    return {
        "fee": {"fee": fee, "remote_fee": 0},
        "vas": {"total_vas": vas, "vas_detail": [{"code": "cod", "fee": vas}] if vas else []},
        "money_collect": str(body.get("money_collect", 0)),
    }


def _fee(ask: Ask) -> Reply:
    body = ask.json
    if not body.get("to_district") or not body.get("total_weight"):
        return _no("thiếu thông tin")
    return _yes(_cost(body, 16_088 + body["total_weight"] // 1000 * 2_000))


def _create(desk: Desk, ask: Ask) -> Reply:
    body = ask.json
    abroad = body.get("to_country", "VN") != "VN"
    there = ("to_city", "to_address") if abroad else ("to_ward",)
    if not all(body.get(name) for name in ("to_phone", "total_weight", *there)):
        return _no("Thiếu thông tin người nhận")
    if abroad and not all(len(row.get("hs_code") or "") >= 6 for row in body.get("customs") or [{}]):
        return _no("Thiếu khai hải quan: mã HS từ 6 số")
    known = desk.by_reference("ems", body["order_code"])
    if known and desk.store.knob("same_again", False):
        return _yes({"tracking_code": known["waybill"], "status_code": FIRST, **_cost(body, known["fee"])})
    order = desk.open(
        "ems",
        s10("EE") if abroad else number("EJ") + "VN",
        body["order_code"],
        FIRST,
        cod=body["money_collect"],
        weight=body["total_weight"],
    )
    desk.send("ems", message(order, FIRST))
    desk.next_story(order)
    return _yes({"tracking_code": order["waybill"], "status_code": FIRST, **_cost(body, order["fee"])})


def _detail(desk: Desk, waybill: str) -> Reply:
    order = desk.order("ems", waybill)
    if order is None:
        return _no("Không tìm thấy bưu gửi")
    rows = [
        {
            "status": int(status),
            "address": "EMS",
            "description": NAMES.get(status, ""),
            "tracedate": f"{at.astimezone(_ZONE):%Y-%m-%d %H:%M:%S}",
        }
        for status, at in history(order)
    ]
    data = {
        "tracking_code": waybill,
        "status": int(order["status"]),
        "total_weight": order["weight"],
        "__get_fee": {"fee": order["fee"], "money_collect": order["cod"]},
        "__get_status": rows,
    }
    return _yes(data)


def _cancel(desk: Desk, waybill: str) -> Reply:
    order = desk.order("ems", waybill)
    if order is None or order["status"] not in (FIRST, "2", CANCELLED):
        return _no("Không hủy được, liên hệ bưu cục gốc")
    if order["status"] != CANCELLED:
        desk.send("ems", message(desk.move(order, CANCELLED), CANCELLED))
    return _yes({"code": waybill, "status": 23000})


def message(order: Shape, status: str, kind: str = "", words: str = "") -> Message:  # noqa: ARG001 one kind
    local = history(order)[-1][1].astimezone(_ZONE)
    body = {
        "tracking_code": order["waybill"],
        "order_code": order["reference"],
        "status_code": int(status),
        "status_name": NAMES.get(status, ""),
        "note": words,
        "locate": "890100 - KTC1 Vĩnh Long",
        "datetime": f"{local:%d/%m/%Y %H:%M:%S}",
        "total_weight": order["weight"],
        "money_collect": order["cod"],
        "total_fee": order["fee"],
    }
    headers = {"Content-Type": "application/json", "ems-transaction": secrets.token_hex(8)}
    return Message(json.dumps(body, ensure_ascii=False), headers)
