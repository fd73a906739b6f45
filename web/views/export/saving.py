"""A form that changes a consignment: saved if nobody else changed it meanwhile, else shown again as typed."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from kernel.errors import NotAllowed, NotFound, Refusal
from logistics.paperwork.models import Consignment
from logistics.paperwork.refusals import ConsignmentChanged
from marketplace.exporters.queries import consignment_for
from web.forms import HouseForm
from web.http import HouseRequest


class SeenForm(HouseForm):
    """`seen`: the version that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def see(self, consignment: Consignment) -> None:
        """What was typed stays, to be saved over what is there now."""
        typed = self.data.copy()  # type: ignore[attr-defined]
        typed["seen"] = str(consignment.data_version)
        self.data = typed


def save(
    request: HouseRequest,
    form: SeenForm,
    consignment: Consignment,
    run: Callable[[], object],
    *,
    done: str,
    page: str,
    words: dict[str, object],
) -> HttpResponse:
    """Runs the operation of a valid form and goes back to the consignment; otherwise the page again."""
    if form.is_bound and form.is_valid():
        try:
            run()
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            form.refuse(refusal)
            if isinstance(refusal, ConsignmentChanged):
                form.see(consignment_for(person=request.person, key=consignment.key))
        else:
            messages.success(request, done)
            return redirect("web:export_one", key=consignment.key)
    shown = {"form": form, "consignment": consignment, "bar": "", **words}
    return render(request, page, shown, status=422 if form.is_bound else 200)
