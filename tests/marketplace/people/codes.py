"""Reading the text message."""

import re

from kernel.messages.queries import inbox


def code_sent_to(telephone: str) -> str:
    found = re.search(r"\b[0-9]{6}\b", inbox(limit=1, telephone=telephone)[0].text)
    assert found
    return found[0]


def another_code(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"
