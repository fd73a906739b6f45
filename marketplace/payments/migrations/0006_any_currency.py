"""Cards in any currency: amounts are in minor units of the payment's currency, and money may be taken at once.

The view of buyers who are owed is made anew with currencies, so that a sum never mixes two.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.models import F, Q

OWED_IN_DONG = import_module("marketplace.payments.migrations.0004_owed").OWED
OWED = OWED_IN_DONG.replace("::bigint AS amount_dong,", "::bigint AS amount, a.currency,").replace(
    "GROUP BY latest.reference,", "GROUP BY latest.reference, a.currency,"
)

RENAMED = (
    ("cardpayment", "amount_dong", "amount"),
    ("cardpayment", "authorised_dong", "authorised"),
    ("cardpayment", "captured_dong", "captured"),
    ("cardpayment", "refunded_dong", "refunded"),
    ("cardcall", "amount_dong", "amount"),
    ("cardfact", "amount_dong", "amount"),
)
CHECKS = (
    ("cardpayment", "card_amount", Q(amount__gt=0)),
    ("cardpayment", "card_captures_no_more_than_asked", Q(captured__gte=0, captured__lte=F("amount"))),
    ("cardpayment", "card_refunds_no_more_than_asked", Q(refunded__gte=0, refunded__lte=F("amount"))),
    ("cardcall", "card_call_amount", Q(amount__gte=0)),
    ("cardfact", "card_fact_amount", Q(amount__gte=0)),
)
NEW_CHECKS = (
    ("cardpayment", "card_capture", Q(capture__in=["held", "at_once"])),
    ("cardpayment", "card_currency", Q(currency__regex="^[A-Z]{3}$")),
)


def added(model, name, condition):
    check = models.CheckConstraint(name=name, condition=condition)
    return migrations.AddConstraint(model_name=model, constraint=check)


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_farm_postage")]

    operations = [
        migrations.RunSQL("DROP VIEW payments_owed", OWED_IN_DONG),
        *(migrations.RemoveConstraint(model_name=model, name=name) for model, name, _check in CHECKS),
        *(migrations.RenameField(model, old, new) for model, old, new in RENAMED),
        *(added(*check) for check in CHECKS),
        migrations.AddField(
            model_name="cardpayment",
            name="capture",
            field=models.CharField(
                choices=[("held", "Giữ trước, thu sau"), ("at_once", "Thu ngay")],
                default="held",
                max_length=8,
                verbose_name="cách thu",
            ),
        ),
        migrations.AlterField(
            model_name="cardpayment",
            name="currency",
            field=models.CharField(default="VND", max_length=3, verbose_name="tiền"),
        ),
        *(added(*check) for check in NEW_CHECKS),
        migrations.RunSQL(OWED, "DROP VIEW payments_owed"),
    ]
