"""History is never changed; rows of orders that change often leave room on their page for the next version."""

from django.db import migrations

from kernel.database import append_only


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [
        append_only("orders_orderhistory"),
        migrations.RunSQL(
            "ALTER TABLE orders_order SET (fillfactor = 80)", "ALTER TABLE orders_order RESET (fillfactor)"
        ),
    ]
