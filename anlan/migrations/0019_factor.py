"""Who has a second factor, and the last step of which a password was used. 动态口令"""

from django.db import migrations, models

import anlan.kernel.journal.tables


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0018_pressing'),
    ]

    operations = [
        migrations.CreateModel(
            name='Factor',
            fields=[
                ('person', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('given_at', anlan.kernel.journal.tables.Moment()),
                ('last_step', models.BigIntegerField()),
            ],
            options={
                'db_table': 'credentials_factor',
            },
        ),
    ]
