"""Places by the names that tests speak of. The map is in memory, so nothing is written."""

from kernel.places.queries import Place, find_communes


def place(text: str) -> Place:
    """The best match: place("Lục Ngạn, Bắc Ninh")."""
    return find_communes(text=text, limit=1)[0].place


LUC_NGAN = "07582"
"""Xã Lục Ngạn, Bắc Ninh: the seller of most tests."""

CAU_GIAY = "00166"
"""Phường Cầu Giấy, Hà Nội: a buyer of the same region."""

SAI_GON = "26740"
"""Phường Sài Gòn, Hồ Chí Minh: a buyer far away."""

DA_LAT = "24778"
"""Phường Lâm Viên - Đà Lạt, Lâm Đồng."""
