"""The household's pages, and the one that a text message opens without signing in."""

from django.urls import URLPattern, path

from web.views.household import (
    answer,
    bank,
    goods,
    label,
    money,
    opening,
    orders,
    our_house,
    pack,
    sell,
    switch,
    today,
)

PATTERNS: list[URLPattern] = [
    path("tra-loi/<slug:secret>", answer.by_link, name="answer"),
    path("nha", today.show, name="today"),
    path("nha/mo", opening.show, name="open_household"),
    path("nha/doi", switch.show, name="switch_household"),
    path("nha/cua-toi", our_house.show, name="our_house"),
    path("nha/cua-toi/gui-xac-minh", our_house.submit, name="submit_household"),
    path("nha/cua-toi/hop-tac-xa", our_house.consent, name="consent"),
    path("nha/ngan-hang", bank.show, name="bank"),
    path("nha/don", orders.show, name="household_orders"),
    path("nha/don/<slug:key>", orders.one, name="household_order"),
    path("nha/don/<slug:key>/tra-loi", answer.by_key, name="answer_order"),
    path("nha/don/<slug:key>/dong-goi", pack.show, name="pack"),
    path("nha/don/<slug:key>/tem.pdf", label.show, name="label"),
    path("nha/tien", money.show, name="money"),
    path("nha/hang", goods.show, name="goods"),
    path("nha/hang/<slug:key>", goods.one, name="our_listing"),
    path("nha/hang/<slug:key>/nghi", goods.pause_listing, name="pause_listing"),
    path("nha/hang/<slug:key>/ban-lai", goods.resume_listing, name="resume_listing"),
    path("nha/hang/<slug:key>/gia", goods.new_price, name="new_price"),
    path("nha/hang/<slug:key>/them", goods.new_stock, name="new_stock"),
    path("nha/hang/<slug:key>/het", goods.no_more, name="sold_out"),
    path("nha/hang/<slug:key>/ket-thuc", goods.end_listing, name="end_listing"),
    path("nha/hang/<slug:key>/ban-nhu-cu", goods.again, name="sell_again"),
    path("nha/dang-ban", sell.what, name="sell"),
    path("nha/dang-ban/<slug:key>/mon", sell.what, name="sell_what"),
    path("nha/dang-ban/<slug:key>/gia", sell.price, name="sell_price"),
    path("nha/dang-ban/<slug:key>/xem-lai", sell.review, name="sell_review"),
]
