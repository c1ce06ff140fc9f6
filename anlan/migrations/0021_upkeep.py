"""From which backups this journal goes on, who has said that he knows it, and which backups were made. 维护"""

import anlan.kernel.journal.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0020_looks'),
    ]

    operations = [
        migrations.CreateModel(
            name='Incarnation',
            fields=[
                ('incarnation', models.IntegerField(primary_key=True, serialize=False)),
                ('kept_entries', models.BigIntegerField()),
                ('known_entries', models.BigIntegerField()),
                ('backup', models.CharField(max_length=64)),
                ('made_at', anlan.kernel.journal.tables.Moment()),
                ('at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'journal_incarnation',
            },
        ),
        migrations.CreateModel(
            name='Acknowledged',
            fields=[
                ('incarnation', models.IntegerField(primary_key=True, serialize=False)),
                ('person', models.CharField(max_length=40)),
                ('at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'upkeep_acknowledged',
            },
        ),
        migrations.CreateModel(
            name='Backup',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('entries', models.BigIntegerField()),
                ('made_at', anlan.kernel.journal.tables.Moment()),
                ('proven_at', anlan.kernel.journal.tables.Moment(null=True)),
            ],
            options={
                'db_table': 'upkeep_backup',
            },
        ),
    ]
