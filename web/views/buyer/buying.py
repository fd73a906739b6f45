"""The checkout's form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from kernel.telephones import local, normalise
from marketplace.orders.enums import Payment
from web.communes import CommuneForm
from web.forms import OnceForm


def _text(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs=attrs)


class CheckoutForm(OnceForm, CommuneForm):
    """`shown` is the total that stood on the page; `code` is asked only after a code was sent."""

    refused_as = {"commune_code": "commune"}

    name = forms.CharField(label=_("Họ tên người nhận"), max_length=120, widget=_text(autocomplete="name"))
    telephone = forms.CharField(
        label=_("Số điện thoại"),
        help_text=_("Bưu tá gọi số này khi đến."),
        max_length=30,
        widget=_text(autocomplete="tel", inputmode="tel"),
    )
    code = forms.CharField(
        label=_("Mã 6 số trong tin nhắn"),
        required=False,
        max_length=12,
        widget=_text(autocomplete="one-time-code", inputmode="numeric"),
    )
    address = forms.CharField(
        label=_("Số nhà, đường, thôn xóm"), max_length=200, widget=_text(autocomplete="street-address")
    )
    note = forms.CharField(
        label=_("Nhắn nhà vườn hoặc bưu tá"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    payment = forms.ChoiceField(label=_("Trả tiền"), choices=Payment.choices, initial=Payment.CASH)
    shown = forms.CharField(required=False, max_length=20)
    asks_code = False

    field_order = ["name", "telephone", "code", "commune", "address", "note", "payment"]

    def clean_telephone(self) -> str:
        """Refused where it stands, written as people here write it."""
        try:
            return normalise(self.cleaned_data["telephone"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal.text)) from refusal

    @property
    def payment_chosen(self) -> str:
        value = self["payment"].value()
        return str(value) if value in Payment.values else str(Payment.CASH)

    def ask_code(self) -> None:
        """Not a mistake of theirs: the field appears and takes the focus."""
        self.asks_code = True
        self.fields["code"].widget.attrs["autofocus"] = "autofocus"

    def refuse_code(self, refusal: Refusal) -> None:
        self.asks_code = True
        self.add_error("code", str(refusal.text))

    @property
    def telephone_words(self) -> str:
        return local(self.cleaned_data["telephone"]) if "telephone" in self.cleaned_data else ""
