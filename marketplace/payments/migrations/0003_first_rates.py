"""The rates the shop starts with: no commission, and the tax of Decree 117/2025.

Own unprocessed produce of farming households is taken to be free of both taxes. That is an assumption: how the decree's
withholding on gross revenue treats it was not found in its text, so the row is marked and an accountant has to confirm it.
"""

from datetime import date

from django.db import migrations

DECREE_117 = "Nghị định 117/2025/NĐ-CP, hiệu lực 1/7/2025: hàng hóa 1 % GTGT + 0,5 % TNCN"
ASSUMED = "Giả định: nông sản tự trồng chưa chế biến không chịu GTGT và miễn TNCN; chờ kế toán xác nhận"


def first_rates(apps, schema_editor):
    apps.get_model("payments", "CommissionRate").objects.create(
        valid_from=date(2025, 7, 1), rate_ppm=0, note="Chưa thu hoa hồng"
    )
    tax = apps.get_model("payments", "TaxRate").objects
    tax.create(
        valid_from=date(2025, 7, 1), self_produced=True, vat_ppm=0, pit_ppm=0, source=ASSUMED, assumption=True
    )
    tax.create(
        valid_from=date(2025, 7, 1), self_produced=False, vat_ppm=10_000, pit_ppm=5_000, source=DECREE_117
    )


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_balanced")]

    operations = [migrations.RunPython(first_rates, migrations.RunPython.noop)]
