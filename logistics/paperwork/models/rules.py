"""The rules as dated, versioned rows. A version never changes; a new one supersedes it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField
from logistics.paperwork.enums import Confidence, Form, Gate, MarketStatus, Post, Verdict


def _texts(length: int) -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=length), default=list, blank=True)


class Source(models.Model):
    """Where a fact was read: a law, an authority's page, a newspaper. `as_of` is the date as the source gives
    it, with the precision that it has; `read` says how much of it was read.
    """

    code = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=300)
    locator = models.CharField(max_length=500)
    as_of = models.CharField(max_length=40, blank=True)
    read = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("code",)
        verbose_name = _("nguồn")
        verbose_name_plural = _("nguồn")

    def __str__(self) -> str:
        return self.code


class ExportGood(models.Model):
    """A kind of goods as an importing country names it; several commodities of the shop may be one of them.

    Eight digits are never copied across: `vn_hs8` is the Vietnamese tariff's, `eu_cn8` the European one's.
    """

    code = models.SlugField(max_length=40, unique=True)
    name_vi = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    botanical = models.CharField(max_length=120, blank=True)
    synonyms = _texts(120)
    hs6 = models.CharField(max_length=6)
    vn_hs8 = models.CharField(max_length=8, blank=True)
    eu_cn8 = models.CharField(max_length=8, blank=True)
    form = models.CharField(max_length=8, choices=Form, default=Form.FRESH)
    perishable = models.BooleanField(default=True)
    eu_duty_free = models.BooleanField(null=True, blank=True)
    commodity_codes = _texts(40)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")
        verbose_name = _("hàng xuất khẩu")
        verbose_name_plural = _("hàng xuất khẩu")

    def __str__(self) -> str:
        return self.name_vi


class Destination(models.Model):
    """A country, or a union of countries with one set of rules."""

    code = models.CharField(max_length=4, unique=True)
    name_vi = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    countries = _texts(2)
    agreements = _texts(20)
    system = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")
        verbose_name = _("nơi đến")
        verbose_name_plural = _("nơi đến")

    def __str__(self) -> str:
        return self.name_vi


class PaperKind(models.Model):
    """A paper that somebody may ask for. `authority`: others issue it, we only keep and compare it.
    `base_gate`: what its absence holds back for every consignment, whatever the rule; "" when the rule says.

    `usual_hours` is how long the issuer takes where a source says so; null where none does.
    """

    code = models.SlugField(max_length=40, unique=True)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    issuer_vi = models.CharField(max_length=160)
    issuer_en = models.CharField(max_length=160)
    authority = models.BooleanField()
    base_gate = models.CharField(max_length=12, choices=Gate, blank=True, default="")
    usual_hours = models.PositiveIntegerField(null=True, blank=True)
    usual_hours_source = models.CharField(max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")
        verbose_name = _("loại giấy tờ")
        verbose_name_plural = _("loại giấy tờ")

    def __str__(self) -> str:
        return self.name_vi


class Question(models.Model):
    """Something that no source answers yet; an `ask(CODE)` in a rule refers to it, and blocks."""

    code = models.CharField(max_length=40, unique=True)
    text_vi = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)

    class Meta:
        ordering = ("code",)
        verbose_name = _("điều chưa rõ")
        verbose_name_plural = _("điều chưa rõ")

    def __str__(self) -> str:
        return self.code


class Rule(models.Model):
    """One version of what one destination asks of one kind of goods.

    Two clocks: `valid_from`/`valid_to` say for which days of trade it holds, `recorded_at`/`superseded_at`
    from when until when we believed it. `valid_from` null: no source says since when, which blocks.
    `fresh_months`: so long after the source was read the rule may be relied on. `incomplete`: the list of
    papers is known not to be whole, which blocks. The database refuses every change but the superseding.
    """

    key = KeyField()
    name = models.CharField(max_length=50)  # "<good>/<destination>"
    version = models.PositiveIntegerField()
    good = models.ForeignKey(ExportGood, on_delete=models.PROTECT, related_name="rules")
    destination = models.ForeignKey(Destination, on_delete=models.PROTECT, related_name="rules")
    status = models.CharField(max_length=20, choices=MarketStatus)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    as_of = models.CharField(max_length=40, blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence)
    sources = _texts(30)
    post = models.CharField(max_length=8, choices=Post)
    fresh_months = models.PositiveSmallIntegerField()
    incomplete = models.BooleanField(default=False)
    treatments = models.JSONField(default=list, blank=True)
    conditions = _texts(40)
    controls = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "version")
        verbose_name = _("quy định")
        verbose_name_plural = _("quy định")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "version"], name="rule_version_once"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(superseded_at=None), name="rule_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="rule_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(fresh_months__range=(1, 24)), name="rule_grows_stale"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class RulePaper(models.Model):
    """A paper that a rule asks for, and what it holds back. `when` is an expression (expressions.py)."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="papers")
    position = models.PositiveSmallIntegerField()
    kind = models.ForeignKey(PaperKind, on_delete=models.PROTECT, to_field="code", db_column="kind_code")
    when = models.CharField(max_length=500)
    gate = models.CharField(max_length=12, choices=Gate)
    confidence = models.CharField(max_length=10, choices=Confidence)
    source = models.CharField(max_length=30)

    class Meta:
        ordering = ("rule", "position")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "position"], name="rule_paper_position")
        ]

    def __str__(self) -> str:
        return f"{self.kind_id}: {self.when}"


class RuleReview(models.Model):
    """Somebody read the source on a day and signs that the version says what it says. Rows are only added;
    the last word of each person counts, and it takes two people to unblock. `demo`: a made-up reviewer of the
    demo; counts only where the settings allow it, and is shown wherever something rests on it.
    """

    key = KeyField()
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=10, choices=Verdict)
    actor = models.CharField(max_length=80)
    source = models.CharField(max_length=30)
    read_on = models.DateField()
    note = models.CharField(max_length=500)
    signed_at = models.DateTimeField()
    demo = models.BooleanField(default=False)

    class Meta:
        ordering = ("signed_at", "id")
        verbose_name = _("lần duyệt")
        verbose_name_plural = _("lần duyệt")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(note="") & ~Q(actor=""), name="review_says_who_and_why"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.verdict}"
