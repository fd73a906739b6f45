"""The embedded servers of a test run: found or started, and stopped by the last run that used them."""

import os
from contextlib import ExitStack

from config.local.folders import test_instance
from config.local.servers import used


def start_servers() -> ExitStack:
    """The servers' addresses reach this process and its children through the environment; close to let go."""
    instance = test_instance()
    held = ExitStack()
    held.enter_context(used(instance))
    (instance.folder / "static").mkdir(exist_ok=True)  # WhiteNoise warns of a missing one
    os.environ["NHANONG_LOCAL"] = str(instance.folder)
    return held
