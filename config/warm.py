"""What a web process reads before its first request, so that no visitor waits: no SQL, a second or two."""

from django.urls import get_resolver
from django.utils.translation import override

from kernel.places.search import index


def warm() -> None:
    """The map of communes with its word index, every address of the house, both languages."""
    index()
    for language in ("vi", "en"):
        with override(language):
            assert get_resolver().reverse_dict is not None
