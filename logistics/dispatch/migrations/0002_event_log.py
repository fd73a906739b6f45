"""The event log: partitioned by month, append-only. Django cannot make such a table, so SQL does."""

from datetime import UTC, datetime

from django.db import migrations, models
from django.utils import timezone

from kernel.database import append_only

TABLE = """
CREATE TABLE dispatch_trackingevent (
    carrier_code varchar(20) NOT NULL,
    dedupe_key   varchar(100) COLLATE "C" NOT NULL,
    occurred_at  timestamptz NOT NULL,
    parcel_id    bigint,
    tracking_code varchar(40) NOT NULL,
    code         varchar(40) NOT NULL,
    reason       varchar(40) NOT NULL DEFAULT '',
    note         varchar(500) NOT NULL DEFAULT '',
    amount_dong  bigint,
    actor        varchar(120) NOT NULL,
    received_at  timestamptz NOT NULL,
    CONSTRAINT dispatch_trackingevent_once PRIMARY KEY (carrier_code, dedupe_key, occurred_at)
) PARTITION BY RANGE (occurred_at);
CREATE INDEX dispatch_trackingevent_parcel ON dispatch_trackingevent (parcel_id, occurred_at);
CREATE TABLE dispatch_trackingevent_default PARTITION OF dispatch_trackingevent DEFAULT;
"""
LOG = [
    ("pk", models.CompositePrimaryKey("carrier_code", "dedupe_key", "occurred_at", primary_key=True, serialize=False)),
    ("carrier_code", models.CharField(max_length=20)),
    ("dedupe_key", models.CharField(max_length=100)),
    ("occurred_at", models.DateTimeField()),
    ("parcel_id", models.BigIntegerField(null=True)),
    ("tracking_code", models.CharField(max_length=40)),
    ("code", models.CharField(max_length=40)),
    ("reason", models.CharField(max_length=40, default="")),
    ("note", models.CharField(max_length=500, default="")),
    ("amount_dong", models.BigIntegerField(null=True)),
    ("actor", models.CharField(max_length=120)),
    ("received_at", models.DateTimeField()),
]


PARTITION = """
CREATE TABLE dispatch_trackingevent_{start:%Y_%m} PARTITION OF dispatch_trackingevent
    FOR VALUES FROM ('{start}') TO ('{end}')
"""


def make_first_partitions(apps, schema_editor):
    """As a daily task does later: last month's, this month's and the next three."""
    today = timezone.now().astimezone(UTC)
    this = today.year * 12 + today.month - 1
    starts = [datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC) for month in range(this - 1, this + 5)]
    for start, end in zip(starts, starts[1:]):
        schema_editor.execute(PARTITION.format(start=start, end=end))


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TABLE, "DROP TABLE dispatch_trackingevent")],
            state_operations=[migrations.CreateModel(name="TrackingEvent", fields=LOG)],
        ),
        append_only("dispatch_trackingevent"),
        migrations.RunPython(make_first_partitions, migrations.RunPython.noop),
    ]
