"""Words of the regions for the same produce. Each group is one thing; names of several syllables are
phrases.

Single syllables that mean something else once their accents are gone (na, ngô, bắp, heo) stay out of the
folded groups.
"""

EXACT_GROUPS: tuple[tuple[str, ...], ...] = (
    ("thơm", "dứa", "khóm"),
    ("mãng cầu ta", "na"),
    ("sắn", "khoai mì"),
    ("ngò rí", "rau mùi"),
    ("bắp", "ngô"),
    ("đậu phộng", "lạc"),
    ("heo", "lợn"),
    ("mướp đắng", "khổ qua"),
    ("trà", "chè"),
    ("rau chân vịt", "rau bó xôi", "cải bó xôi"),
    ("hồ tiêu", "tiêu"),
    ("mãng cầu", "na"),
)

FOLDED_GROUPS: tuple[tuple[str, ...], ...] = (
    ("khoai mi", "san"),
    ("dau phong", "lac"),
    ("ngo ri", "rau mui"),
    ("muop dang", "kho qua"),
    ("rau chan vit", "rau bo xoi", "cai bo xoi"),
    ("mang cau ta", "na"),
)
