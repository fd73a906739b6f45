"""What goes to Elasticsearch: the texts of an entry, a version that never falls, a queue, the indices."""

from django.db import migrations, models


FORWARD = """
CREATE SEQUENCE search_entry_version;
SELECT setval('search_entry_version', (SELECT coalesce(max(row_version), 0) + 1 FROM search_entry));
INSERT INTO search_dirty (listing_id, seq, enqueued_at)
SELECT listing_id, nextval('search_dirty_seq'), now() FROM search_entry ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0003_triggers'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchUnsent',
            fields=[
                ('listing_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('row_version', models.BigIntegerField()),
                ('since', models.DateTimeField(db_index=True)),
            ],
            options={
                'db_table': 'search_unsent',
            },
        ),
        migrations.AddField(
            model_name='searchentry',
            name='description',
            field=models.TextField(default=''),
        ),
        migrations.AddField(
            model_name='searchentry',
            name='names',
            field=models.TextField(default=''),
        ),
        migrations.AddField(
            model_name='searchentry',
            name='seller',
            field=models.TextField(default=''),
        ),
        migrations.CreateModel(
            name='SearchIndex',
            fields=[
                ('name', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('filling', 'đang dựng'), ('live', 'đang dùng'), ('kept', 'để dành')], max_length=8)),
                ('shape', models.CharField(max_length=16)),
                ('created_at', models.DateTimeField()),
                ('sent', models.PositiveBigIntegerField(default=0)),
                ('put_off', models.PositiveBigIntegerField(default=0)),
                ('drift', models.BigIntegerField(default=-1)),
                ('checked_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'search_index',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'live')), fields=('state',), name='search_index_one_live')],
            },
        ),
        migrations.RunSQL(FORWARD, "DROP SEQUENCE search_entry_version"),
    ]
