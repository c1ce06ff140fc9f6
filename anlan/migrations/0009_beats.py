"""When the clock and its watchdog were last heard of. 停摆"""

import anlan.kernel.journal.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0008_chase'),
    ]

    operations = [
        migrations.CreateModel(
            name='Beat',
            fields=[
                ('what', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'chase_beat',
            },
        ),
    ]
