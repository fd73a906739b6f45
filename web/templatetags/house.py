"""Filters and tags of every page (a builtin library: no {% load %} needed).

What they draw is described in templates/components/README.md.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.http import HttpRequest
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from web import charts, words
from web.components import Bar
from web.icons import icon_svg

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    return icon_svg(name)


@register.filter
def money(dong: int | None) -> str:
    """Nothing is written for None: an unknown sum is not a sum of nought."""
    return "" if dong is None else words.money_words(dong)


@register.filter
def in_currency(minor: int | None, currency: str) -> str:
    """Minor units of a currency that need not be the dong."""
    return "" if minor is None else words.sum_words(minor, currency)


@register.filter
def weight(grams: int | None) -> str:
    return "" if grams is None else words.weight_words(grams)


@register.filter
def kilometres(metres: int | None) -> str:
    return words.road_words(metres) if metres is not None else ""


@register.filter
def number(value: int | None) -> str:
    return "" if value is None else words.number_words(value)


@register.filter
def unlocalized(value: object) -> str:
    """For attributes that a script or a form reads back: no marks between thousands."""
    return str(value)


@register.filter
def day(value: date | None, form: str = "") -> str:
    """`day` → "thứ Năm 26/11"; `day:"year"` → "thứ Năm 26/11/2026"."""
    return "" if value is None else words.day_words(value, with_year=form == "year")


@register.filter
def telephone(value: str | None) -> str:
    """ "+84900000204" → "0900 000 204", with no-break spaces."""
    return words.telephone_words(value or "")


@register.filter
def month_name(number: int) -> str:
    """ "11" after "tháng", "November" in English."""
    return words.month_words(number)


@register.filter
def goods_name(goods: words.Named) -> str:
    """Of anything that has a name in both languages: goods, papers, places."""
    return words.goods_name(goods)


@register.filter
def issuer_name(kind: words.Issued) -> str:
    return kind.issuer_en if words.is_english() else kind.issuer_vi


@register.filter
def clock(value: datetime | None) -> str:
    return "" if value is None else words.clock_words(value)


@register.filter
def ago(value: datetime | None, now: datetime | None = None) -> str | SafeString:
    """ "2 giờ trước", "trong 2 giờ", with the moment itself in `datetime` and `title`."""
    if value is None:
        return ""
    return format_html(
        '<time datetime="{}" title="{} {}">{}</time>',
        timezone.localtime(value).isoformat(timespec="minutes"),
        words.clock_words(value),
        words.day_words(value, with_year=True),
        words.distance_words(value, now=now or timezone.now()),
    )


@register.simple_tag(takes_context=True)
def with_query(context: Context, **changes: object) -> str:
    """This page's address with some parameters changed; None or "" takes one away."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, **look: str) -> dict[str, Any]:
    """A form's field: label, hint, error, the field, what follows from it.

    `unit` stands inside the field at its end; `after` below it; `look="strong"` for a page's one figure.
    """
    described = [f"{bound.id_for_label}_hint"] if bound.help_text else []
    described += [f"{bound.id_for_label}_error"] if bound.errors else []
    described += [f"{bound.id_for_label}_after"] if look.get("after") else []
    attrs: dict[str, str | bool] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {"field": bound, "widget": bound.as_widget(attrs=attrs), **look}


@register.inclusion_tag("components/check.html")
def check(bound: BoundField) -> dict[str, Any]:
    """One box to tick, its words beside it."""
    attrs: dict[str, str | bool] = {}
    if bound.errors:
        attrs = {"aria-describedby": f"{bound.id_for_label}_error", "aria-invalid": "true"}
    return {"field": bound, "widget": bound.as_widget(attrs=attrs)}


@register.inclusion_tag("components/choice_pills.html")
def pills(bound: BoundField, first: int = 99) -> dict[str, Any]:
    """A choice as pills, of a RadioSelect. All but the `first` ones (and the chosen) are one tap away."""
    choices: list[BoundWidget] = list(bound)
    chosen = str(bound.value())
    best = [one for place, one in enumerate(choices) if place < first or str(one.data["value"]) == chosen]
    return {"field": bound, "choices": best, "more": [one for one in choices if one not in best]}


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(bars: Sequence[Bar], *, title: str, now: str, before: str = "") -> dict[str, Any]:
    """`title` says what is counted; `now` and `before` name the two years in the key and the table."""
    drawings = [charts.draw_bars(bars, width=width) for width in charts.WIDTHS]
    unfinished = any(bar.unfinished for bar in bars)
    return {
        "bars": bars,
        "drawings": drawings,
        "title": title,
        "now": now,
        "before": before,
        "unfinished": unfinished,
    }


@register.simple_block_tag
def task(content: str, title: str, icon: str, tone: str = "sun", aside: str = "") -> SafeString:
    """A decision of the day: sun = an answer is due, sky = to be done, leaf = coming by itself."""
    aside_html = format_html("<span>{}</span>", aside) if aside else ""
    return format_html(
        '<article class="task"><div class="task-head {}">{}<h2>{}</h2>{}</div>'
        '<div class="task-body">{}</div></article>',
        tone,
        icon_svg(icon),
        title,
        aside_html,
        mark_safe(content),  # the block between the tags, escaped as it was rendered
    )


@register.simple_block_tag
def banner(content: str, icon: str = "info", tone: str = "sky", role: str = "status") -> SafeString:
    """News about the page itself, in one or two lines; `role="alert"` when it must interrupt."""
    return format_html(
        '<div class="banner {}" role="{}">{}<div>{}</div></div>',
        tone,
        role,
        icon_svg(icon),
        mark_safe(content),  # the block between the tags, escaped as it was rendered
    )
