"""Forms of the admin."""

from typing import Any, ClassVar

from django import forms

from kernel.errors import Refusal
from kernel.telephones import normalise
from marketplace.people.models import Account, RoleGrant


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
