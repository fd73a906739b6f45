"""The desk of staff who claim from carriers: file with photos, see the days of the law, follow, reopen or
take back; and what a carrier shows as its proof of delivery.
"""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.clock import local_day, now
from kernel.desk import ReadOnly
from kernel.errors import Refusal
from logistics.dispatch.enums import ClaimKind, ClaimState
from logistics.dispatch.files import read_picture
from logistics.dispatch.models import CarrierClaim, ProofOfDelivery, Shipment
from logistics.dispatch.operations import file_claim, reopen_claim, withdraw_claim
from logistics.dispatch.operations.claims import MOST_PHOTOS, last_day_to_complain, minimum_of


class _Photos(forms.ClearableFileInput):
    allow_multiple_selected = True


class _PhotosField(forms.FileField):
    """Several files; each is looked at by the operation."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_PHOTOS:
            raise forms.ValidationError(_("Nhiều nhất %(most)s ảnh.") % {"most": MOST_PHOTOS})
        return [super(_PhotosField, self).clean(file, initial) for file in files]


class ClaimForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Về việc"), choices=ClaimKind.choices)
    claimed_dong = forms.IntegerField(label=gettext_lazy("Đòi bao nhiêu đồng"), min_value=1, max_value=10**10)
    description = forms.CharField(
        label=gettext_lazy("Chuyện gì đã xảy ra"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
    )
    photos = _PhotosField(
        label=gettext_lazy("Ảnh JPEG hoặc PNG, mỗi ảnh tối đa 1 MB"),
        required=False,
        widget=_Photos(attrs={"accept": "image/jpeg,image/png"}),
    )

    def file(self, shipment: Shipment, *, actor: str) -> CarrierClaim:
        given = self.cleaned_data
        return file_claim(
            shipment_key=shipment.key,
            kind=ClaimKind(given["kind"]),
            claimed_dong=given["claimed_dong"],
            description=given["description"],
            photos=[photo.read() for photo in given["photos"]],
            actor=actor,
            at=now(),
        )


class AgainForm(forms.Form):
    description = forms.CharField(
        label=gettext_lazy("Trả lời hãng"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


@admin.register(CarrierClaim)
class CarrierClaimAdmin(ReadOnly):
    list_display = (
        "shipment", "carrier_code", "kind", "state", "claimed_dong", "accepted_dong", "filed_at", "next_day",
    )  # fmt: skip
    list_filter = ("state", "kind", "carrier_code")
    list_select_related = ("shipment",)
    search_fields = ("key", "shipment__reference", "shipment__parcels__tracking_code")
    ordering = ("-id",)

    @admin.display(description=_("hạn"))
    def next_day(self, row: CarrierClaim) -> str:
        return deadline_words(row, today=local_day(now()))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("file/<slug:key>/", wrap(self.file_view), name="dispatch_carrierclaim_file"),
            path("photo/<int:pk>/<int:position>/", wrap(self.photo_view), name="dispatch_carrierclaim_photo"),
            path("proof/<slug:key>/", wrap(self.proof_view), name="dispatch_proof"),
            *super().get_urls(),
        ]

    def file_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Claim about one shipment, beside what its carrier has shown of it."""
        self._check(request)
        shipment = get_object_or_404(Shipment.objects.prefetch_related("parcels", "claims"), key=key)
        form, today = ClaimForm(request.POST or None, request.FILES or None), local_day(now())
        if form.is_valid():
            try:
                claim = form.file(shipment, actor=_actor(request))
            except Refusal as refusal:
                form.add_error(None, str(refusal.text))
            else:
                messages.success(request, _("Đã gửi khiếu nại tới hãng."))
                return redirect("admin:dispatch_carrierclaim_change", claim.pk)
        page = {
            "title": _("Khiếu nại với hãng"),
            "form": form,
            "shipment": shipment,
            "minimum": minimum_of(shipment),
            "days": [(kind.label, last_day_to_complain(shipment, kind, today=today)) for kind in ClaimKind],
            "proofs": proofs_of(shipment),
        }
        return self._page(request, "admin/dispatch/claim_file.html", page)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",  # noqa: ARG002 - as the admin calls it
        extra_context: Any = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Where the claim stands, its photos, and the two things that staff can do about it."""
        found = CarrierClaim.objects.select_related("shipment").prefetch_related("photos")
        claim = found.filter(pk=object_id).first() if object_id.isdecimal() else None
        if claim is None:
            raise Http404
        if not self.has_view_permission(request, claim):
            raise PermissionDenied
        form = AgainForm(request.POST or None)
        if request.method == "POST":
            self._check(request)
            if self._act(request, claim, form):
                return redirect("admin:dispatch_carrierclaim_change", claim.pk)
        page = {
            "title": _("Khiếu nại với hãng"),
            "claim": claim,
            "form": form,
            "deadline": deadline_words(claim, today=local_day(now())),
            "may_withdraw": claim.state == ClaimState.OPEN,
            "may_reopen": claim.state == ClaimState.REJECTED,
            "proofs": proofs_of(claim.shipment),
        }
        return self._page(request, "admin/dispatch/claim.html", page)

    def _act(self, request: HttpRequest, claim: CarrierClaim, form: AgainForm) -> bool:
        try:
            if "withdraw" in request.POST:
                withdraw_claim(key=claim.key, actor=_actor(request), at=now())
                return True
            if form.is_valid():
                words = form.cleaned_data["description"]
                reopen_claim(key=claim.key, description=words, actor=_actor(request), at=now())
                return True
        except Refusal as refusal:
            messages.error(request, str(refusal.text))
        return False

    def photo_view(self, request: HttpRequest, pk: int, position: int) -> HttpResponse:
        self._check(request, look=True)
        claim = get_object_or_404(CarrierClaim, pk=pk)
        return _picture(get_object_or_404(claim.photos, position=position).name)

    def proof_view(self, request: HttpRequest, key: str) -> HttpResponse:
        self._check(request, look=True)
        proof = get_object_or_404(ProofOfDelivery.objects.exclude(file_name=""), key=key)
        return _picture(proof.file_name)

    def _check(self, request: HttpRequest, *, look: bool = False) -> None:
        allowed = self.has_view_permission(request) if look else self.has_act_permission(request)
        if not allowed:
            raise PermissionDenied

    def _page(self, request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
        words = {**self.admin_site.each_context(request), "opts": self.model._meta, **page}
        return TemplateResponse(request, template, words)


def proofs_of(shipment: Shipment) -> list[ProofOfDelivery]:
    """What the carrier has handed in, the newest first."""
    found = ProofOfDelivery.objects.filter(parcel__shipment=shipment).select_related("parcel")
    return list(found.order_by("-occurred_at", "id"))


def deadline_words(claim: CarrierClaim, *, today: date) -> str:
    """Until when the carrier has to pay, once it has accepted (Decree 47/2011, Art. 26)."""
    if claim.state != ClaimState.ACCEPTED or claim.pay_until is None:
        return ""
    day = f"{claim.pay_until:%d/%m/%Y}"
    if claim.pay_until < today:
        return _("QUÁ HẠN: phải trả trước %(day)s") % {"day": day}
    return _("trả trước %(day)s") % {"day": day}


def _picture(name: str) -> HttpResponse:
    kind = "image/png" if name.endswith("png") else "image/jpeg"
    return HttpResponse(read_picture(name), content_type=kind, headers={"Cache-Control": "private, no-store"})


def _actor(request: HttpRequest) -> str:
    return f"account:{getattr(request.user, 'key', request.user.pk)}"
