"""Whether letters may be a Vietnamese syllable: what is spelt so was meant so, known to the catalogue or not.

By the table of first sounds, rhymes and tones that spelling is taught with; syllables that no word uses are
not told apart.
"""

import unicodedata
from functools import lru_cache

from kernel.text import fold

_FIRST_SOUNDS = "ngh gh gi kh nh ng ph qu th tr ch b c d đ g h k l m n p r s t v x"
_LATER_SOUNDS = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng
    eo ep et ê êch êm ên êng ênh êp êt êu i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu o oc
    oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oe oen oeo oet oăc oăm oăn oăng
    oăt oong ooc ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u uc ui um un ung up ut ua uân uâng uât uây uê
    uêch uênh uôc uôi uôm uôn uông uôt uơ uy uya uych uyên uyêt uynh uyt uyu uyn uyp ư ưc ưi ưm ưn ưng
    ưt ưu ưa ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu ych ynh yt
"""
_STARTS = (*_FIRST_SOUNDS.split(), "")
_RHYMES = frozenset(_LATER_SOUNDS.split())
_STOPPED = ("c", "ch", "p", "t")
_BEFORE_FRONT, _BEFORE_BACK = frozenset({"k", "gh", "ngh"}), frozenset({"c", "g", "ng"})
_TONES = "\u0300\u0301\u0309\u0303\u0323"
_SHARP_OR_HEAVY = "\u0301\u0323"


@lru_cache(maxsize=8_192)
def is_syllable(word: str) -> bool:
    """`word` in lower case, NFC. Without accents it may be any syllable that is typed without them."""
    letters, tones = _apart(word)
    if len(tones) > 1:
        return False
    plain = fold(word) == word
    rests = ((start, letters[len(start) :]) for start in _STARTS if letters.startswith(start))
    return any(_fits(start, rest, tones, plain) for start, rest in rests)


def _apart(word: str) -> tuple[str, str]:
    """Letters with their shapes, and the tones."""
    parts = unicodedata.normalize("NFD", word)
    tones = "".join(letter for letter in parts if letter in _TONES)
    return unicodedata.normalize("NFC", "".join(letter for letter in parts if letter not in _TONES)), tones


def _fits(start: str, rhyme: str, tones: str, plain: bool) -> bool:
    front = rhyme[:1] in ("e", "ê", "i", "y")
    if start in _BEFORE_FRONT and not front:
        return False
    if start in _BEFORE_BACK and front and (start, rhyme[0]) != ("g", "i"):
        return False
    if plain:
        return rhyme in _folded_rhymes()
    return rhyme in _RHYMES and (not rhyme.endswith(_STOPPED) or (bool(tones) and tones in _SHARP_OR_HEAVY))


@lru_cache(maxsize=1)
def _folded_rhymes() -> frozenset[str]:
    return frozenset(fold(rhyme) for rhyme in _RHYMES)
