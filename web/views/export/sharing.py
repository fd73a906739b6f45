"""The importer's links and messages, as the exporter sees them."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kernel.clock import now
from kernel.errors import NotFound, Refusal
from marketplace.exporters.operations import answer_importer, share_export, unshare_export
from marketplace.exporters.queries import consignment_for
from web.acts import act
from web.forms import HouseForm
from web.http import HouseRequest
from web.views.sign_in.guard import signed_in


class LinkForm(HouseForm):
    label = forms.CharField(
        label=gettext_lazy("Cho ai?"), max_length=80, help_text=gettext_lazy("Tên công ty nhập khẩu.")
    )


@require_http_methods(["GET", "POST"])
@signed_in
def show(request: HouseRequest, key: str) -> HttpResponse:
    """The address of a new link stands on the page that made it, and nowhere else."""
    consignment = consignment_for(person=request.person, key=key)
    form, address = LinkForm(request.POST or None), ""
    if form.is_bound and form.is_valid():
        try:
            secret = share_export(person=request.person, key=key, at=now(), **form.cleaned_data)
        except NotFound:
            raise
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            address = f"{settings.PUBLIC_URL}{reverse('web:importer', args=[secret])}"
            form = LinkForm()
    page = {
        "consignment": consignment,
        "form": form,
        "address": address,
        "links": list(consignment.links.order_by("-id")),
        "messages_": list(consignment.messages.select_related("link").order_by("id")),
        "bar": "",
    }
    response = render(request, "export/links.html", page, status=422 if form.is_bound else 200)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
def revoke(request: HouseRequest, key: str, link: str) -> HttpResponse:
    return act(
        request,
        lambda: unshare_export(person=request.person, key=key, link_key=link, at=now()),
        done=_("Đường dẫn không mở được nữa."),
        back=reverse("web:export_links", args=[key]),
    )


@require_POST
@signed_in
def answer(request: HouseRequest, key: str) -> HttpResponse:
    text = request.POST.get("text", "")
    try:
        answer_importer(person=request.person, key=key, text=text, at=now())
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("Đã gửi lời nhắn."))
    return redirect("web:export_links", key=key)
