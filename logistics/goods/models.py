"""What a carrier and a customs officer call the goods, and what was done to a lot of them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField
from kernel.measures import Base, Unit
from kernel.text import SortKeyField
from logistics.goods.enums import CodeKind, CodeRequestState, CodeStatus, Group, TreatmentKind


def _months() -> ArrayField[list[int], list[int]]:
    month = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(12)])
    return ArrayField(month, default=list, blank=True)


class Commodity(models.Model):
    """A kind of produce with its documented facts.

    Prices are dong per `price_unit` (of `price_factor` grams or pieces) as sources reported them, to judge by
    and never to charge; `prices` has every report with its day and source.
    `unverified` names the fields whose value no source supports; `sources` are short references.
    `shelf_life_days` counts from the harvest, in a parcel that is cooled on part of its way at best; the note
    says what the sources say. Null: it keeps for longer than any road (dry goods).
    `picture_kinds` are the kinds of pictures that show it: fixtures/pictures/<kind>-<number>-<width>.<type>.
    """

    code = models.SlugField(max_length=40, unique=True)
    name_vi = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    botanical = models.CharField(max_length=80, blank=True)
    group = models.CharField(max_length=10, choices=Group)
    folded = models.CharField(max_length=80)
    sort_key = SortKeyField()
    hs6 = models.CharField(max_length=6, blank=True)
    hs_note = models.CharField(max_length=200, blank=True)
    months = _months()
    peak_months = _months()
    months_note = models.CharField(max_length=200, blank=True)
    shelf_life_days = models.PositiveSmallIntegerField(null=True, blank=True)
    shelf_life_note = models.CharField(max_length=300, blank=True)
    temperature_min = models.SmallIntegerField(null=True, blank=True)
    temperature_max = models.SmallIntegerField(null=True, blank=True)
    humidity_note = models.CharField(max_length=40, blank=True)
    dry = models.BooleanField(default=False)
    needs_chill = models.BooleanField(default=False)
    price_low = models.PositiveIntegerField(null=True, blank=True)
    price_high = models.PositiveIntegerField(null=True, blank=True)
    price_unit = models.CharField(max_length=10, choices=Unit, default=Unit.KG)
    price_factor = models.PositiveIntegerField(default=1000)
    price_noted_on = models.CharField(max_length=60, blank=True)
    prices = models.JSONField(default=list, blank=True)
    provinces = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    place_names = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    usual_unit = models.CharField(max_length=10, choices=Unit, default=Unit.KG)
    piece_weight_g = models.PositiveIntegerField(null=True, blank=True)
    picture_kinds = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    unverified = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    sources = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")
        verbose_name = _("mặt hàng")
        verbose_name_plural = _("mặt hàng")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(price_low=None, price_high=None)
                | models.Q(price_low__lte=models.F("price_high"), price_low__gt=0),
                name="commodity_price_range",
            ),
            models.CheckConstraint(
                condition=models.Q(temperature_min=None, temperature_max=None)
                | models.Q(temperature_min__lte=models.F("temperature_max")),
                name="commodity_temperature_band",
            ),
            models.CheckConstraint(
                condition=models.Q(shelf_life_days=None) | models.Q(shelf_life_days__gt=0),
                name="commodity_lives_a_day",
            ),
        )

    def __str__(self) -> str:
        return self.name_vi


class UnitFactor(models.Model):
    """How many base units (grams or pieces) one unit is, for a commodity and a province or as the fallback.

    An empty commodity means every commodity, an empty province everywhere; the most special row wins.
    """

    commodity = models.ForeignKey(
        Commodity, null=True, blank=True, on_delete=models.CASCADE, related_name="unit_factors"
    )
    province_code = models.CharField(max_length=2, blank=True, default="")
    unit = models.CharField(max_length=10, choices=Unit)
    base = models.CharField(max_length=5, choices=Base)
    factor = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    label = models.CharField(max_length=60)
    source = models.CharField(max_length=200, blank=True)
    verified = models.BooleanField(default=False)

    class Meta:
        ordering = ("commodity__code", "province_code", "unit", "base", "factor")
        verbose_name = _("hệ số đơn vị")
        verbose_name_plural = _("hệ số đơn vị")
        constraints = (
            models.UniqueConstraint(
                fields=("commodity", "province_code", "unit", "base", "factor"),
                nulls_distinct=False,
                name="unit_factor_once",
            ),
            models.CheckConstraint(condition=models.Q(factor__gt=0), name="unit_factor_positive"),
        )

    def __str__(self) -> str:
        return self.label


class _ExportCode(models.Model):
    """A code given by the plant protection authority. No pattern is checked: its format is not published.
    `owner` is who asked for it ("household:…", "cooperative:…"); empty where nobody of the shop did.
    """

    code = models.CharField(max_length=40, unique=True)
    owner = models.CharField(max_length=80, blank=True, default="", db_default="", db_index=True)
    name = models.CharField(max_length=120, blank=True)
    commune_code = models.CharField(max_length=5)
    status = models.CharField(max_length=10, choices=CodeStatus, default=CodeStatus.APPROVED)
    approved_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class GrowingArea(_ExportCode):
    """Mã số vùng trồng (PUC)."""

    commodity = models.ForeignKey(Commodity, on_delete=models.PROTECT, related_name="growing_areas")
    area_m2 = models.PositiveIntegerField(null=True, blank=True)

    class Meta(_ExportCode.Meta):
        verbose_name = _("mã vùng trồng")
        verbose_name_plural = _("mã vùng trồng")


class PackingHouse(_ExportCode):
    """Mã số cơ sở đóng gói (PHC)."""

    class Meta(_ExportCode.Meta):
        verbose_name = _("mã cơ sở đóng gói")
        verbose_name_plural = _("mã cơ sở đóng gói")


class TreatmentFacility(_ExportCode):
    """A plant that fumigates, heats, cools or irradiates fruit, under an authority's eyes."""

    kinds = ArrayField(models.CharField(max_length=15, choices=TreatmentKind), default=list, blank=True)

    class Meta(_ExportCode.Meta):
        verbose_name = _("cơ sở xử lý")
        verbose_name_plural = _("cơ sở xử lý")


class CodeRequest(models.Model):
    """A wish for a code, decided by an officer of the province. `code` is what the authority gave; the
    destinations are those it is wanted for, and promise nothing.
    """

    key = KeyField()
    kind = models.CharField(max_length=5, choices=CodeKind)
    owner = models.CharField(max_length=80, db_index=True)
    name = models.CharField(_("tên"), max_length=120)
    commune_code = models.CharField(max_length=5)
    commodity = models.ForeignKey(
        Commodity, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    destinations = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    state = models.CharField(max_length=8, choices=CodeRequestState, default=CodeRequestState.ASKED)
    code = models.CharField(max_length=40, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("đơn xin mã")
        verbose_name_plural = _("đơn xin mã")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="GRANTED") ^ models.Q(code=""),
                name="code_request_has_code_when_granted",
            ),
        )

    def __str__(self) -> str:
        return self.name


class MarketApproval(models.Model):
    """That an importing country took a growing area, packing house or treatment facility onto its list, from
    one day to another (`withdrawn_on` is the first day without). `destination` is the code of a destination
    of the export rules; a list is always of one destination.
    """

    growing_area = models.ForeignKey(
        GrowingArea, null=True, blank=True, on_delete=models.CASCADE, related_name="markets"
    )
    packing_house = models.ForeignKey(
        PackingHouse, null=True, blank=True, on_delete=models.CASCADE, related_name="markets"
    )
    facility = models.ForeignKey(
        TreatmentFacility, null=True, blank=True, on_delete=models.CASCADE, related_name="markets"
    )
    destination = models.CharField(max_length=4)
    approved_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    actor = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("destination", "approved_on", "id")
        verbose_name = _("thị trường cho phép")
        verbose_name_plural = _("thị trường cho phép")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(growing_area__isnull=False, packing_house=None, facility=None)
                | models.Q(growing_area=None, packing_house__isnull=False, facility=None)
                | models.Q(growing_area=None, packing_house=None, facility__isnull=False),
                name="market_approval_of_one_code",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_on=None) | models.Q(withdrawn_on__gte=models.F("approved_on")),
                name="market_approval_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.destination} {self.approved_on}"


class AreaPlot(models.Model):
    """A plot of a growing area. `reference` is opaque. Coordinates are texts, so that the digits that were
    measured stay: `point` is [longitude, latitude], `boundary` a closed ring of such pairs (WGS 84).
    """

    growing_area = models.ForeignKey(GrowingArea, on_delete=models.CASCADE, related_name="plots")
    reference = models.CharField(max_length=80)
    area_m2 = models.PositiveIntegerField()
    point = models.JSONField(default=list, blank=True)
    boundary = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("growing_area", "reference")
        verbose_name = _("thửa của vùng trồng")
        verbose_name_plural = _("thửa của vùng trồng")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("growing_area", "reference"), name="area_plot_once"),
            models.CheckConstraint(condition=models.Q(area_m2__gt=0), name="area_plot_has_an_area"),
        ]

    def __str__(self) -> str:
        return self.reference


class CodeStatusChange(models.Model):
    """From which day a growing area's or packing house's code had which status. Rows are only added."""

    growing_area = models.ForeignKey(
        GrowingArea, null=True, blank=True, on_delete=models.CASCADE, related_name="status_changes"
    )
    packing_house = models.ForeignKey(
        PackingHouse, null=True, blank=True, on_delete=models.CASCADE, related_name="status_changes"
    )
    status = models.CharField(max_length=10, choices=CodeStatus)
    effective_on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    actor = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("effective_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(growing_area=None) ^ models.Q(packing_house=None),
                name="status_change_of_one_code",
            ),
        )

    def __str__(self) -> str:
        return f"{self.status} {self.effective_on}"


class LotRecord(models.Model):
    """What logistics knows about a lot: an opaque reference, what it is, when and where it was harvested."""

    reference = models.CharField(max_length=80, unique=True)
    commodity = models.ForeignKey(Commodity, on_delete=models.PROTECT, related_name="lot_records")
    harvested_on = models.DateField()
    growing_area = models.ForeignKey(
        GrowingArea, null=True, blank=True, on_delete=models.PROTECT, related_name="lot_records"
    )
    packing_house = models.ForeignKey(
        PackingHouse, null=True, blank=True, on_delete=models.PROTECT, related_name="lot_records"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("nhật ký lô")
        verbose_name_plural = _("nhật ký lô")
        ordering = ("reference",)

    def __str__(self) -> str:
        return self.reference


class SprayRecord(models.Model):
    """What was sprayed on the trees of a lot before the harvest, as its growers wrote it down."""

    lot = models.ForeignKey(LotRecord, on_delete=models.CASCADE, related_name="sprays")
    sprayed_on = models.DateField()
    product = models.CharField(max_length=80)
    substance = models.CharField(max_length=80, blank=True)
    dose = models.CharField(max_length=60, blank=True)
    wait_days = models.PositiveSmallIntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("sprayed_on", "id")
        verbose_name = _("nhật ký phun")
        verbose_name_plural = _("nhật ký phun")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("lot", "sprayed_on", "product"), name="spray_once"),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.sprayed_on}"


class Treatment(models.Model):
    """Something done to a lot after harvest, in the order it was done."""

    lot = models.ForeignKey(LotRecord, on_delete=models.CASCADE, related_name="treatments")
    kind = models.CharField(max_length=15, choices=TreatmentKind)
    done_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    temperature_c = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    dose_gray = models.PositiveIntegerField(null=True, blank=True)
    chemical = models.CharField(max_length=60, blank=True, default="")
    grams_per_m3 = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    humidity_pct = models.PositiveSmallIntegerField(null=True, blank=True)
    facility = models.ForeignKey(
        "goods.TreatmentFacility",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="treatments",
    )
    certificate = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        ordering = ("done_at", "id")
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("lot", "kind", "done_at"), name="treatment_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.done_at:%Y-%m-%d}"
