"""Watches: the roster, what each left to the next, and what was written down. 值守"""

import anlan.kernel.journal.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0012_overdue'),
    ]

    operations = [
        migrations.CreateModel(
            name='Left',
            fields=[
                ('pk', models.CompositePrimaryKey('watch', 'item', blank=True, editable=False, primary_key=True, serialize=False)),
                ('watch', models.CharField(max_length=40)),
                ('item', models.CharField(max_length=40)),
                ('why', models.CharField(max_length=20)),
                ('rank', models.IntegerField()),
            ],
            options={
                'db_table': 'duty_left',
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('pk', models.CompositePrimaryKey('watch', 'command', blank=True, editable=False, primary_key=True, serialize=False)),
                ('watch', models.CharField(max_length=40)),
                ('command', models.CharField(max_length=80)),
                ('at', anlan.kernel.journal.tables.Moment()),
                ('person', models.CharField(max_length=40)),
                ('text', models.TextField()),
            ],
            options={
                'db_table': 'duty_note',
            },
        ),
        migrations.CreateModel(
            name='Sum',
            fields=[
                ('watch', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('more', models.IntegerField()),
                ('filed', models.IntegerField()),
                ('struck', models.IntegerField()),
                ('overdue', models.IntegerField()),
            ],
            options={
                'db_table': 'duty_sum',
            },
        ),
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('no', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('organisation', models.CharField(max_length=40)),
                ('place', models.CharField(max_length=12)),
                ('department', models.CharField(max_length=20, null=True)),
                ('officer', models.CharField(max_length=40)),
                ('leader', models.CharField(max_length=40)),
                ('deputy', models.CharField(max_length=40, null=True)),
                ('from_at', anlan.kernel.journal.tables.Moment()),
                ('until_at', anlan.kernel.journal.tables.Moment()),
                ('state', models.CharField(max_length=20)),
                ('begun_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('kept_by', models.CharField(max_length=40, null=True)),
                ('next', models.CharField(max_length=40, null=True)),
                ('offered_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('ended_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('swap_to', models.CharField(max_length=40, null=True)),
                ('swap_return', models.CharField(max_length=40, null=True)),
            ],
            options={
                'db_table': 'duty_watch',
                'indexes': [models.Index(fields=['place', 'state', 'from_at'], name='duty_watch_place'), models.Index(fields=['organisation', 'from_at'], name='duty_watch_organisation'), models.Index(fields=['officer', 'from_at'], name='duty_watch_officer'), models.Index(fields=['deputy', 'from_at'], name='duty_watch_deputy')],
            },
        ),
    ]
