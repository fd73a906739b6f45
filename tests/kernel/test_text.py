import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.text import fold, slugify_vi, sort_key, tidy, tidy_line

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
anything = st.text(max_size=60)
vietnamese = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + "bcghklmnpqrstvx ", max_size=40)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("hoà", "hòa"),
        ("HOÀ BÌNH", "HÒA BÌNH"),
        ("Thuỷ", "Thủy"),
        ("khoẻ", "khỏe"),
        ("xoè", "xòe"),
        ("tuý", "túy"),
        ("Hoà Lộc,", "Hòa Lộc,"),
        ("quý", "quý"),
        ("QUỲ", "QUỲ"),
        ("quỳnh", "quỳnh"),
        ("quà", "quà"),
        ("hoàn", "hoàn"),
        ("xoài", "xoài"),
        ("toàn", "toàn"),
        ("khoái", "khoái"),
        ("thuở", "thuở"),
    ],
)
def test_the_tone_stands_where_the_newer_spelling_puts_it(typed, kept):
    assert tidy(typed) == tidy(unicodedata.normalize("NFD", typed)) == kept


def test_blanks_and_unseen_signs_go_and_line_breaks_stay():
    assert tidy(" vải \u200b thiều\u00a0 chín\t\r\n\n\n\n  sớm \ufeff") == "vải thiều chín\n\nsớm"
    assert tidy_line("vải\nthiều") == "vải thiều"


@pytest.mark.parametrize("sign", ["\x00", "\ud83c", "\u202e", "\u2066", "\u2069", "\u061c"])
def test_half_letters_and_signs_that_turn_the_text_go_and_whole_ones_stay(sign):
    assert tidy(f"vải{sign} 🍎") == "vải 🍎"


@given(st.one_of(anything, vietnamese))
def test_tidying_twice_changes_nothing(text):
    assert tidy(tidy(text)) == tidy(text)


@given(st.one_of(anything, vietnamese))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.one_of(anything, vietnamese))
def test_composed_and_decomposed_letters_fold_alike(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text)) == fold(text)


@given(vietnamese)
def test_every_vietnamese_letter_folds_to_ascii(text):
    assert fold(text).isascii()


def test_folding_is_what_people_type_in_a_hurry():
    assert fold("Vải  Thiều LỤC NGẠN Đắk") == "vai thieu luc ngan dak"
    assert fold("dứa") == fold("dừa") == fold("dưa") == "dua"


def test_names_sort_as_a_vietnamese_reader_expects():
    names = ["Đặng", "Dũng", "Anh", "Ánh", "Âu", "Bảo", "Bao", "Ăn"]
    assert sorted(names, key=sort_key) == ["Anh", "Ánh", "Ăn", "Âu", "Bao", "Bảo", "Dũng", "Đặng"]


def test_slugs():
    assert slugify_vi("  Vải thiều Lục Ngạn (loại 1)! ") == "vai-thieu-luc-ngan-loai-1"
    assert slugify_vi("…") == ""
