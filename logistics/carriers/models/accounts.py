"""Our accounts with carriers that we call. Secrets are readable to the product only."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.crypto import EncryptedTextField
from logistics.carriers.enums import Environment, Vintage
from logistics.carriers.models.cards import Carrier


class CarrierAccount(models.Model):
    """One carrier in one environment. Where the running environment has an active row, the carrier is called;
    elsewhere it works by its people reading our lists.

    `secrets` is a JSON object with the names that the adapter lists. `hook_secret` is the last part of the
    address that the carrier sends its messages to; it is looked up by its fingerprint. `hook_networks` empty:
    from anywhere.
    """

    carrier = models.ForeignKey(Carrier, on_delete=models.CASCADE, related_name="accounts")
    environment = models.CharField(max_length=10, choices=Environment)
    base_url = models.CharField(max_length=200)
    secrets = EncryptedTextField(blank=True, default="")
    hook_secret = EncryptedTextField()
    hook_fingerprint = models.CharField(max_length=64, unique=True)
    hook_networks = ArrayField(models.CharField(max_length=43), blank=True, default=list)
    vintage = models.CharField(max_length=5, choices=Vintage, default=Vintage.OLD)
    repeats_safely = models.BooleanField(
        default=False, help_text=_("Hãng đã xác nhận: đặt lại cùng mã thì trả lại đơn cũ, không tạo đơn mới.")
    )
    live_rates = models.BooleanField(default=False, help_text=_("Hỏi giá trực tiếp thay cho bảng cước."))
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("carrier__position", "environment")
        verbose_name = _("tài khoản với hãng")
        verbose_name_plural = _("tài khoản với hãng")
        constraints = (
            models.UniqueConstraint(fields=("carrier", "environment"), name="carrier_account_once"),
        )

    def __str__(self) -> str:
        return f"{self.carrier_id} {self.environment}"


class PlaceId(models.Model):
    """A commune of today by a carrier's own numbers, with where they come from."""

    carrier = models.ForeignKey(Carrier, on_delete=models.CASCADE, related_name="place_ids")
    commune_code = models.CharField(max_length=5)
    province = models.CharField(max_length=20)
    district = models.CharField(max_length=20, blank=True)
    ward = models.CharField(max_length=20)
    source = models.CharField(max_length=80)

    class Meta:
        ordering = ("carrier_id", "commune_code")
        verbose_name = _("mã địa danh của hãng")
        verbose_name_plural = _("mã địa danh của hãng")
        constraints = (models.UniqueConstraint(fields=("carrier", "commune_code"), name="place_id_once"),)

    def __str__(self) -> str:
        return f"{self.commune_code}: {self.ward}"
