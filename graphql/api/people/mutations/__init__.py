from api.people.mutations.code_request import CodeRequest
from api.people.mutations.sign_in import SignIn
from api.people.mutations.sign_out import SignOut
from api.people.mutations.telephone_confirm import TelephoneConfirm

__all__ = ["CodeRequest", "SignIn", "SignOut", "TelephoneConfirm"]
