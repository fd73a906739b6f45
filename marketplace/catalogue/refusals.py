"""What the catalogue refuses, and the words it says so in."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal


class LotSoldOut(Refusal):
    """`left` says for every listing that is short how many base units could still be had; `listings` are its
    keys.

    A retry helps where another buyer's card is refused meanwhile, so it is worth offering what is left.
    """

    code = "LOT_SOLD_OUT"
    message = _("Hàng không còn đủ. Mời bạn xem lại số lượng.")
    field = "basket"

    def __init__(self, *, left: Mapping[str, int]) -> None:
        super().__init__(left=dict(left))
        self.left = dict(left)
        self.listings = sorted(left)


class ReservationGone(Refusal):
    """The time to pay ran out and the goods went back on sale."""

    code = "RESERVATION_GONE"
    message = _("Đã quá thời gian giữ hàng. Mời bạn đặt lại.")


class ListingNotForSale(Refusal):
    code = "LISTING_NOT_FOR_SALE"
    message = _("Tin này đang không bán.")


class ListingEndedAlready(Refusal):
    code = "LISTING_ENDED"
    message = _("Tin này đã kết thúc. Hãy đăng lại thành tin mới.")


class ListingChanged(Refusal):
    """Between reading and deciding: by its household, or by another of the staff."""

    code = "LISTING_CHANGED"
    message = _("Tin đã đổi từ lúc bạn xem. Mở lại, đọc rồi hãy quyết định.")


class ListingNotReady(Refusal):
    """Everything that still keeps a draft from being published: one refusal per field, in the order of the
    form.
    """

    code = "LISTING_NOT_READY"
    message = _("Tin chưa đăng được: còn thiếu vài chỗ.")

    def __init__(self, *, problems: Sequence[Refusal]) -> None:
        super().__init__()
        self.problems = list(problems)


class TitleMissing(Refusal):
    code = "TITLE_MISSING"
    message = _("Ghi tên hàng, ví dụ: Vải thiều Lục Ngạn.")
    field = "title"


class TextTooLong(Refusal):
    code = "TEXT_TOO_LONG"
    message = _("Viết dài quá. Nhiều nhất %(limit)s chữ cái.")


class TelephoneInText(Refusal):
    code = "TELEPHONE_IN_TEXT"
    message = _(
        "Đừng ghi số điện thoại vào đây. Người mua đặt hàng ngay trên trang, bưu tá có sẵn số của bạn."
    )


class PriceMissing(Refusal):
    code = "PRICE_MISSING"
    message = _("Ghi giá bán cho một %(unit)s.")
    field = "unit_price"


class PriceTooHigh(Refusal):
    code = "PRICE_TOO_HIGH"
    message = _("Giá này lớn quá. Xem lại số không.")
    field = "unit_price"


class TiersInDisorder(Refusal):
    code = "TIERS_IN_DISORDER"
    message = _("Mua nhiều hơn thì giá phải rẻ hơn bậc trước.")
    field = "tiers"


class TooManyTiers(Refusal):
    code = "TOO_MANY_TIERS"
    message = _("Nhiều nhất %(limit)s bậc giá.")
    field = "tiers"


class UnitNotOffered(Refusal):
    code = "UNIT_NOT_OFFERED"
    message = _("Mặt hàng này chưa bán theo đơn vị đó.")
    field = "unit"


class WeightMissing(Refusal):
    """Whole pieces go by post too: the carrier must know what one weighs."""

    code = "WEIGHT_MISSING"
    message = _("Ghi một %(unit)s nặng chừng bao nhiêu.")
    field = "unit_weight_g"


class QuantityInvalid(Refusal):
    code = "QUANTITY_INVALID"
    message = _("Số lượng phải lớn hơn 0.")
    field = "quantity"


class StepInvalid(Refusal):
    code = "STEP_INVALID"
    message = _("Mua ít nhất và mỗi lần thêm phải lớn hơn 0.")
    field = "minimum"


class BelowMinimum(Refusal):
    code = "BELOW_MINIMUM"
    message = _("Mua ít nhất %(minimum)s.")
    field = "quantity"


class OffStep(Refusal):
    code = "OFF_STEP"
    message = _("Số lượng tăng từng %(step)s, bắt đầu từ %(minimum)s.")
    field = "quantity"


class StockMissing(Refusal):
    code = "STOCK_MISSING"
    message = _("Ghi còn bao nhiêu hàng để bán.")
    field = "quantity"


class StockBelowMinimum(Refusal):
    code = "STOCK_BELOW_MINIMUM"
    message = _("Hàng còn ít hơn mức mua ít nhất.")
    field = "quantity"


class HarvestInDisorder(Refusal):
    code = "HARVEST_IN_DISORDER"
    message = _("Ngày hái cuối phải sau ngày hái đầu.")
    field = "harvest_to"


class HarvestOver(Refusal):
    code = "HARVEST_OVER"
    message = _("Vụ này đã hết ngày hái. Sửa lại ngày.")
    field = "harvest_to"


class HarvestNotYet(Refusal):
    code = "HARVEST_NOT_YET"
    message = _("Ngày hái chưa tới. Hái xong hãy nhập hàng.")
    field = "harvested_on"


class LotTooOld(Refusal):
    code = "LOT_TOO_OLD"
    message = _("Hàng hái ngày này đã quá hạn ăn ngon, không bán được nữa.")
    field = "harvested_on"


class ExpiryBeforeHarvest(Refusal):
    code = "EXPIRY_BEFORE_HARVEST"
    message = _("Hạn dùng phải sau ngày hái.")
    field = "expires_on"


class ExpiryTooFar(Refusal):
    """A year mistyped; and goods that never spoil would be offered on every road."""

    code = "EXPIRY_TOO_FAR"
    message = _("Hạn dùng xa quá. Xem lại năm.")
    field = "expires_on"


class PhotoMissing(Refusal):
    code = "PHOTO_MISSING"
    message = _("Chụp ít nhất một tấm ảnh hàng của bạn.")
    field = "photos"


class TooManyPhotos(Refusal):
    code = "TOO_MANY_PHOTOS"
    message = _("Nhiều nhất %(limit)s ảnh.")
    field = "photos"


class TooManyLoosePhotos(Refusal):
    code = "TOO_MANY_LOOSE_PHOTOS"
    message = _("Bạn đã có %(limit)s ảnh chưa dùng cho tin nào. Đăng bán hoặc xóa bớt rồi hãy thêm.")
    field = "file"


class PhotoTooLarge(Refusal):
    code = "PHOTO_TOO_LARGE"
    message = _("Ảnh nặng quá %(megabytes)s MB. Chụp lại hoặc gửi ảnh nhỏ hơn.")
    field = "file"


class PhotoTooManyPixels(Refusal):
    """Also what unpacks into far more than it weighs: a decompression bomb."""

    code = "PHOTO_TOO_MANY_PIXELS"
    message = _("Ảnh to quá. Chụp lại hoặc gửi ảnh nhỏ hơn.")
    field = "file"


class PhotoTooSmall(Refusal):
    code = "PHOTO_TOO_SMALL"
    message = _("Ảnh nhỏ quá, xem không rõ. Hãy chụp lại.")
    field = "file"


class PhotoUnreadable(Refusal):
    code = "PHOTO_UNREADABLE"
    message = _("Không đọc được ảnh này. Hãy chụp lại, hoặc gửi ảnh JPEG, PNG hay WebP.")
    field = "file"


class ReasonMissing(Refusal):
    code = "REASON_MISSING"
    message = _("Ghi lý do để nhà vườn biết phải sửa gì.")
    field = "reason"


class UnitFixed(Refusal):
    code = "UNIT_FIXED"
    message = _("Đã nhập hàng rồi thì không đổi mặt hàng hay cách đếm. Hãy đăng tin mới.")
    field = "unit"


class ListingTakenDown(Refusal):
    code = "LISTING_TAKEN_DOWN"
    message = _("Tin này đã bị gỡ. Sửa theo lý do rồi gửi duyệt lại.")


class LotClosed(Refusal):
    code = "LOT_CLOSED"
    message = _("Lô này đã đóng.")


class StockOnlyFalls(Refusal):
    """Setting right means less; more comes with `add_stock`, which asks for the day of harvest."""

    code = "STOCK_ONLY_FALLS"
    message = _("Lô này chỉ còn %(left)s. Có thêm hàng thì nhập lô mới.")
    field = "quantity"
