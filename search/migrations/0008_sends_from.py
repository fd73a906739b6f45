"""From where a listing's parcels leave: the household's commune, which need not be where the goods grow."""

from django.db import migrations, models

WATCH = """
CREATE OR REPLACE FUNCTION search_on_household_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_mark(array_agg(l.id))
    FROM new_rows n JOIN old_rows o USING (id) JOIN catalogue_listing l ON l.household_id = n.id
    WHERE (n.name, n.state{more}) IS DISTINCT FROM (o.name, o.state{more_old}) HAVING count(*) > 0;
    RETURN NULL;
END $$;
"""
FORWARD = WATCH.replace("{more}", ", n.commune_code").replace("{more_old}", ", o.commune_code") + """
INSERT INTO search_dirty (listing_id, seq, enqueued_at)
SELECT listing_id, nextval('search_dirty_seq'), now() FROM search_entry ON CONFLICT DO NOTHING;
"""
BACKWARD = WATCH.replace("{more}", "").replace("{more_old}", "")


class Migration(migrations.Migration):
    dependencies = [("search", "0007_filters")]

    operations = [
        migrations.AddField(
            model_name="searchentry", name="sends_from", field=models.CharField(default="", max_length=5)
        ),
        migrations.AddField(
            model_name="searchentry",
            name="sends_from_province",
            field=models.CharField(default="", max_length=2),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(
                models.F("sends_from_province"),
                models.OrderBy(models.F("in_stock"), descending=True),
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("listing_id"), descending=True),
                name="search_entry_sends_from",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
