from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField
from kernel.telephones import local, normalise
from marketplace.people.enums import Language, Purpose, RoleKind
from marketplace.people.refusals import RoleSubjectWrong


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, telephone: str, password: str | None = None, **fields: Any) -> "Account":
        """Without a password nobody can sign in by one: people sign in by a code sent to the telephone."""
        account = self.model(telephone=normalise(telephone), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, telephone: str, password: str | None = None, **fields: Any) -> "Account":
        return self.create_user(telephone, password, **(fields | {"is_staff": True, "is_superuser": True}))


class Account(AbstractBaseUser, PermissionsMixin):
    """A person, known by telephone. Only staff may have a password, for the admin."""

    key = KeyField()
    telephone = models.CharField(_("số điện thoại"), max_length=16, unique=True)
    name = models.CharField(_("tên"), max_length=120, blank=True, default="")
    language = models.CharField(
        _("ngôn ngữ"), max_length=2, choices=Language.choices, default=Language.VIETNAMESE
    )
    is_active = models.BooleanField(_("đang dùng"), default=True)
    is_staff = models.BooleanField(_("nhân viên"), default=False)
    joined_at = models.DateTimeField(_("tham gia lúc"), db_default=Now())

    USERNAME_FIELD = "telephone"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        verbose_name = _("người dùng")
        verbose_name_plural = _("người dùng")

    def __str__(self) -> str:
        return self.name or local(self.telephone)

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class RoleGrant(models.Model):
    """A role that staff gave. `subject`: the carrier's code, the province's code, "" for staff."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="grants")
    kind = models.CharField(_("vai trò"), max_length=24, choices=RoleKind.choices)
    subject = models.CharField(_("đơn vị"), max_length=40, blank=True, default="")
    granted_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("vai trò")
        verbose_name_plural = _("vai trò")
        constraints = [models.UniqueConstraint(fields=["account", "kind", "subject"], name="role_grant_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}".strip()

    @staticmethod
    def check_subject(kind: str, subject: str) -> None:
        """A role at a carrier or in a province says which; that of staff says none. Raises
        RoleSubjectWrong.
        """
        if (kind == RoleKind.STAFF) == bool(subject):
            raise RoleSubjectWrong


class OneTimeCode(models.Model):
    """A code sent to a telephone, kept as a fingerprint. About 250 bytes each; pruned after a day."""

    telephone = models.CharField(max_length=16)
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    code_hash = models.CharField(max_length=64)
    attempts = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["telephone", "purpose", "-id"], name="one_time_code_latest"),
            models.Index(fields=["requested_at"], name="one_time_code_age"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class ApiToken(models.Model):
    """What a program carries to act as an account, kept as a fingerprint."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80, blank=True, default="")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="api_token_expires")]

    def __str__(self) -> str:
        return self.label or f"token {self.pk}"


class TelephoneConfirmation(models.Model):
    """A guest has shown that the telephone is theirs. Who holds the secret may order with it for 30 days."""

    secret_hash = models.CharField(max_length=64, unique=True)
    telephone = models.CharField(max_length=16)
    confirmed_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="confirmation_expires")]

    def __str__(self) -> str:
        return f"confirmation {self.pk}"
