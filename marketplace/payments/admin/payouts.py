"""What is owed to households, and paying it: draw, file, sent, confirmed or returned."""

from datetime import datetime

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from kernel.audit.operations import record
from kernel.clock import local_day, now
from kernel.desk import ReadOnly, ReadOnlyRows, do_each
from kernel.errors import Refusal
from marketplace.payments import operations
from marketplace.payments.admin.base import ReasonForm, actor_of
from marketplace.payments.models import Payable, Payout, PayoutBatch
from marketplace.payments.payout_file import payout_csv


@admin.register(Payable)
class PayableAdmin(ReadOnly):
    """A complaint holds what is not drawn yet."""

    list_display = ("reference", "household_key", "amount_dong", "payable_from", "held_at", "payout")
    list_filter = (
        ("payout", admin.EmptyFieldListFilter),
        ("held_at", admin.EmptyFieldListFilter),
        ("payable_from", admin.EmptyFieldListFilter),
    )
    search_fields = ("reference", "household_key")
    list_select_related = ("payout",)
    action_form = ReasonForm
    actions = ("hold", "release")

    @admin.action(description=_("Giữ lại vì khiếu nại"), permissions=["act"])
    def hold(self, request: HttpRequest, rows: QuerySet[Payable]) -> None:
        reason = request.POST.get("reason", "")
        for subject in sorted(set(rows.values_list("subject", flat=True))):
            held = operations.hold_payables(reference=subject, reason=reason, at=now())
            self._note(request, "payable.held", subject, held)

    @admin.action(description=_("Thôi giữ"), permissions=["act"])
    def release(self, request: HttpRequest, rows: QuerySet[Payable]) -> None:
        for subject in sorted(set(rows.values_list("subject", flat=True))):
            self._note(request, "payable.released", subject, operations.release_payables(reference=subject))

    def _note(self, request: HttpRequest, action: str, subject: str, count: int) -> None:
        record(actor=actor_of(request), action=action, subject=subject, data={"count": count}, at=now())
        messages.success(request, f"{subject}: {count}")


class PayoutRows(ReadOnlyRows):
    model = Payout
    fields = ("household_key", "amount_dong", "state", "bank_code", "return_reason")
    show_change_link = True


@admin.register(PayoutBatch)
class PayoutBatchAdmin(ReadOnly):
    list_display = ("drawn_at", "key", "drawn_by", "left_out", "sent_at", "bank_file")
    inlines = (PayoutRows,)
    actions = ("mark_sent",)
    change_list_template = "admin/payments/payout_batches.html"

    @admin.display(description=_("tệp cho ngân hàng"))
    def bank_file(self, row: PayoutBatch) -> str:
        link = reverse("admin:payments_payout_file", args=[row.key])
        return format_html('<a href="{}">CSV</a>', link)

    @admin.action(description=_("Đã gửi ngân hàng"), permissions=["act"])
    def mark_sent(self, request: HttpRequest, rows: QuerySet[PayoutBatch]) -> None:
        actor = actor_of(request)
        do_each(request, rows, lambda key, at: operations.mark_batch_sent(actor=actor, batch_key=key, at=at))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("draw/", wrap(self.draw_view), name="payments_draw"),
            path("<str:key>/file/", wrap(self.file_view), name="payments_payout_file"),
            *super().get_urls(),
        ]

    def draw_view(self, request: HttpRequest) -> HttpResponse:
        """Everything that is payable now becomes a batch. POST only: looking at a link pays nobody."""
        if request.method == "POST" and self.has_act_permission(request):
            try:
                batch = operations.draw_payouts(actor=actor_of(request), at=now())
                messages.success(request, _("Đã lập đợt chi %s.") % batch.key)
            except Refusal as refusal:
                messages.warning(request, refusal.text)
        return redirect("admin:payments_payoutbatch_changelist")

    def file_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Account numbers leave the house here: the audit says who took them."""
        if not self.has_act_permission(request):
            raise PermissionDenied
        batch = get_object_or_404(PayoutBatch, key=key)
        subject = f"payout_batch:{batch.key}"
        record(actor=actor_of(request), action="payouts.file_taken", subject=subject, at=now())
        name = f"nhanong-{local_day(batch.drawn_at):%Y%m%d}-{batch.key[-6:]}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(payout_csv(batch), content_type="text/csv; charset=us-ascii", headers=headers)


@admin.register(Payout)
class PayoutAdmin(ReadOnly):
    list_display = (
        "key",
        "household_key",
        "amount_dong",
        "state",
        "sent_at",
        "confirmed_at",
        "return_reason",
    )
    list_filter = ("state",)
    search_fields = ("household_key", "key")
    exclude = ("bank_account", "bank_holder")
    action_form = ReasonForm
    actions = ("mark_confirmed", "mark_returned")

    @admin.action(description=_("Ngân hàng xác nhận"), permissions=["act"])
    def mark_confirmed(self, request: HttpRequest, rows: QuerySet[Payout]) -> None:
        actor = actor_of(request)
        do_each(
            request,
            rows,
            lambda key, at: operations.mark_payout_confirmed(actor=actor, payout_key=key, at=at),
        )

    @admin.action(description=_("Ngân hàng trả lại"), permissions=["act"])
    def mark_returned(self, request: HttpRequest, rows: QuerySet[Payout]) -> None:
        actor, reason = actor_of(request), request.POST.get("reason", "")

        def one(key: str, at: datetime) -> object:
            return operations.mark_payout_returned(actor=actor, payout_key=key, reason=reason, at=at)

        do_each(request, rows, one)
