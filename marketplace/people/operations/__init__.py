from marketplace.people.operations.codes import confirm_code, request_code
from marketplace.people.operations.confirmations import confirm_telephone
from marketplace.people.operations.roles import grant_role, revoke_role
from marketplace.people.operations.sign_in import introduce, open_account, sign_in
from marketplace.people.operations.tidying import prune_expired
from marketplace.people.operations.tokens import issue_token, revoke_token
from marketplace.people.queries import confirmed_telephone
from marketplace.people.refusals import AccountClosed, CodeExpired, CodeSpent, CodeWrong

__all__ = [
    "AccountClosed",
    "CodeExpired",
    "CodeSpent",
    "CodeWrong",
    "confirm_code",
    "confirm_telephone",
    "confirmed_telephone",
    "grant_role",
    "introduce",
    "issue_token",
    "open_account",
    "prune_expired",
    "request_code",
    "revoke_role",
    "revoke_token",
    "sign_in",
]
