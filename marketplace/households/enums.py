"""The states of a household and the words for who touches it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.states import allow_moves


class HouseholdState(TextChoices):
    """A household may keep drafts in every state; it sells only when VERIFIED."""

    DRAFT = "draft", _("Chưa gửi xác minh")
    SUBMITTED = "submitted", _("Đang chờ xác minh")
    VERIFIED = "verified", _("Đã xác minh")
    REJECTED = "rejected", _("Bị trả lại")
    SUSPENDED = "suspended", _("Tạm ngừng bán")


allow_moves(
    HouseholdState,
    {
        HouseholdState.DRAFT: {HouseholdState.SUBMITTED},
        HouseholdState.SUBMITTED: {HouseholdState.VERIFIED, HouseholdState.REJECTED},
        HouseholdState.VERIFIED: {HouseholdState.SUSPENDED},
        HouseholdState.REJECTED: {HouseholdState.SUBMITTED},
        HouseholdState.SUSPENDED: {HouseholdState.VERIFIED},
    },
)


class MemberRole(TextChoices):
    OWNER = "owner", _("Chủ hộ")
    MEMBER = "member", _("Người trong nhà")


class ConsentChannel(TextChoices):
    """How a household said that its cooperative may act for it."""

    WEB = "web", _("Trên trang")
    PAPER = "paper", _("Giấy đã ký")
    TELEPHONE = "telephone", _("Qua điện thoại")
