"""The sentence for each reason that an item stands as it does."""

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from logistics.paperwork.values import Item

SENTENCES: Final = {
    "MARKET_UNKNOWN": _("Chưa có quy định nào cho mặt hàng này đến nơi này, nên coi là chưa mở."),
    "MARKET_NOT_ON_THAT_DAY": _("Ngày này chưa có quy định nào có hiệu lực."),
    "MARKET_OPEN": _("Nơi đến có nhận mặt hàng này."),
    "MARKET_OPEN_PILOT": _("Mới thí điểm, chưa rõ nay còn mở không."),
    "MARKET_OPEN_UNVERIFIED": _("Nghe nói đã mở, chưa có nguồn chắc."),
    "MARKET_PENDING": _("Còn đang đàm phán."),
    "MARKET_NOT_OPEN": _("Chưa mở, hoặc chưa tìm thấy nguồn nói là mở."),
    "MARKET_UNVERIFIED": _("Chưa ai kiểm cặp này."),
    "RULE_UNREVIEWED": _("Quy định chưa ai duyệt."),
    "RULE_HALF": _("Quy định mới có một người duyệt, cần hai."),
    "RULE_REJECTED": _("Người duyệt nói quy định không đúng với nguồn."),
    "RULE_STALE": _("Quy định duyệt đã lâu, phải đọc lại nguồn."),
    "RULE_REVIEWED": _("Hai người đã đọc nguồn và ký."),
    "RULE_START_UNKNOWN": _("Không nguồn nào nói quy định có từ ngày nào."),
    "RULE_INCOMPLETE": _("Danh sách giấy tờ của quy định chưa đủ."),
    "POST_OPEN": _("Gửi bưu điện được."),
    "POST_NOT_CLEAR": _("Chưa rõ bưu điện và nơi đến có nhận không."),
    "POST_CLOSED": _("Không gửi bưu điện cho người mua được; phải gom chuyến."),
    "PAPER_NOT_NEEDED": _("Không cần."),
    "PAPER_THERE": _("Đã có, số %(number)s."),
    "PAPER_MISSING": _("Chưa có."),
    "PAPER_NOT_CLEAR": _("Chưa rõ có cần không (%(open)s)."),
    "PAPER_NOT_CONFIRMED": _("Số %(number)s chờ người thứ hai xem lại."),
    "PAPER_ISSUED_LATER": _("Số %(number)s đề ngày chưa tới."),
    "PAPER_EXPIRED": _("Số %(number)s đã hết hạn."),
    "CERTIFICATE_TOO_OLD": _("Số %(number)s cấp quá bốn tháng trước ngày đến."),
    "ANALYSIS_TOO_OLD": _("Kết quả phân tích của số %(number)s quá sáu tháng."),
    "ANALYSIS_DAY_UNKNOWN": _("Số %(number)s chưa ghi ngày phân tích."),
    "ENTRY_DAY_UNKNOWN": _("Chưa ghi ngày hàng đến, nên không biết số %(number)s còn hạn không."),
    "PC_BEFORE_TREATMENT": _("Số %(number)s cấp trước khi xử lý hàng."),
    "IMPORTER_NAMED": _("Đã ghi người nhập khẩu."),
    "IMPORTER_MISSING": _("Chưa ghi người nhập khẩu ở nơi đến."),
    "WOOD_NONE": _("Không dùng gỗ."),
    "WOOD_MARKED": _("Gỗ đã xử lý và có dấu."),
    "WOOD_UNMARKED": _("Gỗ chưa có dấu ISPM 15."),
    "WOOD_UNKNOWN": _("Chưa ghi có dùng gỗ hay không."),
    "RESIDUES_TESTED": _("Đã có phiếu kiểm dư lượng."),
    "RESIDUES_NOT_TESTED": _("Chưa có phiếu kiểm dư lượng."),
    "COMMERCIAL": _("Là lô thương mại."),
    "COMMERCIAL_ONLY": _("Chỉ nhận lô thương mại, không nhận gói cho người riêng."),
    "ARRIVAL_UNKNOWN": _("Chưa ghi giờ hàng đến."),
    "HOLIDAYS_UNKNOWN": _("Chưa có lịch nghỉ lễ: %(years)s, nên không biết phải báo trước ngày nào."),
    "NOTICE_IN_TIME": _("Đã báo trước đúng hạn."),
    "NOTICE_MISSING": _("Chưa báo trước cho cửa khẩu."),
    "NOTICE_TOO_LATE": _("Báo trước quá muộn, phải trước một ngày làm việc."),
    "REGION_UNKNOWN": _("Chưa ghi hàng đến bang nào."),
    "REGION_CLOSED": _("Bang này không nhận: %(region)s."),
    "REGION_OPEN": _("Bang này nhận."),
    "CARTONS_MARKED": _("Thùng đã ghi không bán ở: %(region)s."),
    "CARTONS_NOT_MARKED": _("Thùng chưa ghi không bán ở: %(region)s."),
    "DECLARED": _("Giấy kiểm dịch có ghi."),
    "NOT_DECLARED": _("Giấy kiểm dịch chưa ghi: %(declaration)s."),
    "NO_LOTS": _("Chưa có lô hàng nào."),
    "LOT_OF_OTHER_GOODS": _("Lô %(lot)s là mặt hàng khác."),
    "LOT_NOT_HARVESTED": _("Lô %(lot)s chưa hái."),
    "LOT_IRRADIATED": _("Lô %(lot)s đã chiếu xạ, nơi này không nhận."),
    "LOT_NOT_IRRADIATED": _("Lô %(lot)s không chiếu xạ."),
    "PUC_MISSING": _("Lô %(lot)s chưa có mã vùng trồng."),
    "PUC_NOT_APPROVED": _("Mã vùng trồng %(code)s không còn hiệu lực từ %(day)s."),
    "PUC_NOT_FOR_MARKET": _("Mã vùng trồng %(code)s chưa được nơi đến cho phép."),
    "PUC_APPROVED": _("Mã vùng trồng %(code)s dùng được."),
    "PHC_MISSING": _("Lô %(lot)s chưa có mã cơ sở đóng gói."),
    "PHC_NOT_APPROVED": _("Mã cơ sở đóng gói %(code)s không còn hiệu lực từ %(day)s."),
    "PHC_NOT_FOR_MARKET": _("Mã cơ sở đóng gói %(code)s chưa được nơi đến cho phép."),
    "PHC_APPROVED": _("Mã cơ sở đóng gói %(code)s dùng được."),
    "TREATMENT_MISSING": _("Lô %(lot)s chưa xử lý: %(treatment)s."),
    "TREATMENT_TOO_WEAK": _("Lô %(lot)s xử lý chưa đủ liều, hoặc chưa ghi đủ: %(treatment)s."),
    "TREATMENT_NOT_CLEAR": _("Chưa rõ nơi đến đòi xử lý lô %(lot)s thế nào (%(open)s)."),
    "TREATED": _("Lô %(lot)s đã xử lý: %(treatment)s."),
    "FACILITY_MISSING": _("Lô %(lot)s chưa ghi nơi xử lý."),
    "FACILITY_NOT_RECOGNISED": _("Cơ sở xử lý %(code)s chưa được nơi đến công nhận."),
    "FACILITY_RECOGNISED": _("Cơ sở xử lý %(code)s được công nhận."),
    "PLOTS_MISSING": _("Lô %(lot)s chưa ghi thửa nào."),
    "PLOT_LOCATED": _("Thửa %(plot)s đủ tọa độ."),
    "POLYGON_MISSING": _("Thửa %(plot)s trên bốn héc-ta, phải vẽ ranh giới."),
    "POLYGON_NOT_CLOSED": _("Ranh giới thửa %(plot)s chưa khép kín."),
    "POINT_MISSING": _("Thửa %(plot)s chưa có tọa độ."),
    "TOO_FEW_DECIMALS": _("Tọa độ thửa %(plot)s phải có sáu số lẻ."),
    "NO_SUCH_AGREEMENT": _("Nơi đến không có hiệp định %(agreement)s."),
    "PAPERS_DIFFER": _("%(field)s khác nhau: %(one_place)s ghi %(one)s, %(other_place)s ghi %(other)s."),
    "WAIVED_BY_TWO": _("Hai người đã cho qua."),
}


FIELDS: Final = {
    "net_g": _("Khối lượng tịnh"),
    "gross_g": _("Khối lượng cả bì"),
    "packages": _("Số kiện"),
    "hs6": _("Mã HS"),
    "botanical": _("Tên khoa học"),
    "lots": _("Số lô"),
    "consignee": _("Người nhận"),
    "origin": _("Nước xuất xứ"),
}
"""What people call the fields by which papers are compared."""


def words(item: Item) -> str:
    """In the active language, filled with what the item knows."""
    if not item.data:
        return gettext(SENTENCES[item.reason])
    data = dict(item.data)
    if str(data.get("field")) in FIELDS:
        data["field"] = gettext(FIELDS[str(data["field"])])
    return gettext(SENTENCES[item.reason]) % data
