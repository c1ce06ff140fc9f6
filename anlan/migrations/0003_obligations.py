"""The ledger: items, and how many of them there are."""

from django.db import migrations, models

import anlan.kernel.journal.tables


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0002_registry'),
    ]

    operations = [
        migrations.CreateModel(
            name='Count',
            fields=[
                ('pk', models.CompositePrimaryKey('place', 'department', 'kind', 'grade', 'state', blank=True, editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(max_length=12)),
                ('department', models.CharField(max_length=20)),
                ('kind', models.CharField(max_length=20)),
                ('grade', models.CharField(max_length=20)),
                ('state', models.CharField(max_length=20)),
                ('n', models.BigIntegerField()),
            ],
            options={
                'db_table': 'obligations_count',
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('pk', models.CompositePrimaryKey('item', 'file', blank=True, editable=False, primary_key=True, serialize=False)),
                ('item', models.CharField(max_length=40)),
                ('file', models.CharField(db_index=True, max_length=64)),
                ('stage', models.CharField(max_length=10)),
                ('caption', models.TextField()),
                ('person', models.CharField(max_length=40)),
                ('at', anlan.kernel.journal.tables.Moment()),
                ('command', models.CharField(max_length=80)),
            ],
            options={
                'db_table': 'obligations_evidence',
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('no', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('what', models.TextField()),
                ('place', models.CharField(max_length=12)),
                ('department', models.CharField(max_length=20, null=True)),
                ('organisation', models.CharField(max_length=40)),
                ('owner', models.CharField(max_length=40)),
                ('due_at', anlan.kernel.journal.tables.Moment()),
                ('state', models.CharField(max_length=20)),
                ('grade', models.CharField(max_length=20, null=True)),
                ('accepted_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('offered_to', models.CharField(max_length=40, null=True)),
                ('submitted_by', models.CharField(max_length=40, null=True)),
                ('submitted_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('checker', models.CharField(max_length=40, null=True)),
                ('returns', models.IntegerField()),
                ('shown', models.IntegerField()),
                ('ended_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('source', models.CharField(max_length=20, null=True)),
                ('found_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('task', models.CharField(max_length=40, null=True)),
                ('filed_by', models.CharField(max_length=40)),
                ('filed_at', anlan.kernel.journal.tables.Moment()),
                ('command', models.CharField(max_length=80)),
                ('moved_at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'obligations_item',
                'indexes': [models.Index(fields=['place', 'state', 'due_at'], name='obligations_item_place'), models.Index(fields=['organisation', 'state'], name='obligations_item_org'), models.Index(fields=['owner', 'state'], name='obligations_item_owner'), models.Index(fields=['checker', 'state'], name='obligations_item_checker'), models.Index(fields=['offered_to'], name='obligations_item_offered')],
            },
        ),
    ]
