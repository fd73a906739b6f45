"""The notice on personal data that a buyer abroad reads before ordering (Law 91/2025/QH15: purpose,
recipients, transfer abroad). The page shows its text; an order keeps its version.
"""

from typing import Final

NOTICE_VERSION: Final = "2026-11"
