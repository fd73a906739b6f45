"""What ranking, further filters and the reading of words need: columns, the catalogue's words, the sellers."""

import datetime

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION search_on_seller() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_mark(array_agg(l.id)) FROM new_rows n JOIN catalogue_listing l USING (household_id)
    WHERE l.state = 'published' HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER search_seller_insert AFTER INSERT ON search_seller REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION search_on_seller();
CREATE TRIGGER search_seller_update AFTER UPDATE ON search_seller REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION search_on_seller();
INSERT INTO search_dirty (listing_id, seq, enqueued_at)
SELECT listing_id, nextval('search_dirty_seq'), now() FROM search_entry ON CONFLICT DO NOTHING;
"""
BACKWARD = """
DROP TRIGGER search_seller_update ON search_seller;
DROP TRIGGER search_seller_insert ON search_seller;
DROP FUNCTION search_on_seller;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0004_elasticsearch")]

    operations = [
        migrations.CreateModel(
            name="SearchTerm",
            fields=[
                ("term", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("listings", models.PositiveIntegerField()),
            ],
            options={"db_table": "search_term"},
        ),
        migrations.CreateModel(
            name="SearchSeller",
            fields=[
                ("household_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("reliability", models.PositiveSmallIntegerField()),
            ],
            options={"db_table": "search_seller"},
        ),
        migrations.AddField(
            model_name="searchentry",
            name="ready_on",
            field=models.DateField(default=datetime.date(2026, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="searchentry",
            name="form",
            field=models.CharField(blank=True, default="", max_length=5),
        ),
        migrations.AddField(
            model_name="searchentry", name="bare", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="searchentry", name="minimum_g", field=models.PositiveBigIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="searchentry",
            name="reliability",
            field=models.PositiveSmallIntegerField(default=80),
        ),
        migrations.AddField(model_name="searchentry", name="latitude", field=models.FloatField(null=True)),
        migrations.AddField(model_name="searchentry", name="longitude", field=models.FloatField(null=True)),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
