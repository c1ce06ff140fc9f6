"""Ledger files: jobs, their rows, and how columns are read."""

from django.db import migrations, models

import anlan.kernel.journal.tables


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0003_obligations'),
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('no', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('ledger', models.CharField(max_length=20)),
                ('state', models.CharField(max_length=10)),
                ('person', models.CharField(db_index=True, max_length=40)),
                ('post', models.CharField(max_length=40)),
                ('organisation', models.CharField(max_length=40)),
                ('file', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=200)),
                ('size', models.BigIntegerField()),
                ('mapping', models.TextField()),
                ('answers', models.TextField()),
                ('whole', models.IntegerField()),
                ('done', models.IntegerField()),
                ('new', models.IntegerField()),
                ('unchanged', models.IntegerField()),
                ('changed', models.IntegerField()),
                ('bad', models.IntegerField()),
                ('rate', models.IntegerField()),
                ('said', models.TextField()),
                ('asked_at', anlan.kernel.journal.tables.Moment()),
                ('started_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('ended_at', anlan.kernel.journal.tables.Moment(null=True)),
            ],
            options={
                'db_table': 'intake_job',
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('pk', models.CompositePrimaryKey('organisation', 'ledger', blank=True, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.CharField(max_length=40)),
                ('ledger', models.CharField(max_length=20)),
                ('mapping', models.TextField()),
            ],
            options={
                'db_table': 'intake_reading',
            },
        ),
        migrations.CreateModel(
            name='StandIn',
            fields=[
                ('item', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('owner', models.CharField(max_length=40)),
                ('batch', models.CharField(db_index=True, max_length=40)),
            ],
            options={
                'db_table': 'intake_standin',
            },
        ),
        migrations.CreateModel(
            name='Telling',
            fields=[
                ('key', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('item', models.CharField(db_index=True, max_length=40)),
                ('number', models.CharField(db_index=True, max_length=100)),
                ('marks', models.TextField()),
                ('along', models.TextField()),
                ('unit', models.CharField(max_length=40, null=True)),
                ('others', models.TextField()),
                ('batch', models.CharField(db_index=True, max_length=40)),
            ],
            options={
                'db_table': 'intake_telling',
            },
        ),
    ]
