"""One-time codes, by which people give themselves their first password. 凭据"""

import anlan.kernel.journal.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0009_beats'),
    ]

    operations = [
        migrations.CreateModel(
            name='OneTimeCode',
            fields=[
                ('person', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('hash', models.CharField(max_length=64)),
                ('made_at', anlan.kernel.journal.tables.Moment()),
                ('until', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'credentials_code',
            },
        ),
    ]
