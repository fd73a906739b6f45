import pytest

from marketplace.catalogue.refusals import TelephoneInText
from marketplace.catalogue.slugs import slug_of
from marketplace.catalogue.texts import claims_in, tidy_description, tidy_title


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  vải thiều   Lục Ngạn ", "vải thiều Lục Ngạn"),
        ("VẢI THIỀU LỤC NGẠN", "Vải Thiều Lục Ngạn"),
        ("Gạo ST25", "Gạo ST25"),
        ("ST25", "ST25"),
        ("Nho Hoà Bình", "Nho Hòa Bình"),
        ("Vải 🍒 tươi", "Vải 🍒 tươi"),
    ],
)
def test_titles_are_tidied(written: str, kept: str) -> None:
    assert tidy_title(written) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Gọi 0900000123",
        "ĐT: 0900.000.123",
        "zalo 090 000 0123 nhé",
        "+84 900 000 123",
        "84900000123",
        "O9oo ooo 123 hay 09oo ooo 123",
        "máy bàn 0204 3 888 999",
    ],
)
def test_a_telephone_number_is_found_however_it_hides(text: str) -> None:
    with pytest.raises(TelephoneInText, match="TELEPHONE_IN_TEXT"):
        tidy_description(text)


@pytest.mark.parametrize(
    "text",
    [
        "Giá 50.000 - 60.000 đồng, mua 100.000.000 cũng có",
        "Quả to 30-35 quả/kg, thùng 5 kg",
        "Hái ngày 09/06/2026 và 10/06/2026",
        "0,5 kg một túi; 10.000 túi",
        "Trồng từ năm 1990, 2.000 m2, mã vùng trồng VN-BGOR-0123",
    ],
)
def test_figures_of_a_farm_are_no_telephone_numbers(text: str) -> None:
    assert tidy_description(text) == text


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Mật ong CHỮA BỆNH dạ dày", ["chữa bệnh"]),
        ("mat ong chua benh da day, dac tri ho", ["chữa bệnh", "đặc trị"]),
        ("Cây chưa bệnh bao giờ", []),
        ("Vải  chữa\nbệnh", ["chữa bệnh"]),
        ("Ngọt đậm, hạt nhỏ", []),
    ],
)
def test_claims_of_healing_are_found(text: str, claims: list[str]) -> None:
    assert claims_in(text) == claims


def test_an_address_is_the_folded_title_and_the_end_of_the_key() -> None:
    assert slug_of(title="Vải thiều Lục Ngạn (loại 1)", key="x" * 18 + "7k3m9q2d") == (
        "vai-thieu-luc-ngan-loai-1-7k3m9q2d"
    )
    assert slug_of(title="🍒", key="x" * 18 + "7k3m9q2d") == "7k3m9q2d"
    assert len(slug_of(title="ữ" * 300, key="x" * 26)) <= 120
