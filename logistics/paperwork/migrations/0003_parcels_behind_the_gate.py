"""Parcels of a consignment, in the database: dispatch holds back what is not released, so a parcel that is bound to
a consignment is released only while that consignment's gate is open, and is called back when it shuts.

The tables are dispatch's; the rule is this room's, which is why it stands here.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION paperwork_may_release(shipment_reference text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (
        SELECT FROM paperwork_consignmentparcel p JOIN paperwork_consignment c ON c.id = p.consignment_id
        WHERE p.shipment = shipment_reference
          AND c.state NOT IN ('CLEARED', 'HANDED_OVER', 'ARRIVED', 'RELEASED', 'DELIVERED'))
$$;

CREATE FUNCTION paperwork_guard_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.released AND (TG_OP = 'INSERT' OR NOT OLD.released) AND NOT paperwork_may_release(NEW.reference) THEN
        RAISE EXCEPTION 'shipment % belongs to a consignment that may not go', NEW.reference
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER paperwork_shipment_release BEFORE INSERT OR UPDATE OF released ON dispatch_shipment
    FOR EACH ROW WHEN (NEW.released) EXECUTE FUNCTION paperwork_guard_release();

CREATE FUNCTION paperwork_parcel_bound() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'a parcel stays bound to its consignment' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    UPDATE dispatch_shipment SET released = false
    WHERE reference = NEW.shipment AND released AND state = 'booked' AND NOT paperwork_may_release(reference);
    RETURN NULL;
END $$;
CREATE TRIGGER paperwork_parcel_bound AFTER INSERT OR UPDATE OR DELETE ON paperwork_consignmentparcel
    FOR EACH ROW EXECUTE FUNCTION paperwork_parcel_bound();

CREATE FUNCTION paperwork_call_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE dispatch_shipment s SET released = false FROM paperwork_consignmentparcel p
    WHERE p.consignment_id = NEW.id AND s.reference = p.shipment AND s.released AND s.state = 'booked';
    RETURN NULL;
END $$;
CREATE TRIGGER paperwork_consignment_calls_back AFTER UPDATE ON paperwork_consignment
    FOR EACH ROW WHEN (OLD.state = 'CLEARED' AND NEW.state IN ('PREPARING', 'CANCELLED'))
    EXECUTE FUNCTION paperwork_call_back();
"""


class Migration(migrations.Migration):
    dependencies = [("paperwork", "0002_gate"), ("dispatch", "0001_initial")]
    operations = [migrations.RunSQL(CREATE)]
