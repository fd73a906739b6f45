"""What is suggested while somebody types."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0005_ranking")]

    operations = [
        migrations.CreateModel(
            name="SearchPhrase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=90)),
                (
                    "leads",
                    models.CharField(
                        choices=[
                            ("words", "tìm chữ này"),
                            ("commodity", "mặt hàng"),
                            ("group", "quầy"),
                            ("province", "tỉnh"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.CharField(blank=True, default="", max_length=40)),
                ("exact", models.CharField(max_length=90)),
                ("folded", models.CharField(max_length=90)),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("listings", models.PositiveIntegerField()),
            ],
            options={
                "db_table": "search_phrase",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="search_phrase_words")
                ],
            },
        ),
    ]
