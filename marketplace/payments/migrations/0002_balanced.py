"""What makes the ledger one: every transaction sums to zero per currency, has the entries it says, and never changes.

The check runs at the commit (a deferred constraint trigger), once for each entry and each transaction row, so that a
transaction without entries, and entries added later, are refused as well.
"""

from django.db import migrations

from kernel.database import append_only

BALANCED = """
CREATE FUNCTION payments_check_balanced(which bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wrong text;
    said integer;
    found integer;
BEGIN
    SELECT string_agg(currency || ' ' || total, ', ' ORDER BY currency) INTO wrong FROM (
        SELECT a.currency, sum(e.amount) AS total
        FROM payments_ledgerentry AS e JOIN payments_ledgeraccount AS a ON a.id = e.account_id
        WHERE e.transaction_id = which GROUP BY a.currency HAVING sum(e.amount) <> 0) AS unbalanced;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ledger transaction % does not sum to zero: %', which, wrong
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT t.entry_count, (SELECT count(*) FROM payments_ledgerentry AS e WHERE e.transaction_id = t.id)
        INTO said, found FROM payments_ledgertransaction AS t WHERE t.id = which;
    IF said <> found THEN
        RAISE EXCEPTION 'ledger transaction % has % entries, not %', which, found, said
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;

CREATE FUNCTION payments_check_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM payments_check_balanced(NEW.transaction_id);
    RETURN NULL;
END $$;

CREATE FUNCTION payments_check_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM payments_check_balanced(NEW.id);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER payments_entry_balanced AFTER INSERT ON payments_ledgerentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_check_entry();
CREATE CONSTRAINT TRIGGER payments_transaction_balanced AFTER INSERT ON payments_ledgertransaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_check_transaction();
"""

# What stands on each account, for checks, the admin and whoever looks with psql.
BALANCE = """
CREATE VIEW payments_balance AS
SELECT a.kind, a.owner, a.currency, sum(e.amount)::bigint AS amount
FROM payments_ledgerentry AS e JOIN payments_ledgeraccount AS a ON a.id = e.account_id
GROUP BY a.kind, a.owner, a.currency;
"""

UNBALANCED = """
DROP TRIGGER payments_entry_balanced ON payments_ledgerentry;
DROP TRIGGER payments_transaction_balanced ON payments_ledgertransaction;
DROP FUNCTION payments_check_entry();
DROP FUNCTION payments_check_transaction();
DROP FUNCTION payments_check_balanced(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [
        migrations.RunSQL(BALANCED, UNBALANCED),
        migrations.RunSQL(BALANCE, "DROP VIEW payments_balance"),
        append_only("payments_ledgertransaction"),
        append_only("payments_ledgerentry"),
        append_only("payments_ledgeraccount"),
        append_only("payments_cardfact"),
        append_only("payments_payoutitem"),
    ]
