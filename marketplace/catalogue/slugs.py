"""Addresses of listings: the title folded, and eight letters of the key that no two listings share."""

from kernel.text import slugify_vi


def slug_of(*, title: str, key: str) -> str:
    """ "Vải thiều Lục Ngạn" → "vai-thieu-luc-ngan-7k3m9q2d". The key's last letters are the random ones."""
    return f"{slugify_vi(title)[:100].strip('-')}-{key[-8:]}".lstrip("-")
