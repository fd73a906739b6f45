"""What the desks of money share."""

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from marketplace.people.models import Account
from marketplace.people.rules import Person


class ReasonForm(ActionForm):
    """The word that some decisions need."""

    reason = forms.CharField(label=_("Lý do"), required=False, max_length=200)


def actor_of(request: HttpRequest) -> str:
    return Person(account=request.user if isinstance(request.user, Account) else None).actor
