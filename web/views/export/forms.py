"""What an exporter types. Weights are typed in kilograms and kept in grams, money in the currency's minor
unit.
"""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kernel.clock import local_day, now
from kernel.errors import Refusal
from kernel.money import exponent_of
from logistics.paperwork.enums import Form, Incoterm, OperatorSize, Purpose, Route, Wood
from logistics.paperwork.models import Consignment
from logistics.paperwork.rulebook import rulebook
from marketplace.catalogue.models import Lot
from marketplace.exporters.queries import Exporter
from web.forms import HouseForm
from web.quantities import KILOGRAM, read_quantity, ungroup
from web.views.export.saving import SeenForm

DAY = {"type": "date"}
MOMENT = {"type": "datetime-local"}
COUNTRIES = {
    "DE": gettext_lazy("Đức"),
    "FR": gettext_lazy("Pháp"),
    "NL": gettext_lazy("Hà Lan"),
    "CZ": gettext_lazy("Séc"),
}
"""Of the Union, which is one destination, those with names of their own here; others by their code."""


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs=MOMENT, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=False, widget=widget, input_formats=["%Y-%m-%dT%H:%M"])


def _text(label: Any, most: int, *, required: bool = False, hint: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(label=label, max_length=most, required=required, help_text=hint, widget=widget)


def _figure(label: Any, *, hint: Any = "") -> forms.CharField:
    return _text(label, 20, required=True, hint=hint, inputmode="decimal")


def place_choices() -> list[tuple[str, str]]:
    """ "EU/DE": the rules' destination and the country in it."""
    english = get_language() == "en"
    book = rulebook()
    return [
        (
            f"{code}/{country}",
            _place(book.places[code].name_en if english else book.places[code].name_vi, country),
        )
        for country, code in book.by_country.items()
    ]


def _place(name: str, country: str) -> str:
    known = COUNTRIES.get(country)
    return f"{name}: {known}" if known else f"{name} ({country})"


def good_choices() -> list[tuple[str, str]]:
    english = get_language() == "en"
    return [(code, good.name_en if english else good.name_vi) for code, good in rulebook().goods.items()]


class OpenForm(HouseForm):
    refused_as = {"destination": "place"}

    owner = forms.ChoiceField(label=gettext_lazy("Ai xuất khẩu?"))
    place = forms.ChoiceField(label=gettext_lazy("Đi nước nào?"))
    route = forms.ChoiceField(label=gettext_lazy("Đi đường nào?"), choices=Route.choices)
    departure_on = _day(gettext_lazy("Ngày đi"), required=True)
    incoterm = forms.ChoiceField(
        label=gettext_lazy("Điều kiện giao hàng"),
        choices=Incoterm.choices,
        initial=Incoterm.DAP,
        help_text=gettext_lazy("Incoterms 2020. DAP: người mua trả thuế. DDP: mình trả."),
    )
    incoterm_place = _text(gettext_lazy("Giao tại"), 80, required=True)
    currency = forms.ChoiceField(
        label=gettext_lazy("Tiền tệ"),
        choices=[
            (code, code)
            for code in ("EUR", "USD", "JPY", "GBP", "AUD", "CAD", "CNY", "KRW", "NZD", "SGD", "VND")
        ],
    )
    purpose = forms.ChoiceField(label=gettext_lazy("Để làm gì?"), choices=Purpose.choices)

    def __init__(self, *args: Any, exporters: Sequence[Exporter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [(one.owner, one.name) for one in exporters]  # type: ignore[attr-defined]
        self.fields["place"].choices = place_choices()  # type: ignore[attr-defined]

    def clean_departure_on(self) -> Any:
        if self.cleaned_data["departure_on"] < local_day(now()):
            raise forms.ValidationError(_("Ngày này đã qua."))
        return self.cleaned_data["departure_on"]


class FactsForm(SeenForm):
    """Everything that may change while papers are prepared; the rest makes another consignment."""

    departure_on = _day(gettext_lazy("Ngày đi"), required=True)
    arrival_at = _moment(gettext_lazy("Giờ đến, theo giờ Việt Nam"))
    entry_on = _day(gettext_lazy("Ngày vào nước đến"))
    conveyance = _text(gettext_lazy("Chuyến bay, tàu hoặc biển số"), 80)
    point_of_exit = _text(gettext_lazy("Cửa khẩu đi"), 5, hint=gettext_lazy("Mã UN/LOCODE, ví dụ VNHAN."))
    point_of_entry = _text(gettext_lazy("Cửa khẩu đến"), 5, hint=gettext_lazy("Mã UN/LOCODE, ví dụ DEFRA."))
    incoterm = forms.ChoiceField(label=gettext_lazy("Điều kiện giao hàng"), choices=Incoterm.choices)
    incoterm_place = _text(gettext_lazy("Giao tại"), 80, required=True)
    region = _text(gettext_lazy("Bang hoặc tỉnh nơi đến"), 10, hint=gettext_lazy("Ví dụ TX, CA."))
    marked_not_for = _text(
        gettext_lazy("Thùng ghi không bán ở"),
        60,
        hint=gettext_lazy("Mã các bang, cách nhau dấu phẩy: FL, HI."),
    )
    wood = forms.ChoiceField(label=gettext_lazy("Pa-lét, thùng gỗ"), choices=Wood.choices)
    preference = forms.ChoiceField(label=gettext_lazy("Xin giảm thuế theo"), required=False)
    operator_size = forms.ChoiceField(
        label=gettext_lazy("Cỡ doanh nghiệp nhập khẩu"),
        required=False,
        choices=[("", gettext_lazy("Chưa biết")), *OperatorSize.choices],
    )
    notice_at = _moment(gettext_lazy("Đã báo cửa khẩu lúc"))
    notice_number = _text(gettext_lazy("Số báo trước"), 60)
    freight = _figure(gettext_lazy("Cước"))
    insurance = _figure(gettext_lazy("Bảo hiểm"))
    purpose = forms.ChoiceField(label=gettext_lazy("Để làm gì?"), choices=Purpose.choices)
    refused_as = {"freight_minor": "freight", "insurance_minor": "insurance"}

    def __init__(self, *args: Any, consignment: Consignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exponent = exponent_of(consignment.currency)
        agreements = rulebook().places[consignment.destination_id].agreements
        choices = [("", _("Không xin")), *((one, one) for one in agreements)]
        self.fields["preference"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("freight", "insurance"):
            read_into(self, name, lambda text: read_minor(text, self.exponent))
        marks = str(cleaned.get("marked_not_for", "")).replace(",", " ").split()
        return {**self.cleaned_data, "marked_not_for": [one.upper() for one in marks]}

    def changes(self) -> dict[str, Any]:
        given = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        given["freight_minor"], given["insurance_minor"] = given.pop("freight"), given.pop("insurance")
        return given


def initial_facts(consignment: Consignment) -> dict[str, Any]:
    exponent = exponent_of(consignment.currency)
    return {
        **{name: getattr(consignment, name) for name in FactsForm.base_fields if hasattr(consignment, name)},
        "seen": consignment.data_version,
        "marked_not_for": ", ".join(consignment.marked_not_for),
        "freight": plain_minor(consignment.freight_minor, exponent),
        "insurance": plain_minor(consignment.insurance_minor, exponent),
    }


class PartyForm(SeenForm):
    name = _text(gettext_lazy("Tên, chữ La-tinh"), 200, required=True)
    country = _text(gettext_lazy("Nước"), 2, required=True, hint=gettext_lazy("Hai chữ in hoa: VN, DE, JP."))
    address = forms.CharField(
        label=gettext_lazy("Địa chỉ"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    tax_number = _text(gettext_lazy("Mã số thuế hoặc EORI"), 60)
    telephone = _text(gettext_lazy("Điện thoại"), 40, inputmode="tel")
    email = forms.EmailField(label=gettext_lazy("Thư điện tử"), max_length=120, required=False)
    licence = _text(gettext_lazy("Số đăng ký với cơ quan nước đến"), 60)

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()


class LineForm(SeenForm):
    good = forms.ChoiceField(label=gettext_lazy("Mặt hàng"))
    form = forms.ChoiceField(label=gettext_lazy("Tươi hay khô?"), choices=Form.choices)
    description_en = _text(
        gettext_lazy("Tên trên giấy, tiếng Anh"),
        120,
        required=True,
        hint=gettext_lazy("Ví dụ: Fresh lychee."),
    )
    package_kind = forms.ChoiceField(
        label=gettext_lazy("Loại kiện"),
        choices=[
            ("CT", gettext_lazy("Thùng giấy")),
            ("BG", gettext_lazy("Bao")),
            ("BX", gettext_lazy("Hộp")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["good"].choices = good_choices()  # type: ignore[attr-defined]


class PackedForm(SeenForm):
    """One lot on a line, as weighed."""

    lot = forms.ChoiceField(label=gettext_lazy("Lô hàng"))
    net_g = _figure(gettext_lazy("Khối lượng tịnh"))
    gross_g = _figure(gettext_lazy("Khối lượng cả bì"))
    packages = forms.IntegerField(label=gettext_lazy("Số kiện"), min_value=1)
    value_minor = _figure(gettext_lazy("Trị giá"))
    region = _text(gettext_lazy("Bang nơi nhận, nếu khác"), 10)

    def __init__(self, *args: Any, lots: Sequence[Lot], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exponent = exponent_of(currency)
        choices = [
            (lot.reference, f"{lot.listing.title} · {lot.harvested_on:%d/%m} · {lot.household.name}")
            for lot in lots
        ]
        self.fields["lot"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name in ("net_g", "gross_g"):
            read_into(self, name, lambda text: read_quantity(text, factor=KILOGRAM))
        read_into(self, "value_minor", lambda text: read_minor(text, self.exponent))
        return self.cleaned_data


def read_into(form: HouseForm, name: str, read: Any) -> None:
    """Replace what was typed by what it means; what cannot be read stays beside its field."""
    if name not in form.cleaned_data:
        return
    try:
        form.cleaned_data[name] = read(form.cleaned_data[name])
    except Refusal as refusal:
        form.add_error(name, str(refusal.text))
    except forms.ValidationError as wrong:
        form.add_error(name, wrong)


def read_minor(text: str, exponent: int) -> int:
    """ "1.250,50" in Vietnamese, "1,250.50" in English → 125050 of a currency with two decimals."""
    try:
        amount = Decimal(ungroup(text).replace(",", "."))
    except InvalidOperation as wrong:
        raise forms.ValidationError(_("Ghi một số, ví dụ 1250,50.")) from wrong
    minor = amount.scaleb(exponent)
    if not amount.is_finite() or minor != minor.to_integral_value() or not 0 <= minor <= 10**13:
        raise forms.ValidationError(_("Ghi một số, ví dụ 1250,50."))
    return int(minor)


def plain_minor(minor: int, exponent: int) -> str:
    figure = f"{Decimal(minor).scaleb(-exponent):f}"
    return figure if get_language() == "en" else figure.replace(".", ",")
