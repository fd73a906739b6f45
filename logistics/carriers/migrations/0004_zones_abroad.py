from django.db import migrations, models

import logistics.carriers.models.cards


class Migration(migrations.Migration):
    dependencies = [("carriers", "0003_calling_carriers")]

    operations = [
        migrations.AlterField(
            model_name="tariff",
            name="zone",
            field=models.CharField(max_length=15, validators=[logistics.carriers.models.cards.check_zone]),
        ),
    ]
