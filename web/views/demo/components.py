"""Every component with invented figures: to look at after a change of the style sheet."""

from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from web.components import Bar, Chip, Choice, Chosen, Facet, ListingCard, Option, Season, Step, SumLine, Tier
from web.forms import HouseForm
from web.http import HouseRequest
from web.views.demo.guard import demo_only


class SampleForm(HouseForm):
    name = forms.CharField(label="Họ tên", help_text="Bưu tá gọi tên này.", max_length=80)
    price = forms.CharField(label="Giá một kg", help_text="Tuần này ở Bắc Ninh: 40.000-50.000 ₫")
    unit = forms.ChoiceField(
        label="Bán theo", choices=[("kg", "kg"), ("yen", "yến (10 kg)")], widget=forms.RadioSelect
    )
    agree = forms.BooleanField(label="Tôi đồng ý", help_text="Đọc điều khoản trước.")


@require_safe
@demo_only
def show(request: HouseRequest) -> HttpResponse:
    empty, wrong = SampleForm(initial={"unit": "kg"}, auto_id="a_%s"), SampleForm({"name": "Hộ demo 12"})
    return render(
        request, "demo/components.html", {"form": empty, "wrong": wrong, **_cards(), **_lists(), **_charts()}
    )


def _cards() -> dict[str, object]:
    chips = (Chip("Đang mùa", "sprout"), Chip("Đến thứ Năm", "truck", "sky"))
    lychee = ListingCard(
        url="#", title="Vải thiều Lục Ngạn chính vụ, hái sáng", price=45_000, unit="kg", seller="Hộ demo 12",
        place="Lục Ngạn, Bắc Ninh", postage=28_000, chips=chips,
    )  # fmt: skip
    plum = ListingCard(
        url="#", title="Mận hậu Mộc Châu còn phấn", price=180_000, unit="thùng 10 kg", price_per_kg=18_000,
        seller="Hộ demo 31", place="Sơn La", postage=35_000, chips=chips,
    )  # fmt: skip
    gone = ListingCard(
        url="#",
        title="Xoài cát",
        price=60_000,
        unit="kg",
        seller="Hộ demo 8",
        place="Đồng Tháp",
        sold_out=True,
    )
    return {"cards": [lychee, plum, gone], "card_chips": chips}


def _lists() -> dict[str, object]:
    now = timezone.now()
    return {
        "tiers": [Tier("1 kg", 45_000, chosen=True), Tier("20 kg", 42_000)],
        "options": [
            Option("a", "Thứ Năm 11/6", "Bưu điện, lạnh, đến cửa", 28_000),
            Option("b", "Thứ Sáu 12/6", "Nhận tại bưu cục", 16_000),
            Option("", "Gửi thường, Chủ nhật 14/6", refused="Không bán: đến nơi vải không còn tươi"),
        ],
        "lines": [SumLine("Vải 5 kg", 225_000), SumLine("Phí gửi", 28_000, why="Bưu điện, hàng lạnh")],
        "total": SumLine("Tất cả", 253_000),
        "timeline": [
            Step("Đã đặt", "done", at=now - timedelta(hours=5)),
            Step("Đang trên đường", "now", at=now, detail="Rời bưu cục Chũ", icon="truck"),
            Step("Đến cửa nhà bạn", "next", icon="house"),
            Step("Giao chưa được", "failed"),
        ],
        "facets": [
            Facet("tinh", "Tỉnh", [Choice("24", "Bắc Ninh", 24, chosen=True), Choice("31", "Hải Phòng", 9)])
        ],
        "chosen": [Chosen("Bắc Ninh", "#")],
    }


def _charts() -> dict[str, object]:
    today = timezone.localdate()
    lychee = Season("Vải thiều", "#", frozenset({5, 6, 7}), frozenset({6}))
    mango = Season("Xoài", "#", frozenset({4, 5, 6, 7, 8}), frozenset({5}))
    bars = [Bar("Lục Ngạn", 412, 331), Bar("Chũ", 268, 240), Bar("Sơn Hải", 61, 45, unfinished=True)]
    return {"this_month": today.month, "seasons": [lychee, mango], "bars": bars}
