"""One failure per status."""

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
