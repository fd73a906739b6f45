"""The row that tells processes to read the rate card again, and the triggers that raise it."""

from django.db import migrations

TABLES = ("carrier", "service", "tariff", "weightstep", "zoneprovince", "postoffice")

START = "INSERT INTO carriers_ratecardversion (id, number, changed_at) VALUES (1, 1, now())"

FUNCTION = """
CREATE FUNCTION carriers_card_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE carriers_ratecardversion SET number = number + 1, changed_at = now() WHERE id = 1;
    RETURN NULL;
END $$
"""


def trigger(table: str) -> migrations.RunSQL:
    name = f"carriers_{table}_changes_card"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON carriers_{table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION carriers_card_changed()",
        f"DROP TRIGGER {name} ON carriers_{table}",
    )


class Migration(migrations.Migration):
    dependencies = [("carriers", "0001_initial")]
    operations = [
        migrations.RunSQL(START, "DELETE FROM carriers_ratecardversion"),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION carriers_card_changed()"),
        *(trigger(table) for table in TABLES),
    ]
