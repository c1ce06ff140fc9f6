"""That the clock of the machine was moved while the house went on. 时钟跳变"""

from django.db import migrations, models

import anlan.kernel.journal.tables


class Migration(migrations.Migration):
    dependencies = [("anlan", "0040_paths")]

    operations = [
        migrations.CreateModel(
            name="Jump",
            fields=[
                ("at", anlan.kernel.journal.tables.Moment(primary_key=True, serialize=False)),
                ("seconds", models.BigIntegerField()),
                ("confirmed_at", anlan.kernel.journal.tables.Moment(null=True)),
            ],
            options={"db_table": "chase_jump"},
        ),
    ]
