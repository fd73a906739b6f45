"""Every code that a partner may be answered, by status; a test compares them with the guide's table."""

from typing import Final

PROBLEMS: Final[dict[int, tuple[str, str, str]]] = {  # status: code, detail, when
    400: (
        "IDEMPOTENCY_KEY_MISSING",
        "Mỗi yêu cầu POST cần một Idempotency-Key.",
        "Thiếu khóa, hoặc không phải JSON",
    ),
    401: (
        "UNAUTHORIZED",
        "Cần tiêu đề Authorization: Bearer với mã truy cập còn hiệu lực.",
        "Không có mã truy cập",
    ),
    403: ("SCOPE_MISSING", "Mã truy cập này không có quyền events.", "Mã truy cập thiếu quyền"),
    404: ("NOT_FOUND", "Không tìm thấy.", "Không có, hoặc là của hãng khác"),
    409: ("REMITTANCE_REUSED", "Bảng kê BK-2026-06-15 đã gửi với nội dung khác.", "Trái với điều đã có"),
    413: ("BODY_TOO_LARGE", "Nội dung gửi lên quá lớn; chia nhỏ ra.", "Nội dung quá 2 MB"),
    415: ("NOT_JSON", "Cần Content-Type: application/json.", "Không phải application/json"),
    422: ("REQUEST_INVALID", "Yêu cầu chưa đúng mẫu.", "Chưa đúng mẫu, hoặc khóa đã dùng cho nội dung khác"),
    429: ("TOO_MANY_REQUESTS", "Bạn thử nhiều lần quá. Xin đợi 20 giây.", "Gửi quá nhanh; xem Retry-After"),
    500: ("INTERNAL", "Lỗi của chúng tôi; gửi kèm request_id khi báo.", "Lỗi của chúng tôi"),
}

# Besides the first of its status above.
MORE: Final[dict[int, dict[str, str]]] = {
    400: {
        "IDEMPOTENCY_KEY_INVALID": "Mỗi yêu cầu POST cần một Idempotency-Key, 1-128 ký tự ASCII.",
        "NOT_READABLE": "Nội dung không phải JSON hợp lệ.",
        "BODY_UNREADABLE": "Nội dung gửi lên bị đứt giữa chừng.",
    },
    403: {"NOT_ALLOWED": "Bạn không được làm việc này."},
    404: {
        "UNKNOWN_PICKUP": "Không tìm thấy chuyến lấy hàng.",
        "UNKNOWN_PARCEL": "Không tìm thấy kiện hàng nào có mã này.",
        "UNKNOWN_SHIPMENT": "Không tìm thấy chuyến gửi.",
        "UNKNOWN_REMITTANCE": "Không tìm thấy bảng kê.",
        "UNKNOWN_MANIFEST": "Không tìm thấy bảng giao nhận.",
        "UNKNOWN_CLAIM": "Không tìm thấy khiếu nại.",
        "UNKNOWN_ENDPOINT": "Không tìm thấy địa chỉ nhận.",
        "UNKNOWN_DELIVERY": "Không tìm thấy tin.",
        "UNKNOWN_BATCH": "Không tìm thấy lô việc này.",
    },
    409: {
        "MANIFEST_REUSED": "Bảng giao nhận này đã gửi với nội dung khác.",
        "PICKUP_CLOSED": "Chuyến lấy hàng này đã xong hoặc đã bỏ.",
        "DAY_NOT_POSSIBLE": "Ngày này không hẹn được.",
        "SCAN_TIME_WRONG": "Giờ quét không đúng.",
        "SHIPMENT_HELD": "Chuyến gửi này chưa được lấy.",
        "SHIPMENT_CANCELLED": "Chuyến gửi này đã hủy.",
        "FORBIDDEN_MOVE": "Việc này không làm được ở trạng thái hiện tại.",
        "COMPENSATION_TOO_LOW": "Mức bồi thường thấp hơn mức tối thiểu của luật.",
        "CLAIM_TOO_MUCH": "Số tiền nhiều hơn số đã đòi.",
        "WRONG_DELIVERY_CODE": "Mã nhận hàng không đúng.",
        "PICTURE_UNREADABLE": "Ảnh không đọc được.",
        "GATE_SHUT": "Lô hàng xuất khẩu này chưa đủ giấy tờ.",
        "ENDPOINT_DISABLED": "Địa chỉ nhận này đang tắt.",
        "BATCH_CLOSED": "Lô việc này đã làm xong.",
        "TOO_MANY_BATCHES": "Đang có 20 lô việc chưa xong; đợi cho chúng xong đã.",
        "TOO_MANY_ENDPOINTS": "Nhiều nhất hai mươi địa chỉ nhận.",
        "UNKNOWN_PLACE": "Không có xã, phường nào có mã này.",
    },
    422: {
        "INVALID": "Chưa đúng, xin xem lại.",
        "CURSOR_INVALID": "Con trỏ trang không đọc được.",
        "REMITTANCE_TOTAL_WRONG": "Tổng không bằng các dòng cộng lại.",
        "IDEMPOTENCY_KEY_REUSED": "Mã yêu cầu này đã dùng cho một yêu cầu khác.",
        "TOO_MANY_ITEMS": "Nhiều quá, xin chia nhỏ ra.",
        "URL_REFUSED": "Địa chỉ này không gửi tới được.",
        "CLOCK_TOO_FAR": "Đồng hồ chỉ vặn tới được thêm 3600 giây.",
        "UNKNOWN_MAGIC_NUMBER": "Số 0900000999 không có câu chuyện nào.",
    },
}
