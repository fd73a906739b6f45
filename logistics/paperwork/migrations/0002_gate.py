"""What stands behind the gate in the database itself, for bulk writes, the admin and plain SQL.

* `data_version` of a consignment rises with every change of anything that a decision rests on, a CLEARED one
  falls back to PREPARING and its labels are void; after the hand-over its goods and parties stay as they are.
* CLEARED, HANDED_OVER and a label need a decision that says CLEAR of just this version and these rules.
* Decisions are chained and only added; rules change by superseding only.
"""

from django.db import migrations

from kernel.database import append_only

MOVES = """
CREATE FUNCTION paperwork_may_move(old_state text, new_state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (old_state, new_state) IN (
        ('PREPARING', 'CLEARED'), ('PREPARING', 'CANCELLED'), ('CLEARED', 'PREPARING'),
        ('CLEARED', 'HANDED_OVER'), ('CLEARED', 'CANCELLED'), ('HANDED_OVER', 'ARRIVED'),
        ('ARRIVED', 'RELEASED'), ('RELEASED', 'DELIVERED'))
$$;
"""

GATE = """
CREATE FUNCTION paperwork_stamp() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT stamp FROM paperwork_rulestamp WHERE id = 1), 0)
$$;

CREATE FUNCTION paperwork_is_clear(consignment bigint, version bigint, decision bigint, at timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM paperwork_decision d
        WHERE d.id = decision AND d.consignment_id = consignment AND d.outcome = 'CLEAR'
          AND d.data_version = version AND d.rule_stamp = paperwork_stamp()
          AND d.day = (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
$$;

CREATE FUNCTION paperwork_guard_consignment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    aside text[] := ARRAY['state', 'state_since', 'decision_id', 'data_version', 'version'];
    changed boolean;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a consignment is never deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'PREPARING' OR NEW.decision_id IS NOT NULL THEN
            RAISE EXCEPTION 'a consignment begins at PREPARING' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    changed := (to_jsonb(NEW) - aside) IS DISTINCT FROM (to_jsonb(OLD) - aside);
    IF pg_trigger_depth() = 1 THEN
        NEW.data_version := OLD.data_version;
    END IF;
    IF NEW.data_version < OLD.data_version THEN
        RAISE EXCEPTION 'data_version only rises' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF changed THEN
        IF OLD.state NOT IN ('PREPARING', 'CLEARED') THEN
            RAISE EXCEPTION 'consignment % is handed over or cancelled: its data stay', OLD.number
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        NEW.data_version := OLD.data_version + 1;
    END IF;
    IF NEW.data_version > OLD.data_version AND OLD.state = 'CLEARED' AND NEW.state IN ('CLEARED', 'HANDED_OVER') THEN
        NEW.state := 'PREPARING';
    END IF;
    IF NEW.state <> OLD.state THEN
        IF NOT paperwork_may_move(OLD.state, NEW.state) THEN
            RAISE EXCEPTION 'consignment % cannot go from % to %', OLD.number, OLD.state, NEW.state
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.state IN ('CLEARED', 'HANDED_OVER')
           AND NOT paperwork_is_clear(NEW.id, NEW.data_version, NEW.decision_id, NEW.state_since) THEN
            RAISE EXCEPTION 'consignment % has an open blocker', OLD.number
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.state = 'PREPARING' THEN
            NEW.state_since := clock_timestamp();
        END IF;
    ELSIF NEW.decision_id IS DISTINCT FROM OLD.decision_id AND OLD.state NOT IN ('PREPARING', 'CLEARED') THEN
        RAISE EXCEPTION 'consignment % rests on its decision', OLD.number
            USING ERRCODE = 'integrity_constraint_violation';
    ELSIF NEW.decision_id IS DISTINCT FROM OLD.decision_id AND NEW.state = 'CLEARED'
          AND NOT paperwork_is_clear(NEW.id, NEW.data_version, NEW.decision_id, NEW.state_since) THEN
        RAISE EXCEPTION 'consignment % has an open blocker', OLD.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION paperwork_reopened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'CLEARED' AND NEW.state IN ('PREPARING', 'CANCELLED') THEN
        UPDATE paperwork_labelissue SET voided_at = clock_timestamp()
        WHERE consignment_id = NEW.id AND voided_at IS NULL;
        IF NEW.state = 'PREPARING' THEN
            INSERT INTO paperwork_consignmentstep (consignment_id, old, new, actor, reason, at)
            VALUES (NEW.id, OLD.state, NEW.state, 'system:gate', 'changed after clearance', clock_timestamp());
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER paperwork_consignment_guard BEFORE INSERT OR UPDATE OR DELETE ON paperwork_consignment
    FOR EACH ROW EXECUTE FUNCTION paperwork_guard_consignment();
CREATE TRIGGER paperwork_consignment_reopened AFTER UPDATE ON paperwork_consignment
    FOR EACH ROW EXECUTE FUNCTION paperwork_reopened();

CREATE FUNCTION paperwork_guard_label() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found record;
BEGIN
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND
        (to_jsonb(NEW) - 'voided_at' IS DISTINCT FROM to_jsonb(OLD) - 'voided_at' OR NEW.voided_at IS NULL)) THEN
        RAISE EXCEPTION 'a label is only ever voided' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT id, number, state, data_version INTO found FROM paperwork_consignment
        WHERE id = NEW.consignment_id FOR UPDATE;
        IF found.state <> 'CLEARED'
           OR NOT paperwork_is_clear(found.id, found.data_version, NEW.decision_id, NEW.at) THEN
            RAISE EXCEPTION 'no label while consignment % has an open blocker', found.number
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER paperwork_label_guard BEFORE INSERT OR UPDATE OR DELETE ON paperwork_labelissue
    FOR EACH ROW EXECUTE FUNCTION paperwork_guard_label();
"""

TOUCH = """
CREATE FUNCTION paperwork_touch(ids bigint[]) RETURNS void LANGUAGE sql AS $$
    UPDATE paperwork_consignment SET data_version = data_version + 1
    WHERE id IN (SELECT id FROM paperwork_consignment WHERE id = ANY(ids) ORDER BY id FOR UPDATE)
$$;

CREATE FUNCTION paperwork_goods_stay(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE late text;
BEGIN
    SELECT number INTO late FROM paperwork_consignment
    WHERE id = ANY(ids) AND state NOT IN ('PREPARING', 'CLEARED') LIMIT 1;
    IF late IS NOT NULL THEN
        RAISE EXCEPTION 'consignment % is handed over or cancelled: its data stay', late
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;

CREATE FUNCTION paperwork_child_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
    ids := array_remove(ARRAY[
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.consignment_id END,
        CASE WHEN TG_OP <> 'DELETE' THEN NEW.consignment_id END], NULL);
    IF TG_ARGV[0] = 'stays' THEN
        PERFORM paperwork_goods_stay(ids);
    END IF;
    PERFORM paperwork_touch(ids);
    RETURN NULL;
END $$;

CREATE FUNCTION paperwork_allocation_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
    SELECT array_agg(DISTINCT consignment_id) INTO ids FROM paperwork_consignmentline
    WHERE id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.line_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.line_id END);
    PERFORM paperwork_goods_stay(ids);
    PERFORM paperwork_touch(ids);
    RETURN NULL;
END $$;

CREATE TRIGGER paperwork_line_changed AFTER INSERT OR UPDATE OR DELETE ON paperwork_consignmentline
    FOR EACH ROW EXECUTE FUNCTION paperwork_child_changed('stays');
CREATE TRIGGER paperwork_party_changed AFTER INSERT OR UPDATE OR DELETE ON paperwork_consignmentparty
    FOR EACH ROW EXECUTE FUNCTION paperwork_child_changed('stays');
CREATE TRIGGER paperwork_paper_changed AFTER INSERT OR UPDATE OR DELETE ON paperwork_issuedpaper
    FOR EACH ROW EXECUTE FUNCTION paperwork_child_changed('may change');
CREATE TRIGGER paperwork_waiver_changed AFTER INSERT OR UPDATE OR DELETE ON paperwork_waiver
    FOR EACH ROW EXECUTE FUNCTION paperwork_child_changed('may change');
CREATE TRIGGER paperwork_allocation_changed AFTER INSERT OR UPDATE OR DELETE ON paperwork_allocation
    FOR EACH ROW EXECUTE FUNCTION paperwork_allocation_changed();
"""

GOODS = """
CREATE FUNCTION paperwork_touch_lots(lots text[]) RETURNS void LANGUAGE sql AS $$
    SELECT paperwork_touch(array_agg(DISTINCT l.consignment_id)) FROM paperwork_allocation a
    JOIN paperwork_consignmentline l ON l.id = a.line_id WHERE a.lot = ANY(lots)
$$;

CREATE FUNCTION paperwork_goods_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    one jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) ELSE '{}' END;
    other jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) ELSE '{}' END;
    lots text[];
BEGIN
    IF TG_TABLE_NAME = 'goods_lotrecord' THEN
        lots := ARRAY[one ->> 'reference', other ->> 'reference'];
    ELSE
        SELECT array_agg(reference) INTO lots FROM goods_lotrecord r
        WHERE (TG_TABLE_NAME IN ('goods_treatment', 'goods_sprayrecord')
               AND r.id IN ((one ->> 'lot_id')::bigint, (other ->> 'lot_id')::bigint))
           OR (TG_TABLE_NAME = 'goods_growingarea'
               AND r.growing_area_id IN ((one ->> 'id')::bigint, (other ->> 'id')::bigint))
           OR (TG_TABLE_NAME = 'goods_packinghouse'
               AND r.packing_house_id IN ((one ->> 'id')::bigint, (other ->> 'id')::bigint))
           OR r.growing_area_id IN ((one ->> 'growing_area_id')::bigint, (other ->> 'growing_area_id')::bigint)
           OR r.packing_house_id IN ((one ->> 'packing_house_id')::bigint, (other ->> 'packing_house_id')::bigint)
           OR EXISTS (
               SELECT FROM goods_treatment t WHERE t.lot_id = r.id AND t.facility_id IN (
                   CASE WHEN TG_TABLE_NAME = 'goods_treatmentfacility' THEN (other ->> 'id')::bigint END,
                   CASE WHEN TG_TABLE_NAME = 'goods_marketapproval' THEN (one ->> 'facility_id')::bigint END,
                   CASE WHEN TG_TABLE_NAME = 'goods_marketapproval' THEN (other ->> 'facility_id')::bigint END));
    END IF;
    IF lots IS NOT NULL THEN
        PERFORM paperwork_touch_lots(lots);
    END IF;
    RETURN NULL;
END $$;
"""

WATCHED = ("lotrecord", "treatment", "sprayrecord", "growingarea", "packinghouse", "treatmentfacility", "marketapproval", "areaplot", "codestatuschange")

RULES = """
CREATE FUNCTION paperwork_guard_rule() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE aside text[] := ARRAY['superseded_at', 'valid_to'];
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - aside IS DISTINCT FROM to_jsonb(OLD) - aside
       OR OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL THEN
        RAISE EXCEPTION 'a version of a rule is only ever superseded'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER paperwork_rule_guard BEFORE UPDATE OR DELETE ON paperwork_rule
    FOR EACH ROW EXECUTE FUNCTION paperwork_guard_rule();

CREATE FUNCTION paperwork_rules_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO paperwork_rulestamp (id, stamp) VALUES (1, 1)
    ON CONFLICT (id) DO UPDATE SET stamp = paperwork_rulestamp.stamp + 1;
    PERFORM paperwork_touch(array_agg(id)) FROM paperwork_consignment WHERE state = 'CLEARED';
    RETURN NULL;
END $$;
"""

RULE_TABLES = ("rule", "rulepaper", "rulereview", "source", "exportgood", "destination", "paperkind", "question")

CHAIN = """
CREATE FUNCTION paperwork_chain_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
    said jsonb := NEW.body::jsonb;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('paperwork.decisions', 0));
    SELECT sequence, hash INTO last FROM paperwork_decision ORDER BY sequence DESC LIMIT 1;
    IF NEW.sequence <> coalesce(last.sequence, 0) + 1 OR NEW.before <> coalesce(last.hash, '')
       OR NEW.hash <> encode(sha256(convert_to(NEW.before || NEW.body, 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'the decision does not continue the chain' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF said ->> 'outcome' IS DISTINCT FROM NEW.outcome
       OR (said ->> 'data_version')::bigint IS DISTINCT FROM NEW.data_version
       OR (said ->> 'day')::date IS DISTINCT FROM NEW.day
       OR (NEW.outcome = 'CLEAR') = jsonb_path_exists(said,
            '$.items[*] ? ((@.gate == "IMPORT" || @.gate == "CUSTOMS" || @.gate == "POLICY")
                           && (@.state == "OPEN" || @.state == "ASK"))') THEN
        RAISE EXCEPTION 'the decision is not what its body says' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER paperwork_decision_chain BEFORE INSERT ON paperwork_decision
    FOR EACH ROW EXECUTE FUNCTION paperwork_chain_decision();
"""


def on_goods(table: str) -> str:
    events = "UPDATE OR DELETE" if table == "lotrecord" else "INSERT OR UPDATE OR DELETE"
    return f"""CREATE TRIGGER paperwork_{table}_changed AFTER {events} ON goods_{table}
        FOR EACH ROW EXECUTE FUNCTION paperwork_goods_changed();"""


def on_rules(table: str) -> str:
    return f"""CREATE TRIGGER paperwork_{table}_stamps AFTER INSERT OR UPDATE OR DELETE ON paperwork_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION paperwork_rules_changed();"""


class Migration(migrations.Migration):
    dependencies = [("paperwork", "0001_initial"), ("goods", "0002_export_markets")]
    operations = [
        migrations.RunSQL(MOVES),
        migrations.RunSQL(GATE),
        migrations.RunSQL(TOUCH),
        migrations.RunSQL(GOODS + "\n".join(map(on_goods, WATCHED))),
        migrations.RunSQL(RULES + "\n".join(map(on_rules, RULE_TABLES))),
        migrations.RunSQL(CHAIN),
        append_only("paperwork_decision"),
        append_only("paperwork_rulepaper"),
        append_only("paperwork_rulereview"),
        append_only("paperwork_consignmentstep"),
    ]
