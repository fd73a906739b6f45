"""The carriers that we can call, by code."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from logistics.carriers.communepost.adapter import CommunePost
from logistics.carriers.ems.adapter import Ems
from logistics.carriers.ghn.adapter import Ghn
from logistics.carriers.ghtk.adapter import Ghtk
from logistics.carriers.protocol import Adapter
from logistics.carriers.viettelpost.adapter import ViettelPost
from logistics.carriers.vnpost.adapter import VnPost

ADAPTERS: Final[Mapping[str, type[Adapter]]] = MappingProxyType(
    {
        "vnpost": VnPost,
        "ems": Ems,
        "viettelpost": ViettelPost,
        "ghn": Ghn,
        "ghtk": Ghtk,
        "communepost": CommunePost,
    }
)
