"""The pages of whoever exports, and of the importer abroad."""

from django.urls import URLPattern, path

from web.views.export import board, codes, edit, importer, market, one, papers, papers_in, sharing

PATTERNS: list[URLPattern] = [
    path("nha/lo/<slug:key>/nuoc-ngoai", market.show, name="lot_market"),
    path("nha/xuat-khau", board.show, name="exports"),
    path("nha/xuat-khau/ma", codes.show, name="own_codes"),
    path("nha/xuat-khau/moi", board.begin, name="open_export"),
    path("nha/xuat-khau/<slug:key>", one.show, name="export_one"),
    path("nha/xuat-khau/<slug:key>/sua", edit.facts, name="export_facts"),
    path("nha/xuat-khau/<slug:key>/ben/<slug:role>", edit.party, name="export_party"),
    path("nha/xuat-khau/<slug:key>/hang", edit.line, name="export_line"),
    path("nha/xuat-khau/<slug:key>/hang/lay-ra", edit.unpack, name="export_unpack"),
    path("nha/xuat-khau/<slug:key>/hang/<int:position>", edit.packed, name="export_packed"),
    path("nha/xuat-khau/<slug:key>/duyet", one.clear, name="export_clear"),
    path("nha/xuat-khau/<slug:key>/giao", one.hand_over, name="export_hand_over"),
    path("nha/xuat-khau/<slug:key>/bao", one.report, name="export_report"),
    path("nha/xuat-khau/<slug:key>/huy", one.cancel, name="export_cancel"),
    path("nha/xuat-khau/<slug:key>/nhan-giay", papers_in.receive, name="receive_paper"),
    path("nha/xuat-khau/<slug:key>/nhan-giay/<slug:paper>", papers_in.look, name="look_paper"),
    path("nha/xuat-khau/<slug:key>/nhan-giay/<slug:paper>/xac-nhan", papers_in.confirm, name="confirm_paper"),
    path("nha/xuat-khau/<slug:key>/nhan-giay/<slug:paper>/rut", papers_in.withdraw, name="withdraw_paper"),
    path("nha/xuat-khau/<slug:key>/nguoi-nhap", sharing.show, name="export_links"),
    path("nha/xuat-khau/<slug:key>/nguoi-nhap/nhan", sharing.answer, name="answer_importer"),
    path("nha/xuat-khau/<slug:key>/nguoi-nhap/<slug:link>/thu-hoi", sharing.revoke, name="revoke_link"),
    path("consignment/<slug:secret>", importer.show, name="importer"),
    path("consignment/<slug:secret>/drawn/<slug:paper>", importer.drawn, name="importer_drawn"),
    path("consignment/<slug:secret>/issued/<slug:paper>", importer.issued, name="importer_issued"),
    path("nha/xuat-khau/<slug:key>/giay-to", papers.show, name="export_papers"),
    path("nha/xuat-khau/<slug:key>/giay-to/dua-vao", papers.enter, name="enter_papers"),
    path("nha/xuat-khau/<slug:key>/giay-to/lap", papers.draw, name="draw_papers"),
    path("nha/xuat-khau/<slug:key>/giay-to/<slug:document>", papers.download, name="export_paper"),
    path("nha/xuat-khau/<slug:key>/giay-cap/<slug:paper>", papers.issued, name="issued_paper"),
]
