"""Forms of the admin."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm

from kernel.clock import now
from kernel.errors import Refusal
from kernel.limits import TooManyRequests, client_of, take
from kernel.telephones import normalise
from marketplace.people.models import Account, RoleGrant

PASSWORDS_AN_HOUR = 10


class StaffLoginForm(AdminAuthenticationForm):
    """The admin's door: a telephone as people write it, and few passwords an hour: none is guessed."""

    def clean_username(self) -> str:
        try:
            return normalise(self.cleaned_data["username"])
        except Refusal:
            return str(self.cleaned_data["username"])

    def clean(self) -> dict[str, Any]:
        """Counted by telephone, from wherever they come, and by client, for whatever telephone."""
        client = client_of(self.request) if self.request else ""
        try:
            for key in (self.cleaned_data.get("username", ""), client):
                take(name="password", key=key, limit=PASSWORDS_AN_HOUR, seconds=3_600, at=now(), strict=True)
        except TooManyRequests as refusal:
            raise forms.ValidationError(refusal.text) from refusal
        return super().clean()


class NewAccountForm(forms.ModelForm[Account]):
    """Opens an account that signs in by code."""

    class Meta:
        model = Account
        fields = ("telephone", "name", "language")

    def clean_telephone(self) -> str:
        try:
            return normalise(self.cleaned_data["telephone"])
        except Refusal as refusal:
            raise forms.ValidationError(refusal.text) from refusal

    def save(self, commit: bool = True) -> Account:
        self.instance.set_unusable_password()
        saved: Account = super().save(commit=commit)
        return saved


class RoleGrantForm(forms.ModelForm[RoleGrant]):
    """A role needs to say where, unless it is that of staff."""

    class Meta:
        model = RoleGrant
        fields: ClassVar[tuple[str, ...]] = ("account", "kind", "subject")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        try:
            RoleGrant.check_subject(given.get("kind", ""), given.get("subject", ""))
        except Refusal as refusal:
            raise forms.ValidationError({"subject": refusal.text}) from refusal
        return given
