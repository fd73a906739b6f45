from api.households.mutations.consent import ConsentGive, ConsentWithdraw
from api.households.mutations.household_open import HouseholdOpen
from api.households.mutations.household_set_bank_account import HouseholdSetBankAccount
from api.households.mutations.household_submit import HouseholdSubmit

__all__ = ["ConsentGive", "ConsentWithdraw", "HouseholdOpen", "HouseholdSetBankAccount", "HouseholdSubmit"]
