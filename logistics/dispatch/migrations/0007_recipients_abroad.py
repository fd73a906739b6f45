from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0006_partner_resources")]

    operations = [
        migrations.AddField(
            model_name="shipment",
            name="recipient_city",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        migrations.AddField(
            model_name="shipment",
            name="recipient_country",
            field=models.CharField(db_default="VN", default="VN", max_length=2),
        ),
        migrations.AddField(
            model_name="shipment",
            name="recipient_postal_code",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.AlterField(
            model_name="shipment",
            name="recipient_commune_code",
            field=models.CharField(blank=True, max_length=5),
        ),
        migrations.AddConstraint(
            model_name="shipment",
            constraint=models.CheckConstraint(
                condition=models.Q(("recipient_country", "VN"))
                | models.Q(("cod_dong", 0), ("recipient_commune_code", "")),
                name="shipment_abroad_is_prepaid",
            ),
        ),
    ]
