from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kernel.ids import KeyField
from logistics.partner_api.enums import Scope


class PartnerToken(models.Model):
    """A bearer token of a carrier. Only the SHA-256 of it is kept: the token has 256 random bits, so nothing
    slower is needed. Several may be valid at once, so that a new one can replace an old one in peace."""

    key = KeyField()
    carrier_code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)  # whose it is, in the carrier's words
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices))
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)  # to the hour
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["carrier_code"], name="partner_token_carrier")]

    def __str__(self) -> str:
        return f"{self.carrier_code} {self.name}"
