"""Farming households, the people in them, the cooperatives that may act for them, their plots."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.crypto import EncryptedTextField
from kernel.ids import KeyField
from marketplace.households.enums import ConsentChannel, HouseholdState, MemberRole


class Cooperative(models.Model):
    """Its managers act for those households that consented, and for no others."""

    key = KeyField()
    name = models.CharField(_("tên"), max_length=120)
    commune_code = models.CharField(_("mã xã"), max_length=5)
    telephone = models.CharField(_("điện thoại"), max_length=16)

    class Meta:
        verbose_name = _("hợp tác xã")
        verbose_name_plural = _("hợp tác xã")

    def __str__(self) -> str:
        return self.name


class Household(models.Model):
    """One farming household, with nothing on the row that the public may not know but the telephone.

    What the law calls sensitive lies encrypted in `papers`, so that reading a seller never carries or
    decrypts it.
    """

    key = KeyField()
    name = models.CharField(_("tên"), max_length=120)
    commune_code = models.CharField(_("mã xã"), max_length=5, db_index=True)
    address = models.CharField(_("thôn, bản, số nhà"), max_length=200)
    telephone = models.CharField(_("điện thoại"), max_length=16)
    story = models.TextField(_("về nhà tôi"), blank=True, default="", max_length=2_000)
    cooperative = models.ForeignKey(
        Cooperative,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="households",
        verbose_name=_("hợp tác xã"),
    )
    state = models.CharField(
        _("trạng thái"), max_length=12, choices=HouseholdState, default=HouseholdState.DRAFT
    )
    state_reason = models.CharField(_("lý do"), max_length=300, blank=True, default="")
    bank_code = models.CharField(_("ngân hàng (BIN)"), max_length=6, blank=True, default="")
    identity_fingerprint = models.CharField(max_length=64, blank=True, default="", editable=False)
    missed_orders = models.PositiveIntegerField(_("đơn bỏ lỡ liên tiếp"), default=0)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(_("mở lúc"))
    submitted_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)
    verified_at = models.DateTimeField(_("xác minh lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("hộ")
        verbose_name_plural = _("hộ")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=HouseholdState.values), name="household_state_known"
            ),
            models.UniqueConstraint(
                fields=["identity_fingerprint"],
                condition=models.Q(state__in=[HouseholdState.VERIFIED, HouseholdState.SUSPENDED])
                & ~models.Q(identity_fingerprint=""),
                name="household_one_per_identity",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """How audit rows and ledger accounts name it."""
        return f"household:{self.key}"

    @property
    def bank_account(self) -> str:
        return self._on_paper("bank_account")

    @property
    def bank_holder(self) -> str:
        return self._on_paper("bank_holder")

    @property
    def identity_number(self) -> str:
        return self._on_paper("identity_number")

    @property
    def tax_code(self) -> str:
        return self._on_paper("tax_code")

    def _on_paper(self, name: str) -> str:
        """Empty where the household has no papers yet. Reading costs one query unless `papers` was
        selected.
        """
        try:
            return str(getattr(self.papers, name))
        except HouseholdPapers.DoesNotExist:
            return ""

    @property
    def may_sell(self) -> bool:
        return self.state == HouseholdState.VERIFIED


class HouseholdPapers(models.Model):
    """A household's personal numbers: encrypted, never in logs, audit data or `str()`."""

    household = models.OneToOneField(Household, models.CASCADE, primary_key=True, related_name="papers")
    identity_number = EncryptedTextField(blank=True, default="")
    tax_code = EncryptedTextField(blank=True, default="")
    bank_account = EncryptedTextField(blank=True, default="")
    bank_holder = EncryptedTextField(blank=True, default="")

    class Meta:
        verbose_name = _("giấy tờ của hộ")
        verbose_name_plural = _("giấy tờ của hộ")

    def __str__(self) -> str:
        return f"{self.household_id}"


class HouseholdMember(models.Model):
    household = models.ForeignKey(Household, models.CASCADE, related_name="members")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="household_memberships"
    )
    role = models.CharField(max_length=8, choices=MemberRole)
    joined_at = models.DateTimeField()

    class Meta:
        verbose_name = _("người trong nhà")
        verbose_name_plural = _("người trong nhà")
        constraints = [
            models.UniqueConstraint(fields=["household", "account"], name="household_member_once"),
            models.UniqueConstraint(
                fields=["household"], condition=models.Q(role=MemberRole.OWNER), name="household_one_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id}: {self.role}"


class CooperativeManager(models.Model):
    cooperative = models.ForeignKey(Cooperative, models.CASCADE, related_name="managers")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="cooperatives_managed")
    appointed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("người quản lý hợp tác xã")
        verbose_name_plural = _("người quản lý hợp tác xã")
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "account"], name="cooperative_manager_once")
        ]

    def __str__(self) -> str:
        return f"{self.cooperative_id}: {self.account_id}"


class Consent(models.Model):
    """A household's word that its cooperative may act for it. Never deleted: withdrawing sets
    `withdrawn_at`.
    """

    household = models.ForeignKey(Household, models.PROTECT, related_name="consents")
    cooperative = models.ForeignKey(Cooperative, models.PROTECT, related_name="consents")
    text_version = models.CharField(max_length=20)
    channel = models.CharField(max_length=10, choices=ConsentChannel)
    assisted_by = models.CharField(max_length=80, blank=True, default="")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("sự đồng ý")
        verbose_name_plural = _("sự đồng ý")
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=models.Q(withdrawn_at__isnull=True), name="consent_one_live"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True)
                | models.Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} → {self.cooperative_id}"


class Plot(models.Model):
    """A field or orchard. Its place is public no finer than the commune; area in whole square metres."""

    key = KeyField()
    household = models.ForeignKey(Household, models.CASCADE, related_name="plots")
    name = models.CharField(_("tên"), max_length=80)
    commune_code = models.CharField(_("mã xã"), max_length=5)
    area_m2 = models.PositiveIntegerField(_("diện tích (m²)"))
    growing_area_code = models.CharField(_("mã vùng trồng"), max_length=40, blank=True, default="")

    class Meta:
        verbose_name = _("thửa")
        verbose_name_plural = _("thửa")
        constraints = [
            models.UniqueConstraint(fields=["household", "name"], name="plot_name_once"),
            models.CheckConstraint(condition=models.Q(area_m2__gt=0), name="plot_has_an_area"),
        ]

    def __str__(self) -> str:
        return self.name
