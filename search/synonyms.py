"""Words of the regions for the same produce. Each group is one thing, as phrases with accents.

Without accents a phrase of several syllables still means the thing; a single syllable (na, ngô, bắp) may mean
another, so it reaches only listings of the commodity that was meant (`search.words`).
"""

from collections.abc import Iterator, Sequence
from functools import cache

from kernel.text import fold

Phrase = tuple[str, ...]

GROUPS: tuple[tuple[str, ...], ...] = (
    ("dứa", "thơm", "khóm"),
    ("na", "mãng cầu ta", "mãng cầu dai"),
    ("sắn", "khoai mì"),
    ("ngò rí", "rau mùi", "mùi ta"),
    ("ngò gai", "mùi tàu"),
    ("ngô", "bắp"),
    ("lạc", "đậu phộng", "đậu phụng"),
    ("lợn", "heo"),
    ("mướp đắng", "khổ qua"),
    ("trà", "chè"),
    ("rau chân vịt", "rau bó xôi", "cải bó xôi", "rau bina"),
    ("hồ tiêu", "tiêu đen", "tiêu sọ"),
    ("chanh dây", "chanh leo", "mát mát"),
    ("dưa chuột", "dưa leo"),
    ("súp lơ", "bông cải"),
    ("bí đỏ", "bí ngô", "bí rợ"),
    ("bí xanh", "bí đao"),
    ("vừng", "mè"),
    ("mộc nhĩ", "nấm mèo"),
    ("cá quả", "cá lóc", "cá chuối"),
    ("trứng gà", "hột gà"),
    ("trứng vịt", "hột vịt"),
    ("hồng xiêm", "sapôchê", "sa bô chê"),
    ("chuối tiêu", "chuối già"),
    ("chuối tây", "chuối sứ", "chuối xiêm"),
    ("quất", "tắc", "hạnh"),
    ("đậu nành", "đậu tương"),
    ("đậu phụ", "đậu hũ", "tàu hũ"),
    ("roi", "mận an phước", "mận hồng đào đá"),
    ("năm roi", "5 roi"),
    ("củ đậu", "củ sắn nước"),
    ("diếp cá", "giấp cá"),
    ("mắc ca", "macca"),
    ("bắp cải", "cải bắp"),
    ("hành lá", "hành hoa"),
    ("vịt xiêm", "ngan"),
    ("đậu cove", "đậu cô ve", "đậu que"),
    ("buôn ma thuột", "buôn mê thuột", "ban mê thuột"),
)


@cache
def accented() -> dict[Phrase, tuple[Phrase, ...]]:
    """Phrase → the phrases of its group, itself first."""
    return dict(_others(GROUPS))


@cache
def folded() -> dict[Phrase, tuple[Phrase, ...]]:
    """The same without accents."""
    return dict(_others([[fold(name) for name in group] for group in GROUPS]))


def _others(groups: Sequence[Sequence[str]]) -> Iterator[tuple[Phrase, tuple[Phrase, ...]]]:
    for group in groups:
        phrases = [tuple(name.split()) for name in dict.fromkeys(group)]
        for mine in phrases:
            yield mine, (mine, *(other for other in phrases if other != mine))


LONGEST = max(len(name.split()) for group in GROUPS for name in group)
