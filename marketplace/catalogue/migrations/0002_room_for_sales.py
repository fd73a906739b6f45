"""Leave half of each page of lots free: a sale then writes the new version of its lot beside the old one (a heap-only
update), touches no index, and the page is pruned by the next sale."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE catalogue_lot SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02)",
            "ALTER TABLE catalogue_lot RESET (fillfactor, autovacuum_vacuum_scale_factor)",
        ),
        migrations.RunSQL(
            "ALTER TABLE catalogue_stockreservation SET (fillfactor = 90)",
            "ALTER TABLE catalogue_stockreservation RESET (fillfactor)",
        ),
    ]
