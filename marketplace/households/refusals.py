from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal


class HouseholdNotVerified(Refusal):
    """Before the first sale, not before the first draft, the law wants to know who sells."""

    code = "HOUSEHOLD_NOT_VERIFIED"
    message = _("Hộ chưa được xác minh. Tin vẫn giữ ở bản nháp; xác minh xong là bán được.")


class HouseholdIncomplete(Refusal):
    code = "HOUSEHOLD_INCOMPLETE"
    message = _("Ghi đủ tên hộ, xã, điện thoại và số căn cước rồi gửi lại.")


class NameMissing(Refusal):
    code = "HOUSEHOLD_NAME_MISSING"
    message = _("Ghi tên hộ.")
    field = "name"


class HouseholdTextTooLong(Refusal):
    code = "HOUSEHOLD_TEXT_TOO_LONG"
    message = _("Viết dài quá. Nhiều nhất %(limit)s chữ cái.")


class IdentityNumberInvalid(Refusal):
    code = "IDENTITY_NUMBER_INVALID"
    message = _("Số căn cước có 12 chữ số.")
    field = "identity_number"


class IdentityAlreadyUsed(Refusal):
    code = "IDENTITY_ALREADY_USED"
    message = _("Số căn cước này đã đăng ký cho một hộ khác. Gọi giúp để xem lại.")
    field = "identity_number"


class TaxCodeInvalid(Refusal):
    code = "TAX_CODE_INVALID"
    message = _("Mã số thuế có 10, 12 hoặc 13 chữ số.")
    field = "tax_code"


class UnknownBank(Refusal):
    code = "UNKNOWN_BANK"
    message = _("Chưa chọn ngân hàng.")
    field = "bank_code"


class BankAccountInvalid(Refusal):
    code = "BANK_ACCOUNT_INVALID"
    message = _("Số tài khoản có từ 6 đến 19 chữ số.")
    field = "bank_account"


class BankHolderMissing(Refusal):
    code = "BANK_HOLDER_MISSING"
    message = _("Ghi tên chủ tài khoản như trên thẻ.")
    field = "bank_holder"


class ConsentAlreadyGiven(Refusal):
    code = "CONSENT_ALREADY_GIVEN"
    message = _("Nhà mình đang cho một hợp tác xã khác làm giúp. Rút lại rồi mới chọn nơi mới.")


class NoConsent(Refusal):
    code = "NO_CONSENT"
    message = _("Nhà mình chưa cho hợp tác xã nào làm giúp.")


class AlreadyMember(Refusal):
    code = "ALREADY_MEMBER"
    message = _("Người này đã ở trong hộ.")
    field = "telephone"


class OwnerStays(Refusal):
    code = "OWNER_STAYS"
    message = _("Không bỏ được chủ hộ.")


class PlotNameTaken(Refusal):
    code = "PLOT_NAME_TAKEN"
    message = _("Nhà mình đã có thửa tên này.")
    field = "name"


class PlotAreaInvalid(Refusal):
    code = "PLOT_AREA_INVALID"
    message = _("Diện tích tính bằng mét vuông, lớn hơn 0.")
    field = "area_m2"


class DecisionReasonMissing(Refusal):
    code = "DECISION_REASON_MISSING"
    message = _("Ghi lý do để hộ biết phải sửa gì.")
    field = "reason"


class IdentityChanges(Refusal):
    code = "IDENTITY_CHANGES"
    message = _("Hộ đã xác minh thì không đổi số căn cước được. Gọi giúp để xem lại.")
    field = "identity_number"


class AlreadyManager(Refusal):
    code = "ALREADY_MANAGER"
    message = _("Người này đã quản lý hợp tác xã này.")
    field = "account"
