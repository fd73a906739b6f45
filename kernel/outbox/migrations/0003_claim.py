"""Claiming lanes as a function, because a function can be planned with settings of its own.

The planner's statistics of a queue are always stale: left alone it collects and sorts a whole backlog to take fifty
rows of it. Without sorts and sequential scans it walks the index on (due_at, id) and stops early.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION outbox_claim(handlers text[], by timestamptz, most int, for_session boolean)
RETURNS TABLE (aggregate varchar, aggregate_key varchar, handler varchar)
LANGUAGE plpgsql SET enable_sort = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
    -- Locks are tried outside of the materialised part: only on heads of lanes, and only until there are enough.
    RETURN QUERY WITH heads AS MATERIALIZED (
        SELECT d.aggregate, d.aggregate_key, d.handler,
               hashtextextended('outbox:' || d.aggregate || ':' || d.aggregate_key, 0) AS lock
        FROM outbox_delivery d
        WHERE d.due_at <= by AND (d.handler || '') = ANY (handlers)
          -- A scalar subquery and not NOT EXISTS: that may become a join, and for a queue which was empty when
          -- the statement was planned, a join that reads the whole queue for every row of it.
          AND d.id = (
            SELECT o.id FROM outbox_delivery o
            WHERE o.aggregate_key = d.aggregate_key AND o.aggregate = d.aggregate AND o.handler = d.handler
            ORDER BY o.version, o.id LIMIT 1)
        ORDER BY d.due_at, d.id
        LIMIT most * 4
    )
    SELECT h.aggregate, h.aggregate_key, h.handler FROM heads h
    WHERE CASE WHEN for_session THEN pg_try_advisory_lock(h.lock) ELSE pg_try_advisory_xact_lock(h.lock) END
    LIMIT most;
END $$
"""
DROP = "DROP FUNCTION outbox_claim(text[], timestamptz, int, boolean)"


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_queue_storage")]

    operations = [migrations.RunSQL(CREATE, DROP)]
