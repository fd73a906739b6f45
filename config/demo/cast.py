"""The people of the demo, plainly invented: telephones 0900000xxx, names with "demo" in them.

Numbers: 001 staff, 011-030 cooperatives' managers, 031-040 carriers' operators, 041 a provincial officer,
101-700 households, 701-999 buyers. A household beyond the six hundredth has no account: its cooperative
acts for it.
"""

from dataclasses import dataclass

STAFF = 1
FIRST_MANAGER = 11
FIRST_OPERATOR = 31
OFFICER = 41
FIRST_HOUSEHOLD = 101
MOST_HOUSEHOLD_ACCOUNTS = 600
FIRST_BUYER = 701
BUYERS = 200

CARRIERS = ("vnpost", "viettelpost", "ghn", "ghtk", "communepost")


@dataclass(frozen=True, slots=True)
class Village:
    """A cooperative: around one commune of a province, with the commodities its households grow."""

    name: str
    province_code: str
    near: str
    goods: tuple[str, ...]


VILLAGES = (
    Village("Lục Ngạn", "24", "Lục Ngạn", ("vai-thieu", "cam-sanh", "buoi-dien", "nhan-long")),
    Village("Mộc Châu", "14", "Mộc Châu", ("man-hau", "xoai-yen-chau", "nhan-long", "bap-cai", "cai-thao")),
    Village("Hàm Yên", "08", "Hàm Yên", ("cam-sanh", "mat-ong-bac-ha", "buoi-dien")),
    Village("Tân Cương", "19", "Tân Cương", ("che-thai-nguyen", "gao-bao-thai", "vo-que")),
    Village("Cao Phong", "25", "Cao Phong", ("quyt-on-chau", "cam-sanh", "buoi-dien")),
    Village("Hương Khê", "42", "Hương Khê", ("cam-ha-tinh", "buoi-da-xanh")),
    Village("Đà Lạt", "68", "Đà Lạt", (
        "ca-chua", "ot-chuong", "bo-xoi", "bap-cai", "cai-thao", "ca-rot", "khoai-tay", "hong-treo-gio",
        "bo-booth", "thanh-long",
    )),
    Village("Cư M'gar", "66", "Cư M'gar", (
        "ca-phe-nhan", "ho-tieu", "sau-rieng-dona", "sau-rieng-ri6", "bo-booth", "chanh-day",
    )),
    Village("Cái Bè", "82", "Cái Bè", (
        "xoai-cat-hoa-loc", "sau-rieng-ri6", "thanh-long", "dua", "vu-sua", "mit-thai", "xoai-dai-loan",
    )),
    Village("Bến Tre", "86", "Chợ Lách", (
        "dua-kho", "buoi-da-xanh", "buoi-nam-roi", "chom-chom-java", "mang-cut", "khoai-lang-tim", "ot-sung",
    )),
    Village("Cần Thơ", "92", "Châu Thành", (
        "gao-st25", "hanh-tim", "mit-thai", "chuoi-gia", "dua-hau", "cam-sanh",
    )),
    Village("Chi Lăng", "20", "Chi Lăng", ("na-chi-lang", "hong-treo-gio", "vai-thieu")),
)  # fmt: skip
"""Twelve; every one of the 44 commodities grows in at least one of them."""


def telephone(number: int) -> str:
    """The demo telephone with these last three digits, E.164."""
    return f"+84900000{number:03d}"
