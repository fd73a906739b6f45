"""Ways to get a message to a telephone. A provider's adapter is one class like these, named by
SMS_BACKEND.
"""

import sys
from typing import ClassVar, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Backend(Protocol):
    """slow: it talks to a provider over a network; the relay then sends outside of any transaction."""

    slow: ClassVar[bool]

    def send(self, *, to: str, text: str) -> None:
        """Raises when the message was not taken: the relay tries again later."""


class ConsoleBackend:
    """Prints it."""

    slow: ClassVar[bool] = False

    def send(self, *, to: str, text: str) -> None:
        sys.stdout.write(f"SMS → {to}: {text}\n")
        sys.stdout.flush()


class QuietBackend:
    """Sends nothing: for tests, which read the messages from their table."""

    slow: ClassVar[bool] = False

    def send(self, *, to: str, text: str) -> None: ...


def current() -> Backend:
    backend: Backend = import_string(settings.SMS_BACKEND)()
    return backend
