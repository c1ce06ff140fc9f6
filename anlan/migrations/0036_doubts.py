"""Whose telephone number a task is to put right. 电话待核"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("anlan", "0035_carrying")]

    operations = [
        migrations.CreateModel(
            name="Doubt",
            fields=[
                ("task", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("person", models.CharField(db_index=True, max_length=40)),
                ("call", models.CharField(max_length=40)),
            ],
            options={"db_table": "calls_doubt"},
        ),
    ]
