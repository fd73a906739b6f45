from api.households.mutations.consent import ConsentGive, ConsentWithdraw
from api.households.mutations.household_open import HouseholdOpen, HouseholdUpdate
from api.households.mutations.household_set_bank_account import HouseholdSetBankAccount
from api.households.mutations.household_submit import HouseholdSubmit
from api.households.mutations.member import MemberAdd, MemberRemove
from api.households.mutations.plot_add import PlotAdd
from api.households.mutations.staff import (
    StaffHouseholdReinstate,
    StaffHouseholdReject,
    StaffHouseholdSuspend,
    StaffHouseholdVerify,
)

__all__ = [
    "ConsentGive",
    "ConsentWithdraw",
    "HouseholdOpen",
    "HouseholdSetBankAccount",
    "HouseholdSubmit",
    "HouseholdUpdate",
    "MemberAdd",
    "MemberRemove",
    "PlotAdd",
    "StaffHouseholdReinstate",
    "StaffHouseholdReject",
    "StaffHouseholdSuspend",
    "StaffHouseholdVerify",
]
