"""Everything that changes a household. Each write is audited: who (`actor`), for whom (`acting_for`), what
changed.
"""

from marketplace.households.operations.consent import give_consent, withdraw_consent
from marketplace.households.operations.cooperatives import (
    appoint_manager,
    dismiss_manager,
    open_cooperative,
)
from marketplace.households.operations.members import add_member, remove_member
from marketplace.households.operations.missed_orders import clear_missed_orders, count_missed_order
from marketplace.households.operations.money import set_bank_account
from marketplace.households.operations.opening import open_household, update_household
from marketplace.households.operations.plots import add_plot
from marketplace.households.operations.postage import set_flat_postage
from marketplace.households.operations.verification import (
    reinstate,
    reject,
    submit_for_verification,
    suspend,
    verify,
)

__all__ = [
    "add_member",
    "add_plot",
    "appoint_manager",
    "clear_missed_orders",
    "count_missed_order",
    "dismiss_manager",
    "give_consent",
    "open_cooperative",
    "open_household",
    "reinstate",
    "reject",
    "remove_member",
    "set_bank_account",
    "set_flat_postage",
    "submit_for_verification",
    "suspend",
    "update_household",
    "verify",
    "withdraw_consent",
]
