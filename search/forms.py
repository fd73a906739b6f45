"""What a listing is beside the produce itself: a sapling, something made of it, or no food at all.

Told by the words of its title, unless they are words of its commodity's own name: "Mít sấy" under jackfruit
is made of it, "Hồng treo gió" is what its commodity is.
"""

import re
from collections.abc import Sequence

from kernel.text import fold


def _list(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.replace("\n", " ").split(","))


_PLANT = _list("cây giống, giống cây, hạt giống, giống, chồi, hom giống, phôi, bonsai, cảnh, cành")
_TOOL = _list("phân, dịch vụ, thùng xốp đựng, túi bao, đũa, xơ, chậu")
_MADE = _list("""
    sấy, mứt, ô mai, kẹo, bánh, tinh dầu, bột, tinh bột, nước ép, siro, cốt, rượu, nước mắm, túi lọc, gác bếp,
    rang, muối, ngâm mật ong, ngâm chua, phi giòn, chiên, đóng hộp, đóng chai, cấp đông, đông lạnh, kim chi,
    lạp xưởng, một nắng, ép lạnh, ép nguyên chất, lên men, bỏng, sốt, chả, giấm, khô bò, khô cá, lát khô,
    hạt khô, đọt, nho khô, tôm khô, măng khô, chuối hột rừng khô, củ cải khô, kho, xôi, nấu sẵn
""")
_MADE_FIRST = _list("""
    bánh, kẹo, mứt, nước, tương, giấm, rượu, dầu, bột, trà, chè, bún, phở, sữa, nem, súp, cơm, mắm, mật, tinh,
    rau câu, bơ lạt, bơ đậu, khô
""")
"""Only in front do these say what a thing is."""
_BARE_MADE = _list("say, mut, keo, banh, nuoc ep, siro, ruou, tinh dau, bot, kho")
_BARE_PLANT = _list("cay giong, hat giong, giong cay")


def _any(words: Sequence[str]) -> str:
    return "(" + "|".join(word.replace(" ", "\\s+") for word in words) + ")"


def sql(title: str, names: str, bare: str) -> str:
    """An expression: the form of a listing, '' for plain produce. All three are SQL texts in lower case."""
    pairs = (
        ("tool", f"^{_any(_TOOL)}\\M", "", ""),
        ("plant", f"\\m{_any(_PLANT)}\\M", "", f"\\m{_any(_BARE_PLANT)}\\M"),
        ("made", f"\\m{_any(_MADE)}\\M", f"^{_any(_MADE_FIRST)}\\M", f"\\m{_any(_BARE_MADE)}\\M"),
    )
    cases = ""
    for form, anywhere, first, folded in pairs:
        said = [f"({title} ~ '{anywhere}' AND {names} !~ '{anywhere}')"]
        if first:
            said.append(f"({title} ~ '{first}' AND {names} !~ '{first}')")
        if folded:
            said.append(f"({bare} AND {title} ~ '{folded}')")
        cases += f" WHEN {' OR '.join(said)} THEN '{form}'"
    return f"CASE{cases} ELSE '' END"


_ASKED = {
    "plant": re.compile(rf"\b{_any(_PLANT)}\b|\b{_any(_BARE_PLANT)}\b"),
    "made": re.compile(rf"\b{_any(_MADE)}\b|^{_any(_MADE_FIRST)}\b|\bkhô\b|\b{_any(_BARE_MADE)}\b"),
    "tool": re.compile(rf"\b{_any(_TOOL)}\b"),
}


def asked(text: str) -> frozenset[str]:
    """The forms that a searcher speaks of, with or without accents."""
    plain = fold(text)
    return frozenset(form for form, words in _ASKED.items() if words.search(text) or _bare(form, plain))


def _bare(form: str, plain: str) -> bool:
    words = {"plant": _BARE_PLANT, "made": _BARE_MADE}.get(form, ())
    return any(f" {word} " in f" {plain} " for word in words)
