"""What filters by grade and harvest and what the order by distance need; entries are built anew for it."""

from django.db import migrations, models

AGAIN = """
INSERT INTO search_dirty (listing_id, seq, enqueued_at)
SELECT listing_id, nextval('search_dirty_seq'), now() FROM search_entry ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0006_phrases")]

    operations = [
        migrations.RemoveField(model_name="searchentry", name="ready_on"),
        migrations.AddField(model_name="searchentry", name="harvest_from", field=models.DateField(null=True)),
        migrations.AddField(model_name="searchentry", name="harvest_to", field=models.DateField(null=True)),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(
                models.F("grade"),
                models.OrderBy(models.F("in_stock"), descending=True),
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("listing_id"), descending=True),
                condition=models.Q(("grade", ""), _negated=True),
                name="search_entry_grade",
            ),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(fields=["harvest_to", "harvest_from"], name="search_entry_harvest"),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(fields=["commune_code"], name="search_entry_commune"),
        ),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
