from django.db import migrations

from kernel.database import append_only


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]
    operations = [append_only("campaigns_campaignstep"), append_only("campaigns_orderabroadstep")]
