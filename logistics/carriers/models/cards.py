"""Carriers and their tariffs as data. Quotes never read these rows: they ask the card in memory (card.py)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from logistics.carriers.enums import HandOver, Region, Temperature, is_zone


def check_zone(text: str) -> None:
    """Inside the country by distance, abroad by country: "national", "country:JP"."""
    if not is_zone(text):
        raise ValidationError(_("Vùng là một trong các vùng trong nước, hoặc country: và mã nước."))


class Carrier(models.Model):
    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    is_demo = models.BooleanField(default=False, help_text=_("Bảng giá minh họa, không phải giá thật."))
    tariff_note = models.CharField(max_length=200, blank=True)
    active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")
        verbose_name = _("hãng chuyển phát")
        verbose_name_plural = _("hãng chuyển phát")

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """One way of sending with a carrier: "vnpost:fast". Parcels given in before the cut-off hour leave
    the same day.
    """

    carrier = models.ForeignKey(Carrier, on_delete=models.CASCADE, related_name="services")
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    temperature = models.CharField(max_length=10, choices=Temperature, default=Temperature.AMBIENT)
    hand_over = models.CharField(max_length=10, choices=HandOver, default=HandOver.DOOR)
    max_weight_g = models.PositiveIntegerField()
    cut_off_hour = models.PositiveSmallIntegerField(validators=[MaxValueValidator(23)])
    cod = models.BooleanField(default=True)
    max_cod_dong = models.PositiveIntegerField(default=20_000_000)
    cod_fee_ppm = models.PositiveIntegerField(default=0, help_text=_("Phần triệu của tiền thu hộ."))
    cod_fee_min_dong = models.PositiveIntegerField(default=0)
    highland_dong = models.PositiveIntegerField(
        default=0, help_text=_("Phụ phí khi người nhận ở tỉnh miền núi, khác tỉnh người gửi.")
    )
    active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")
        verbose_name = _("dịch vụ")
        verbose_name_plural = _("dịch vụ")

    def __str__(self) -> str:
        return self.code


class Tariff(models.Model):
    """One row of a rate card: a service in a zone from a day on, with its promise and its weight steps."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="tariffs")
    zone = models.CharField(max_length=15, validators=[check_zone])
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text=_("Ngày cuối còn dùng; trống: chưa biết."))
    promised_hours = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    beyond_step_g = models.PositiveIntegerField(default=1000, validators=[MinValueValidator(1)])
    beyond_step_dong = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("service__code", "zone", "valid_from")
        verbose_name = _("cước")
        verbose_name_plural = _("bảng cước")
        constraints = (
            ExclusionConstraint(
                name="tariff_one_at_a_time",
                expressions=(
                    ("service", RangeOperators.EQUAL),
                    ("zone", RangeOperators.EQUAL),
                    (
                        Func(F("valid_from"), F("valid_to"), models.Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ),
                violation_error_message=_(
                    "Cước này trùng thời gian với một cước khác của cùng dịch vụ, cùng vùng."
                ),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="tariff_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(beyond_step_g__gt=0, promised_hours__gt=0), name="tariff_steps_forward"
            ),
        )

    def __str__(self) -> str:
        return f"{self.service_id} {self.zone} {self.valid_from}"


class WeightStep(models.Model):
    """Up to this many grams the parcel costs this many dong, tax included."""

    tariff = models.ForeignKey(Tariff, on_delete=models.CASCADE, related_name="steps")
    up_to_g = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    dong = models.PositiveIntegerField()

    class Meta:
        ordering = ("up_to_g",)
        constraints = (models.UniqueConstraint(fields=("tariff", "up_to_g"), name="weight_step_once"),)

    def __str__(self) -> str:
        return f"≤ {self.up_to_g} g: {self.dong}"


class ZoneProvince(models.Model):
    """To which region of the tariffs a province belongs, and whether its roads cost more."""

    province_code = models.CharField(max_length=2, primary_key=True)
    region = models.CharField(max_length=10, choices=Region)
    highland = models.BooleanField(default=False)

    class Meta:
        ordering = ("province_code",)
        verbose_name = _("vùng tính cước")
        verbose_name_plural = _("vùng tính cước")

    def __str__(self) -> str:
        return self.province_code


class PostOffice(models.Model):
    """An office with a name and an address of its own. Where there is none, queries.office_for makes one
    up by rule.
    """

    code = models.CharField(max_length=40, unique=True)
    carrier = models.ForeignKey(Carrier, on_delete=models.CASCADE, related_name="offices")
    commune_code = models.CharField(max_length=5)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("code",)
        verbose_name = _("bưu cục")
        verbose_name_plural = _("bưu cục")
        constraints = (
            models.UniqueConstraint(fields=("carrier", "commune_code"), name="post_office_once_per_commune"),
        )

    def __str__(self) -> str:
        return self.name


class RateCardVersion(models.Model):
    """One row that database triggers raise with every change of a table above, so that processes know
    when to read the card again, whoever changed it and however.
    """

    number = models.PositiveBigIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=Q(id=1), name="rate_card_version_is_one_row"),)

    def __str__(self) -> str:
        return str(self.number)
