"""Raw Telex and VNI: what a telephone sends when the Vietnamese keyboard is not switched on.

"vair thieeuf" and "va3i thie62u" are "vải thiều". Whether a decoded syllable is a word is for the caller to
say: nothing here knows words.
"""

import re
import unicodedata
from collections.abc import Iterator

from kernel.text import tidy_line

_TELEX_TONES = {"f": "\u0300", "s": "\u0301", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"2": "\u0300", "1": "\u0301", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_TELEX_TYPED = re.compile(r"[a-z]{2,9}")
_VNI_TYPED = re.compile(r"[a-z]+[1-9][a-z1-9]*")
_SYLLABLE = re.compile(
    r"(?P<start>qu|gi(?=[aăâeêoôơuưy])|[^aăâeêioôơuưy]*)(?P<middle>[aăâeêioôơuưy]+)(?P<end>[a-z]*)"
)
_HOOKED = {"a": "ă", "o": "ơ", "u": "ư"}
_HATTED = {"a": "â", "e": "ê", "o": "ô"}


def readings(token: str) -> Iterator[str]:
    """What the keys of `token` (lower case) may have meant, by either way of typing."""
    if _VNI_TYPED.fullmatch(token):
        yield from _placed(*_vni(token))
    elif _TELEX_TYPED.fullmatch(token):
        yield from _placed(*_telex(token))


def _telex(token: str) -> tuple[str, str]:
    """The letters with their shapes, and the tone."""
    tone, letters = "", token
    vowel = re.search(r"[aeiouyw]", token)
    if vowel is None:
        return token, ""
    for place in range(len(token) - 1, vowel.start(), -1):
        if token[place] in _TELEX_TONES:
            tone, letters = _TELEX_TONES[token[place]], token[:place] + token[place + 1 :]
            break
    letters = letters.replace("dd", "đ")
    for letter, shaped in _HATTED.items():
        letters = letters.replace(letter * 2, shaped)
    return _hook(letters), tone


def _hook(letters: str) -> str:
    if "w" not in letters:
        return letters
    bare = letters.replace("w", "")
    if "uo" in bare:
        return bare.replace("uo", "ươ", 1)
    before = letters[: letters.index("w")]
    for pair, shaped in (("ua", "ưa"), ("ui", "ưi"), ("uu", "ưu"), ("oa", "oă")):
        if pair in bare and not before.endswith("qua"):
            return bare.replace(pair, shaped, 1)
    for place in range(len(before) - 1, -1, -1):
        if before[place] in _HOOKED:
            return bare[:place] + _HOOKED[before[place]] + bare[place + 1 :]
    return letters.replace("w", "ư", 1)


def _vni(token: str) -> tuple[str, str]:
    tone, letters = "", list[str]()
    for key in token:
        if key in _VNI_TONES:
            tone = _VNI_TONES[key]
        elif key in "678":
            _shape(letters, _HATTED if key == "6" else _HOOKED, "a" if key == "8" else "")
        elif key == "9":
            letters[:] = "".join(letters).replace("d", "đ", 1)
        else:
            letters.append(key)
    text = "".join(letters)
    return re.sub("uơ|ưo", "ươ", text), tone


def _shape(letters: list[str], shapes: dict[str, str], only: str) -> None:
    """The last letter that takes the shape gets it."""
    for place in range(len(letters) - 1, -1, -1):
        if letters[place] in (only or shapes):
            letters[place] = shapes[letters[place]]
            return


def _placed(letters: str, tone: str) -> Iterator[str]:
    """With the tone on its vowel, when the letters are a syllable."""
    found = _SYLLABLE.fullmatch(letters)
    if not found:
        return
    middle = found["middle"]
    place = _toned(middle, found["end"])
    toned = middle[: place + 1] + tone + middle[place + 1 :]
    yield tidy_line(unicodedata.normalize("NFC", found["start"] + toned + found["end"]))


def _toned(vowels: str, end: str) -> int:
    """Which vowel bears the tone: the last with a shape of its own, else by how many there are."""
    shaped = [place for place, vowel in enumerate(vowels) if vowel in "ăâêôơư"]
    if shaped:
        return shaped[-1]
    if len(vowels) == 3 or (len(vowels) == 2 and end):
        return 1
    return 0
