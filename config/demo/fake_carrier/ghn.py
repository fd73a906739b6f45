"""GHN: {code, message, data}; one order for each client_order_code."""

import json

from config.demo.fake_carrier import labels
from config.demo.fake_carrier.desk import Ask, Desk, Message, Reply, history, number
from config.demo.fake_stripe.store import Shape

ROOT = "/shiip/public-api/v2/"
TOKEN, SHOP = "demo-token", "885"
FIRST, CANCELLED = "ready_to_pick", "cancel"
STORY = ("picking", "picked", "storing", "transporting", "delivering", "delivered")
BACK = ("return", "returned")
MISHAPS = {"failed": "delivery_fail", "refused": "return", "lost": "lost", "damaged": "damage"}
ENDS = ("delivered", "returned", "lost", "damage", CANCELLED)


def answer(desk: Desk, ask: Ask) -> Reply:
    if ask.path.startswith("/a5/public-api/printA5"):
        waybill = ask.query.get("token", [""])[0].removeprefix("print-")
        return Reply(200, labels.pdf("ghn", waybill)) if desk.order("ghn", waybill) else _no("hết hạn")
    if ask.headers.get("token") != TOKEN or ask.headers.get("shopid") != SHOP:
        return Reply(401, {"code": 401, "message": "Token is not valid!", "data": None})
    verbs = {
        "shipping-order/preview": _preview,
        "shipping-order/create": _create,
        "shipping-order/detail": _detail,
        "shipping-order/detail-by-client-code": _by_client_code,
        "switch-status/cancel": _cancel,
        "a5/gen-token": _print_token,
    }
    verb = verbs.get(ask.path.removeprefix(ROOT))
    return verb(desk, ask) if verb else Reply(404, {"code": 404, "message": "not found", "data": None})


def _yes(data: object) -> Reply:
    return Reply(200, {"code": 200, "message": "Success", "data": data})


def _no(words: str, code: str = "USER_ERR_COMMON") -> Reply:
    return Reply(400, {"code": 400, "message": words, "data": None, "code_message": code})


def _fault(body: Shape) -> str:
    needed = ("to_name", "to_phone", "to_address", "to_ward_name", "to_province_name", "weight")
    missing = [name for name in needed if not body.get(name)]
    if missing:
        return f"thiếu {', '.join(missing)}"
    if body.get("weight", 0) > 50_000 or body.get("cod_amount", 0) > 50_000_000:
        return "vượt mức cho phép"
    return ""


def _preview(_desk: Desk, ask: Ask) -> Reply:
    if fault := _fault(ask.json):
        return _no(fault)
    fee = 16_500 + ask.json["weight"] // 1000 * 2_500
    return _yes({"total_fee": fee, "expected_delivery_time": "2026-06-12T23:59:59Z"})


def _create(desk: Desk, ask: Ask) -> Reply:
    body = ask.json
    if fault := _fault(body):
        return _no(fault)
    if desk.by_reference("ghn", body["client_order_code"]):
        return _no("Mã đơn hàng riêng đã tồn tại", "CLIENT_ORDER_CODE_EXISTED")
    order = desk.open(
        "ghn", number("L", 7), body["client_order_code"], FIRST, cod=body["cod_amount"], weight=body["weight"]
    )
    desk.send("ghn", message(order, FIRST, "create"))
    desk.next_story(order)
    return _yes({"order_code": order["waybill"], "sort_code": "0-000-0-00", "total_fee": order["fee"]})


def _shape(order: Shape) -> Shape:
    log = [{"status": status, "updated_date": at.isoformat()} for status, at in history(order)]
    return {
        "order_code": order["waybill"],
        "client_order_code": order["reference"],
        "status": order["status"],
        "updated_date": log[-1]["updated_date"],
        "cod_amount": order["cod"],
        "is_cod_transferred": False,
        "weight": order["weight"],
        "total_fee": order["fee"],
        "log": log,
    }


def _detail(desk: Desk, ask: Ask) -> Reply:
    order = desk.order("ghn", ask.json.get("order_code", ""))
    return _yes(_shape(order)) if order else _no("Đơn hàng không tồn tại")


def _by_client_code(desk: Desk, ask: Ask) -> Reply:
    order = desk.by_reference("ghn", ask.json.get("client_order_code", ""))
    return _yes([_shape(order)]) if order else _no("Đơn hàng không tồn tại")


def _cancel(desk: Desk, ask: Ask) -> Reply:
    rows = []
    for waybill in ask.json.get("order_codes", ()):
        order = desk.order("ghn", waybill)
        fits = order is not None and order["status"] in (FIRST, "picking")
        if order is not None and fits:
            desk.send("ghn", message(desk.move(order, CANCELLED), CANCELLED))
        rows.append({"order_code": waybill, "result": fits, "message": "OK" if fits else "không hủy được"})
    return _yes(rows)


def _print_token(desk: Desk, ask: Ask) -> Reply:
    waybill = (ask.json.get("order_codes") or [""])[0]
    return _yes({"token": f"print-{waybill}"}) if desk.order("ghn", waybill) else _no("không tồn tại")


def message(order: Shape, status: str, kind: str = "switch_status", words: str = "") -> Message:
    body = {
        "CODAmount": order["cod"],
        "CODTransferDate": None,
        "ClientOrderCode": order["reference"],
        "ConvertedWeight": order["weight"],
        "Description": "Tạo đơn hàng" if kind == "create" else "",
        "Fee": {"MainService": order["fee"], "Total": order["fee"]},
        "OrderCode": order["waybill"],
        "PaymentType": 1,
        "Reason": words,
        "ReasonCode": "",
        "ShopID": int(SHOP),
        "Status": status,
        "Time": history(order)[-1][1].isoformat().replace("+00:00", "Z"),
        "TotalFee": order["fee"],
        "Type": kind,
        "Warehouse": "Bưu cục 229",
        "Weight": order["weight"],
    }
    return Message(json.dumps(body, ensure_ascii=False), {"Content-Type": "application/json"})
