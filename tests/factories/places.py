"""Places by the names that tests speak of. The map is in memory, so mostly nothing is written."""

from kernel.places.models import Commune, Province
from kernel.places.queries import Place, commune, find_communes


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


def put_on_the_map(*codes: str) -> None:
    """Communes and their provinces as rows, for what joins them in SQL."""
    for code in codes:
        place = commune(code)
        at = {"latitude": place.latitude, "longitude": place.longitude, "admin_version": "2025-07-01"}
        named = {"folded": "", "sort_key": "", "kind": "xa", **at}
        Province.objects.get_or_create(
            code=place.province_code, defaults=named | {"name": place.province_name}
        )
        Commune.objects.get_or_create(
            code=code, defaults=named | {"province_id": place.province_code, "name": place.name}
        )
