"""Who asks, and what roles they hold."""

from dataclasses import dataclass
from functools import cached_property

from kernel.telephones import mask
from marketplace.people.enums import RoleKind
from marketplace.people.models import Account


@dataclass(frozen=True)
class Person:
    """Whoever asks: an account, or a guest (account None), of whom we may know the telephone."""

    account: Account | None = None
    telephone: str = ""

    @property
    def actor(self) -> str:
        """How the audit names this person: "account:<key>", "guest:090••••123" or "guest:"."""
        return f"account:{self.account.key}" if self.account else f"guest:{mask(self.telephone)}"

    @property
    def is_guest(self) -> bool:
        return self.account is None

    @property
    def is_staff(self) -> bool:
        """Holds the role, or is a superuser. The account's own `is_staff` only opens the admin: who was let
        in there with some permissions decides nothing for households.
        """
        account = self.account
        if account is None or not (account.is_active and account.is_staff):
            return False
        return account.is_superuser or (RoleKind.STAFF, "") in self._grants

    @cached_property
    def _grants(self) -> tuple[tuple[str, str], ...]:
        """Kind and subject of every role; read once, one statement, when first asked for."""
        if self.account is None or not self.account.is_active:
            return ()
        return tuple(self.account.grants.order_by("kind", "subject").values_list("kind", "subject"))

    @property
    def carrier_codes(self) -> frozenset[str]:
        """The carriers that this person works for."""
        return self._subjects(RoleKind.CARRIER_OPERATOR)

    @property
    def province_codes(self) -> frozenset[str]:
        """The provinces that this person is an officer of."""
        return self._subjects(RoleKind.PROVINCIAL_OFFICER)

    def _subjects(self, kind: RoleKind) -> frozenset[str]:
        return frozenset(subject for held, subject in self._grants if held == kind)


GUEST = Person()


def is_staff(person: Person) -> bool:
    return person.is_staff


def works_for(person: Person, *, carrier_code: str) -> bool:
    return carrier_code in person.carrier_codes


def is_officer_of(person: Person, *, province_code: str) -> bool:
    return province_code in person.province_codes
