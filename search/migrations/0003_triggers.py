"""Triggers that mark changed listings, whoever changes them: the ORM, bulk statements, psql.

All are per statement with transition tables. A sale updates a lot: it marks the listing only where the
stock crosses sold-out or the listing's minimum, so that selling never costs a write to the search tables.
"""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE search_dirty_seq;

CREATE FUNCTION search_mark(ids bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_dirty (listing_id, seq, enqueued_at)
    SELECT id, nextval('search_dirty_seq'), now() FROM (SELECT DISTINCT unnest(ids) AS id ORDER BY 1) marked
    ON CONFLICT (listing_id) DO UPDATE SET seq = excluded.seq
$$;

CREATE FUNCTION search_on_listing_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM search_mark(array_agg(id)) FROM new_rows HAVING count(*) > 0; RETURN NULL; END $$;
CREATE FUNCTION search_on_listing_old() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM search_mark(array_agg(id)) FROM old_rows HAVING count(*) > 0; RETURN NULL; END $$;
CREATE FUNCTION search_on_listing_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_mark(array_agg(n.id)) FROM new_rows n JOIN old_rows o USING (id)
    WHERE n IS DISTINCT FROM o HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER search_listing_insert AFTER INSERT ON catalogue_listing REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION search_on_listing_new();
CREATE TRIGGER search_listing_update AFTER UPDATE ON catalogue_listing REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION search_on_listing_update();
CREATE TRIGGER search_listing_delete AFTER DELETE ON catalogue_listing REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION search_on_listing_old();

CREATE FUNCTION search_on_lot_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM search_mark(array_agg(listing_id)) FROM new_rows HAVING count(*) > 0; RETURN NULL; END $$;
CREATE FUNCTION search_on_lot_old() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM search_mark(array_agg(listing_id)) FROM old_rows HAVING count(*) > 0; RETURN NULL; END $$;
CREATE FUNCTION search_on_lot_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_mark(array_agg(change.listing_id))
    FROM (
        SELECT n.listing_id, sum(n.available - o.available) AS sold,
            bool_or((n.state, n.harvested_on, n.expires_on) IS DISTINCT FROM (o.state, o.harvested_on, o.expires_on)) AS other
        FROM new_rows n JOIN old_rows o USING (id) GROUP BY n.listing_id
    ) change
    JOIN catalogue_listing l ON l.id = change.listing_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(available), 0) AS stock FROM catalogue_lot WHERE listing_id = l.id AND state = 'open'
    ) now
    WHERE change.other OR (now.stock >= l.minimum) <> (now.stock - change.sold >= l.minimum)
    HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER search_lot_insert AFTER INSERT ON catalogue_lot REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION search_on_lot_new();
CREATE TRIGGER search_lot_update AFTER UPDATE ON catalogue_lot REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION search_on_lot_update();
CREATE TRIGGER search_lot_delete AFTER DELETE ON catalogue_lot REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION search_on_lot_old();

CREATE FUNCTION search_on_household_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_mark(array_agg(l.id))
    FROM new_rows n JOIN old_rows o USING (id) JOIN catalogue_listing l ON l.household_id = n.id
    WHERE (n.name, n.state) IS DISTINCT FROM (o.name, o.state) HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER search_household_update AFTER UPDATE ON households_household
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION search_on_household_update();

CREATE FUNCTION search_on_commodity_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_mark(array_agg(l.id))
    FROM new_rows n JOIN old_rows o USING (id) JOIN catalogue_listing l ON l.commodity_id = n.code
    WHERE (n.name_vi, n.name_en, n."group", n.months) IS DISTINCT FROM (o.name_vi, o.name_en, o."group", o.months)
    HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER search_commodity_update AFTER UPDATE ON goods_commodity
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION search_on_commodity_update();
"""

BACKWARD = """
DROP TRIGGER search_commodity_update ON goods_commodity;
DROP TRIGGER search_household_update ON households_household;
DROP TRIGGER search_lot_delete ON catalogue_lot;
DROP TRIGGER search_lot_update ON catalogue_lot;
DROP TRIGGER search_lot_insert ON catalogue_lot;
DROP TRIGGER search_listing_delete ON catalogue_listing;
DROP TRIGGER search_listing_update ON catalogue_listing;
DROP TRIGGER search_listing_insert ON catalogue_listing;
DROP FUNCTION search_on_commodity_update, search_on_household_update, search_on_lot_update, search_on_lot_old,
    search_on_lot_new, search_on_listing_update, search_on_listing_old, search_on_listing_new, search_mark;
DROP SEQUENCE search_dirty_seq;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_initial"),
        ("catalogue", "0001_initial"),
        ("households", "0001_initial"),
        ("goods", "0001_initial"),
        ("places", "0001_initial"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
