"""Whose lost second factor is to be taken off, and whose was. 解除动态口令"""

from django.db import migrations, models

import anlan.kernel.journal.tables


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0022_notices'),
    ]

    operations = [
        migrations.CreateModel(
            name='Removal',
            fields=[
                ('person', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('asked_by', models.CharField(max_length=40)),
                ('asked_at', anlan.kernel.journal.tables.Moment()),
                ('until', anlan.kernel.journal.tables.Moment()),
                ('taken_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('taken_by', models.CharField(max_length=40, null=True)),
            ],
            options={
                'db_table': 'credentials_removal',
            },
        ),
    ]
