"""Buyers who are owed money that no machine gives back, read from the few places where that can begin:
refunds granted to who paid cash, card refunds that were refused, card money that no order claims. A refund
that is still under way to the card is not here.
"""

from django.db import migrations, models

OWED = """
CREATE VIEW payments_owed AS
WITH start AS (
    SELECT t.subject AS reference, '' AS refusal, t.posted_at AS since
    FROM payments_ledgertransaction AS t JOIN payments_settlement AS s ON s.reference = t.subject
    WHERE t.kind = 'refund_granted' AND s.paid_by = 'cash'
    UNION ALL
    SELECT share.reference, c.refusal, c.done_at
    FROM payments_cardcall AS c CROSS JOIN LATERAL jsonb_object_keys(c.shares) AS share (reference)
    WHERE c.kind = 'refund' AND c.state = 'refused'
    UNION ALL
    SELECT t.subject, '', t.posted_at
    FROM payments_ledgeraccount AS a JOIN payments_ledgertransaction AS t ON t.subject = a.owner
    WHERE a.kind = 'buyer' AND starts_with(a.owner, 'checkout:')
), latest AS (
    SELECT DISTINCT ON (reference) * FROM start ORDER BY reference, since DESC
)
SELECT latest.reference, -sum(e.amount)::bigint AS amount_dong, latest.refusal, latest.since
FROM latest
JOIN payments_ledgeraccount AS a ON a.owner = latest.reference AND a.kind = 'buyer'
JOIN payments_ledgerentry AS e ON e.account_id = a.id
WHERE NOT EXISTS (
    SELECT 1 FROM payments_cardcall AS w
    WHERE w.kind = 'refund' AND w.state = 'waiting' AND w.shares ? latest.reference)
GROUP BY latest.reference, latest.refusal, latest.since
HAVING sum(e.amount) < 0;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_first_rates")]

    operations = [
        migrations.AddIndex(
            model_name="cardcall",
            index=models.Index(
                name="card_call_refused", fields=["done_at"], condition=models.Q(state="refused")
            ),
        ),
        migrations.RunSQL(OWED, "DROP VIEW payments_owed"),
        migrations.CreateModel(
            name="Owed",
            fields=[
                (
                    "reference",
                    models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name="về"),
                ),
                ("amount_dong", models.BigIntegerField(verbose_name="còn nợ người mua")),
                ("refusal", models.CharField(max_length=120, verbose_name="thẻ không nhận vì")),
                ("since", models.DateTimeField(verbose_name="từ lúc")),
            ],
            options={
                "verbose_name": "khoản phải trả lại người mua",
                "verbose_name_plural": "cần xử lý: tiền phải trả lại người mua",
                "db_table": "payments_owed",
                "ordering": ["since", "reference"],
                "managed": False,
            },
        ),
    ]
