"""By which subject of a sign-in service a person comes in. 统一身份"""

from django.db import migrations, models

import anlan.kernel.journal.tables


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0024_samples'),
    ]

    operations = [
        migrations.CreateModel(
            name='Answered',
            fields=[
                ('hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('until', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'credentials_answered',
            },
        ),
        migrations.CreateModel(
            name='Subject',
            fields=[
                ('person', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('issuer', models.CharField(max_length=200)),
                ('mark', models.CharField(db_index=True, max_length=40)),
            ],
            options={
                'db_table': 'credentials_subject',
            },
        ),
    ]
