"""Batches that wait for deriving; the log's key begins with the time; rows that change often keep room for it."""

import django.contrib.postgres.fields
from django.db import migrations, models

KEY = """
ALTER TABLE dispatch_trackingevent DROP CONSTRAINT dispatch_trackingevent_once;
ALTER TABLE dispatch_trackingevent
    ADD CONSTRAINT dispatch_trackingevent_once PRIMARY KEY (occurred_at, carrier_code, dedupe_key);
"""
KEY_BEFORE = """
ALTER TABLE dispatch_trackingevent DROP CONSTRAINT dispatch_trackingevent_once;
ALTER TABLE dispatch_trackingevent
    ADD CONSTRAINT dispatch_trackingevent_once PRIMARY KEY (carrier_code, dedupe_key, occurred_at);
"""
ROOM = """
ALTER TABLE dispatch_parcel SET (fillfactor = 70);
ALTER TABLE dispatch_shipment SET (fillfactor = 70);
ALTER TABLE dispatch_keptbatch SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
"""
NO_ROOM = "ALTER TABLE dispatch_parcel RESET (fillfactor); ALTER TABLE dispatch_shipment RESET (fillfactor);"


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0002_event_log")]

    operations = [
        migrations.CreateModel(
            name="KeptBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shipment_ids", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("kept_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("failures", models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE dispatch_trackingevent ADD COLUMN provisional boolean NOT NULL DEFAULT false",
                    "ALTER TABLE dispatch_trackingevent DROP COLUMN provisional",
                )
            ],
            state_operations=[
                migrations.AddField("trackingevent", "provisional", models.BooleanField(default=False))
            ],
        ),
        migrations.RunSQL(KEY, KEY_BEFORE),
        migrations.RunSQL(ROOM, NO_ROOM),
    ]
