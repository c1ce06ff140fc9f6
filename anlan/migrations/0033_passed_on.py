"""That a call was passed on to a deputy, and when he took it over. 转给副手"""

from django.db import migrations, models

import anlan.kernel.journal.tables


class Migration(migrations.Migration):
    dependencies = [("anlan", "0032_messages")]

    operations = [
        migrations.AddField("call", "passed_to", models.CharField(db_index=True, max_length=40, null=True)),
        migrations.AddField("call", "taken_at", anlan.kernel.journal.tables.Moment(null=True)),
    ]
