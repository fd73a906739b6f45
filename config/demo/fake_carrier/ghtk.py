"""GHTK: {success, message}; kilograms in an order, grams in the fee call; a second order with the same id is
refused with the first one's label.
"""

from urllib.parse import unquote, urlencode
from zoneinfo import ZoneInfo

from config.demo.fake_carrier import labels
from config.demo.fake_carrier.desk import Ask, Desk, Message, Reply, history, number
from config.demo.fake_stripe.store import Shape

TOKEN, PARTNER, HASH = "demo-token", "S0000001", "demo-hash"
FIRST, CANCELLED = "1", "-1"
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
STORY = ("2", "12", "123", "3", "4", "45", "5", "6")
BACK = ("20", "21")
MISHAPS = {"failed": "9", "refused": "20", "lost": "13"}
ENDS = ("6", "21", "13", CANCELLED)


def answer(desk: Desk, ask: Ask) -> Reply:
    if ask.headers.get("token") != TOKEN or ask.headers.get("x-client-source") != PARTNER:
        return Reply(401, {"success": False, "message": "Cần cung cấp token hợp lệ", "error_code": "20101"})
    path = unquote(ask.path)
    if path.startswith("/services/shipment/order"):
        return _create(desk, ask)
    if path == "/services/shipment/fee":
        return _fee(ask)
    if path.startswith("/services/shipment/v2/"):
        return _status(desk, path.rpartition("/")[2])
    if path.startswith("/services/shipment/cancel/"):
        return _cancel(desk, path.rpartition("/")[2])
    if path.startswith("/services/label/"):
        waybill = path.rpartition("/")[2]
        return Reply(200, labels.pdf("ghtk", waybill)) if desk.order("ghtk", waybill) else _no("không có")
    return Reply(404, {"success": False, "message": "Đường dẫn không tồn tại", "error_code": "10104"})


def _no(words: str, code: str = "30100", status: int = 200) -> Reply:
    return Reply(status, {"success": False, "message": words, "error_code": code, "log_id": "fake"})


def _fee(ask: Ask) -> Reply:
    grams = int(ask.query.get("weight", ["0"])[0])
    if not grams or not ask.query.get("province"):
        return _no("thiếu thông tin", "30200", 422)
    fee = 22_000 + grams // 1000 * 2_000
    return Reply(
        200, {"success": True, "message": "", "fee": {"fee": fee, "insurance_fee": 0, "delivery": True}}
    )


def _create(desk: Desk, ask: Ask) -> Reply:
    order, products = ask.json.get("order", {}), ask.json.get("products", [])
    if not order.get("id") or not order.get("tel") or not order.get("province") or not products:
        return _no("Thiếu thông tin đơn hàng", "30101", 422)
    known = desk.by_reference("ghtk", order["id"])
    if known:
        error = {
            "code": "ORDER_ID_EXIST",
            "partner_id": order["id"],
            "ghtk_label": known["waybill"],
            "status": 1,
        }
        return Reply(200, {"success": False, "message": "Đơn hàng đã tồn tại", "error": error})
    kilograms = sum(product["weight"] * product.get("quantity", 1) for product in products)
    if kilograms > 50:
        return _no("nặng quá", "30103", 422)
    made = desk.open(
        "ghtk",
        number("S1.A1.", 8),
        order["id"],
        FIRST,
        cod=order["pick_money"],
        weight=round(kilograms * 1000),
        tags=order.get("tags", []),
    )
    desk.send("ghtk", message(made, FIRST))
    desk.next_story(made)
    shape = {
        "partner_id": order["id"],
        "label": made["waybill"],
        "area": 1,
        "fee": made["fee"],
        "status_id": 1,
    }
    return Reply(200, {"success": True, "message": "", "order": shape})


def _status(desk: Desk, name: str) -> Reply:
    order = desk.order("ghtk", name) or desk.by_reference("ghtk", name)
    if order is None:
        return _no("Không tìm thấy đơn hàng", "30300")
    local = history(order)[-1][1].astimezone(_ZONE)
    shape = {
        "label_id": order["waybill"],
        "partner_id": order["reference"],
        "status": order["status"],
        "status_text": "",
        "created": f"{local:%Y-%m-%d %H:%M:%S}",
        "modified": f"{local:%Y-%m-%d %H:%M:%S}",
        "ship_money": order["fee"],
        "weight": order["weight"],
        "pick_money": order["cod"],
    }
    return Reply(200, {"success": True, "message": "", "order": shape})


def _cancel(desk: Desk, waybill: str) -> Reply:
    order = desk.order("ghtk", waybill)
    if order is None or order["status"] not in (FIRST, "2", "12"):
        return _no("Đơn hàng không hủy được", "30400")
    desk.send("ghtk", message(desk.move(order, CANCELLED), CANCELLED))
    return Reply(200, {"success": True, "message": "Hủy đơn hàng thành công"})


def message(order: Shape, status: str, kind: str = "", words: str = "") -> Message:  # noqa: ARG001 one kind
    fields = {
        "partner_id": order["reference"],
        "label_id": order["waybill"],
        "status_id": status,
        "action_time": history(order)[-1][1].isoformat(),
        "reason_code": "",
        "reason": words,
        "weight": order["weight"] / 1000,
        "fee": order["fee"],
        "pick_money": order["cod"],
        "return_part_package": 0,
        "cur_station.address_l0": "Hà Nội",
    }
    return Message(
        urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"}, query=f"hash={HASH}"
    )
