"""Staff, the carriers' operators and an officer of the province."""

from datetime import datetime

from config.demo.cast import CARRIERS, FIRST_OPERATOR, OFFICER, STAFF, telephone
from marketplace.people.enums import RoleKind
from marketplace.people.models import Account, RoleGrant

OFFICERS_PROVINCE = "24"


def appoint(*, at: datetime) -> None:
    staff = Account.objects.create_user(
        telephone(STAFF), name="Nhân viên demo", is_staff=True, is_superuser=True
    )
    _grant(staff, RoleKind.STAFF, "", at)
    for number, carrier_code in enumerate(CARRIERS):
        operator = Account.objects.create_user(
            telephone(FIRST_OPERATOR + number), name=f"Bưu tá demo {number + 1}"
        )
        _grant(operator, RoleKind.CARRIER_OPERATOR, carrier_code, at)
    officer = Account.objects.create_user(telephone(OFFICER), name="Cán bộ tỉnh demo")
    _grant(officer, RoleKind.PROVINCIAL_OFFICER, OFFICERS_PROVINCE, at)


def _grant(account: Account, kind: RoleKind, subject: str, at: datetime) -> None:
    RoleGrant.objects.create(account=account, kind=kind, subject=subject, granted_at=at)
