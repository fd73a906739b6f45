"""Forms as these pages use them: what a refusal says stands at its field, and nothing typed is lost."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from kernel.ids import new_key

Data = Mapping[str, Any] | QueryDict | MultiValueDict[str, Any]


class HouseForm(forms.Form):
    """`refused_as` renames a refusal's field to the form's, where the two differ."""

    refused_as: Mapping[str, str] = {}
    error_css_class = "field-wrong"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Chưa điền.")

    def refuse(self, refusal: Refusal) -> None:
        """An expected failure of an operation, shown where it can be mended."""
        name = self.refused_as.get(refusal.field, refusal.field)
        self.add_error(name if name in self.fields else None, str(refusal.text))


class OnceForm(HouseForm):
    """A form that makes something: its key makes a second tap the same request."""

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = new_key

    @property
    def key(self) -> str:
        return str(self.cleaned_data.get("once") or new_key())
