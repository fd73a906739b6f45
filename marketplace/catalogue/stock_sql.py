"""The statements of stock.py. Each locks before it computes, so that what it computes is the newest version
of every row.

Under READ COMMITTED a row that waited for its lock is read again in its newest version and tested again;
window functions then stand on the locked rows. Locking CTEs are never merged into the outer query;
MATERIALIZED says so. NO KEY is strong enough (all of us take it) and lets the foreign key checks of new
reservations pass.

Never add to a column of the row being updated: write what was read under the lock, plus or minus. An
UPDATE that meets a newer version first computes its row from the old one and tests the CHECK constraints
on that, and only then looks at the newer one: `available = lot.available - 5` fails on figures that were
never true.
"""

RESERVE = """
WITH wants AS MATERIALIZED (
    -- Each want is an interval of its listing's demand: (above - quantity, above].
    SELECT w.reference, w.listing_id, w.quantity, w.good_until,
           coalesce(listing.key, w.listing_id::text) AS key,
           coalesce(listing.state = 'published', FALSE) AS on_sale,
           sum(w.quantity) OVER (PARTITION BY w.listing_id ORDER BY w.position) AS above
    FROM unnest(%(references)s::text[], %(listings)s::bigint[],
                %(quantities)s::bigint[], %(good_until)s::date[])
         WITH ORDINALITY AS w(reference, listing_id, quantity, good_until, position)
    LEFT JOIN catalogue_listing AS listing ON listing.id = w.listing_id
), locked AS MATERIALIZED (
    SELECT id, listing_id, expires_on, available
    FROM catalogue_lot
    WHERE listing_id = ANY(%(listings)s::bigint[])
      AND state = 'open' AND available > 0 AND (expires_on IS NULL OR expires_on >= %(today)s::date)
    ORDER BY id
    FOR NO KEY UPDATE
), supply AS MATERIALIZED (
    -- Each lot that lives long enough is an interval of its listing's supply, first expiring first.
    SELECT id, listing_id, available,
           sum(available) OVER (PARTITION BY listing_id ORDER BY expires_on NULLS LAST, id) AS above
    FROM locked
    JOIN (SELECT listing_id, max(good_until) AS good_until
          FROM wants WHERE on_sale GROUP BY listing_id) AS asked USING (listing_id)
    WHERE asked.good_until IS NULL OR expires_on IS NULL OR expires_on >= asked.good_until
), short AS MATERIALIZED (
    SELECT w.listing_id, w.key, coalesce(s.available, 0) AS left_over
    FROM (SELECT listing_id, key, sum(quantity) AS quantity FROM wants GROUP BY listing_id, key) AS w
    LEFT JOIN (SELECT listing_id, sum(available) AS available
               FROM supply GROUP BY listing_id) AS s USING (listing_id)
    WHERE w.quantity > coalesce(s.available, 0)
), parts AS MATERIALIZED (
    -- Where the two intervals overlap, that lot gives to that want.
    SELECT w.reference, w.listing_id, s.id AS lot_id,
           (least(w.above, s.above)
            - greatest(w.above - w.quantity, s.above - s.available))::bigint AS quantity
    FROM wants AS w
    JOIN supply AS s ON s.listing_id = w.listing_id
                    AND w.above > s.above - s.available AND s.above > w.above - w.quantity
    WHERE NOT EXISTS (SELECT FROM short)
), taken AS (
    UPDATE catalogue_lot AS lot SET available = locked.available - given.quantity
    FROM (SELECT lot_id, sum(quantity)::bigint AS quantity FROM parts GROUP BY lot_id) AS given
    JOIN locked ON locked.id = given.lot_id
    WHERE lot.id = given.lot_id
), held AS (
    INSERT INTO catalogue_stockreservation (reference, lot_id, quantity, state, reserved_at, expires_at)
    SELECT reference, lot_id, quantity, 'held', %(at)s, %(expires_at)s FROM parts
)
SELECT reference, listing_id, lot_id, quantity, NULL AS key FROM parts
UNION ALL
SELECT NULL, listing_id, NULL, left_over::bigint, key FROM short
"""

_END = """
, ended AS (
    UPDATE catalogue_stockreservation AS reservation SET state = 'released', ended_at = %(at)s
    FROM held WHERE reservation.id = held.id
), back AS MATERIALIZED (
    SELECT lot_id, sum(quantity)::bigint AS quantity FROM held GROUP BY lot_id
), locked AS MATERIALIZED (
    SELECT id, available, written_off,
           state = 'open' AND (expires_on IS NULL OR expires_on >= %(today)s::date) AS sells
    FROM catalogue_lot WHERE id IN (SELECT lot_id FROM back)
    ORDER BY id
    FOR NO KEY UPDATE
), lots AS (
    UPDATE catalogue_lot AS lot
    SET available = locked.available + CASE WHEN {sells} THEN back.quantity ELSE 0 END,
        written_off = locked.written_off + CASE WHEN {sells} THEN 0 ELSE back.quantity END
    FROM back JOIN locked ON locked.id = back.lot_id
    WHERE lot.id = back.lot_id
)
SELECT coalesce(sum(CASE WHEN {sells} THEN back.quantity ELSE 0 END), 0)::bigint
FROM back JOIN locked ON locked.id = back.lot_id
"""

_HELD = """
WITH held AS MATERIALIZED (
    SELECT id, lot_id, quantity FROM catalogue_stockreservation
    WHERE reference = ANY(%(references)s::text[]) AND state = 'held'
    ORDER BY id
    FOR NO KEY UPDATE
)
"""

RELEASE = _HELD + _END.format(sells="locked.sells")
WRITE_OFF = _HELD + _END.format(sells="FALSE")

_CUT = """
WITH asked AS MATERIALIZED (
    SELECT reference, missing
    FROM unnest(%(references)s::text[], %(missing)s::bigint[]) AS given(reference, missing)
), held AS MATERIALIZED (
    SELECT reservation.id, lot_id, quantity, reference, missing
    FROM catalogue_stockreservation AS reservation JOIN asked USING (reference)
    WHERE state = 'held'
    ORDER BY reservation.id
    FOR NO KEY UPDATE OF reservation
), cut AS MATERIALIZED (
    -- From the last reservation of a reference backwards, until all that is missing is cut.
    SELECT id, lot_id, quantity, least(quantity, greatest(0, missing - (
        sum(quantity) OVER (PARTITION BY reference ORDER BY id DESC) - quantity)))::bigint AS missing
    FROM held
), shrunk AS (
    UPDATE catalogue_stockreservation AS reservation
    SET quantity = CASE WHEN cut.missing < cut.quantity THEN cut.quantity - cut.missing ELSE cut.quantity END,
        state = CASE WHEN cut.missing < cut.quantity THEN reservation.state ELSE 'released' END,
        ended_at = CASE WHEN cut.missing < cut.quantity THEN reservation.ended_at ELSE %(at)s END
    FROM cut WHERE reservation.id = cut.id AND cut.missing > 0
), gone AS MATERIALIZED (
    SELECT lot_id, sum(missing)::bigint AS missing FROM cut WHERE missing > 0 GROUP BY lot_id
), locked AS MATERIALIZED (
    SELECT id, available, written_off,
           state = 'open' AND (expires_on IS NULL OR expires_on >= %(today)s::date) AS sells
    FROM catalogue_lot WHERE id IN (SELECT lot_id FROM gone)
    ORDER BY id
    FOR NO KEY UPDATE
), lots AS (
    UPDATE catalogue_lot AS lot
    SET available = locked.available + CASE WHEN {sells} THEN gone.missing ELSE 0 END,
        written_off = locked.written_off + CASE WHEN {sells} THEN 0 ELSE gone.missing END
    FROM gone JOIN locked ON locked.id = gone.lot_id
    WHERE lot.id = gone.lot_id
)
SELECT coalesce(sum(missing), 0)::bigint FROM gone
"""

WRITE_OFF_MISSING = _CUT.format(sells="FALSE")
GIVE_BACK = _CUT.format(sells="locked.sells")

HOLD_LOT = """
WITH locked AS MATERIALIZED (
    SELECT id, available FROM catalogue_lot
    WHERE id = %(lot_id)s AND state = 'open' AND available >= %(quantity)s
      AND (expires_on IS NULL OR expires_on >= %(today)s::date)
    FOR NO KEY UPDATE
), taken AS (
    UPDATE catalogue_lot AS lot SET available = locked.available - %(quantity)s
    FROM locked WHERE lot.id = locked.id
), held AS (
    INSERT INTO catalogue_stockreservation (reference, lot_id, quantity, state, reserved_at, expires_at)
    SELECT %(reference)s, id, %(quantity)s, 'held', %(at)s, NULL FROM locked
)
SELECT count(*) FROM locked
"""

_RAN_OUT = """
WITH held AS MATERIALIZED (
    SELECT id, lot_id, quantity FROM catalogue_stockreservation
    WHERE state = 'held' AND expires_at IS NOT NULL AND expires_at <= %(at)s
    ORDER BY id
    LIMIT %(limit)s
    FOR NO KEY UPDATE SKIP LOCKED
)
"""

RUN_OUT = _RAN_OUT + _END.format(sells="locked.sells")

_TAKE = """
, ended AS (
    UPDATE catalogue_stockreservation AS reservation SET state = 'taken', ended_at = %(at)s
    FROM held WHERE reservation.id = held.id
)
SELECT coalesce(sum(quantity), 0)::bigint FROM held
"""

TAKE = _HELD + _TAKE

_CONFIRM = """
, kept AS (
    UPDATE catalogue_stockreservation AS reservation SET expires_at = %(expires_at)s
    FROM held WHERE reservation.id = held.id
    RETURNING reservation.reference
)
SELECT DISTINCT reference FROM kept
"""

CONFIRM = _HELD + _CONFIRM

EXPIRE_LOTS = """
WITH gone AS MATERIALIZED (
    SELECT id, available, written_off FROM catalogue_lot
    WHERE state = 'open' AND expires_on < %(today)s::date
    ORDER BY id
    LIMIT %(limit)s
    FOR NO KEY UPDATE
), closed AS (
    UPDATE catalogue_lot AS lot
    SET state = 'expired', written_off = gone.written_off + gone.available, available = 0
    FROM gone WHERE lot.id = gone.id
)
SELECT count(*) FROM gone
"""

CLOSE_LOTS = """
WITH gone AS MATERIALIZED (
    SELECT id, available, written_off FROM catalogue_lot
    WHERE listing_id = %(listing_id)s AND state = 'open'
    ORDER BY id
    FOR NO KEY UPDATE
), closed AS (
    UPDATE catalogue_lot AS lot
    SET state = 'closed', written_off = gone.written_off + gone.available, available = 0
    FROM gone WHERE lot.id = gone.id
)
SELECT coalesce(sum(available), 0)::bigint FROM gone
"""

LOWER_LOT = """
WITH locked AS MATERIALIZED (
    SELECT id, available, written_off FROM catalogue_lot
    WHERE id = %(lot_id)s AND state = 'open'
    FOR NO KEY UPDATE
), lowered AS (
    UPDATE catalogue_lot AS lot
    SET available = %(available)s, written_off = locked.written_off + locked.available - %(available)s
    FROM locked WHERE lot.id = locked.id AND locked.available >= %(available)s
    RETURNING lot.id
)
SELECT count(*) FROM lowered
"""

IMBALANCES = """
SELECT lot.key, lot.quantity, lot.available, lot.written_off, coalesce(sum(r.quantity), 0)::bigint
FROM catalogue_lot AS lot
LEFT JOIN catalogue_stockreservation AS r ON r.lot_id = lot.id AND r.state IN ('held', 'taken')
GROUP BY lot.id
HAVING lot.quantity <> lot.available + lot.written_off + coalesce(sum(r.quantity), 0)
ORDER BY lot.id
LIMIT %(limit)s
"""
