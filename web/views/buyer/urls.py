"""What a buyer comes to, signed in or not."""

from django.urls import URLPattern, path

from web.views.buyer import (
    abroad,
    basket,
    bought,
    check_paper,
    checkout,
    export,
    front,
    household,
    listing,
    my_orders,
    order,
    place,
    search,
    shared,
    suggest,
)

PATTERNS: list[URLPattern] = [
    path("", front.show, name="front"),
    path("tim", search.show, name="search"),
    path("tim/goi-y", suggest.show, name="search_suggest"),
    path("mua/<slug:slug>", listing.show, name="listing"),
    path("mua/<slug:slug>/nuoc-ngoai", abroad.show, name="abroad"),
    path("goi/<slug:secret>", abroad.one, name="parcel_abroad"),
    path("goi/<slug:secret>/tra", abroad.pay, name="pay_parcel"),
    path("nha-vuon/<slug:key>", household.show, name="seller"),
    path("giao-den", place.show, name="place"),
    path("giao-den/goi-y", place.suggest, name="place_suggest"),
    path("gio", basket.show, name="basket"),
    path("gio/them", basket.add, name="basket_add"),
    path("gio/doi", basket.change, name="basket_change"),
    path("dat-hang", checkout.show, name="checkout"),
    path("dat-hang/<slug:secret>", bought.show, name="bought"),
    path("tra-the/<slug:secret>", bought.pay, name="pay_card"),
    path("kiem-giay/<slug:code>", check_paper.show, name="check_paper"),
    path("xuat-khau", export.table, name="export"),
    path("xuat-khau/<slug:good>/<slug:destination>", export.pair, name="export_pair"),
    path("don-cua-toi", my_orders.show, name="my_orders"),
    path("don/<slug:secret>", order.show, name="order"),
    path("theo-doi/<str:signed>", shared.show, name="shared"),
    path("don/<slug:secret>/huy", order.cancel, name="order_cancel"),
    path("don/<slug:secret>/thieu-can", order.answer, name="order_short"),
    path("don/<slug:secret>/dat-lai", order.again, name="order_again"),
]
