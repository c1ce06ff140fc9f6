"""Who stands in for the holder of a post, and who is away. 明确B角、外出报备"""

import anlan.kernel.journal.tables
import anlan.kernel.registry.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0013_duty'),
    ]

    operations = [
        migrations.CreateModel(
            name='Away',
            fields=[
                ('pk', models.CompositePrimaryKey('person', 'from_at', blank=True, editable=False, primary_key=True, serialize=False)),
                ('person', models.CharField(max_length=40)),
                ('from_at', anlan.kernel.journal.tables.Moment()),
                ('until_at', anlan.kernel.journal.tables.Moment()),
                ('kind', models.CharField(max_length=20)),
            ],
            options={
                'db_table': 'duty_away',
            },
        ),
        migrations.CreateModel(
            name='Deputy',
            fields=[
                ('pk', models.CompositePrimaryKey('post', 'from_on', blank=True, editable=False, primary_key=True, serialize=False)),
                ('post', models.CharField(max_length=40)),
                ('from_on', anlan.kernel.registry.tables.Day()),
                ('deputy', models.CharField(db_index=True, max_length=40)),
                ('until_on', anlan.kernel.registry.tables.Day(null=True)),
            ],
            options={
                'db_table': 'duty_deputy',
            },
        ),
    ]
