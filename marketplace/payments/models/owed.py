"""A view of the books, made by migration 0006."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Owed(models.Model):
    """A buyer who is owed money that no machine gives back: who paid cash and was granted a refund, or whose
    card refused it. `refusal` is the provider's word, empty for cash. `amount` in minor units of `currency`.
    """

    reference = models.CharField(_("về"), max_length=64, primary_key=True)
    amount = models.BigIntegerField(_("còn nợ người mua"))
    currency = models.CharField(_("tiền"), max_length=3)
    refusal = models.CharField(_("thẻ không nhận vì"), max_length=120)
    since = models.DateTimeField(_("từ lúc"))

    class Meta:
        managed = False
        db_table = "payments_owed"
        verbose_name = _("khoản phải trả lại người mua")
        verbose_name_plural = _("cần xử lý: tiền phải trả lại người mua")
        ordering: ClassVar[list[str]] = ["since", "reference"]

    def __str__(self) -> str:
        return self.reference
