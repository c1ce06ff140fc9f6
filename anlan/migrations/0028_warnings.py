"""Warnings that came in, and the calls that they open. 预警、叫应"""

from django.db import migrations, models

import anlan.kernel.journal.tables


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0027_ending'),
    ]

    operations = [
        migrations.CreateModel(
            name='Call',
            fields=[
                ('item', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('matter', models.CharField(db_index=True, max_length=40)),
                ('colour', models.CharField(max_length=10)),
                ('tier', models.CharField(max_length=10)),
                ('post', models.CharField(max_length=40, null=True)),
                ('sites', models.TextField()),
                ('instead', models.CharField(max_length=40, null=True)),
                ('heard_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('channel', models.CharField(max_length=10, null=True)),
                ('read_back_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('acted_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('deed', models.CharField(max_length=20, null=True)),
                ('moved', models.IntegerField(null=True)),
                ('expected', models.IntegerField(null=True)),
                ('missed', models.IntegerField()),
                ('outcome', models.CharField(max_length=20, null=True)),
                ('missed_at', anlan.kernel.journal.tables.Moment(null=True)),
            ],
            options={
                'db_table': 'calls_call',
            },
        ),
        migrations.CreateModel(
            name='Climb',
            fields=[
                ('pk', models.CompositePrimaryKey('item', 'step', blank=True, editable=False, primary_key=True, serialize=False)),
                ('item', models.CharField(max_length=40)),
                ('step', models.CharField(max_length=10)),
                ('came_at', anlan.kernel.journal.tables.Moment()),
                ('said_at', anlan.kernel.journal.tables.Moment()),
                ('person', models.CharField(db_index=True, max_length=40, null=True)),
            ],
            options={
                'db_table': 'calls_climb',
            },
        ),
        migrations.CreateModel(
            name='Warning',
            fields=[
                ('no', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('state', models.CharField(max_length=10)),
                ('place', models.CharField(db_index=True, max_length=20)),
                ('sender', models.TextField()),
                ('identifier', models.TextField()),
                ('file', models.CharField(max_length=64)),
                ('told', models.BinaryField()),
                ('received_by', models.CharField(max_length=40)),
                ('received_at', anlan.kernel.journal.tables.Moment()),
                ('released_by', models.CharField(max_length=40, null=True)),
                ('released_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('headcount', models.IntegerField(null=True)),
                ('sites', models.IntegerField(null=True)),
                ('ended_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('why', models.TextField()),
            ],
            options={
                'db_table': 'warning_warning',
                'indexes': [models.Index(fields=['sender', 'identifier'], name='warning_identity')],
            },
        ),
    ]
