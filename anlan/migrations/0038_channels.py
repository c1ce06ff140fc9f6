"""Channels by which the house reaches people outside, and what became of messages. 渠道"""

import anlan.kernel.journal.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0037_sources'),
    ]

    operations = [
        migrations.CreateModel(
            name='SetChannel',
            fields=[
                ('pk', models.CompositePrimaryKey('home', 'name', blank=True, editable=False, primary_key=True, serialize=False)),
                ('home', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=20)),
                ('kind', models.CharField(max_length=10)),
                ('host', models.CharField(max_length=255)),
                ('fingerprint', models.CharField(max_length=16)),
                ('set_by', models.CharField(max_length=80)),
                ('set_at', anlan.kernel.journal.tables.Moment()),
                ('tried_by', models.CharField(max_length=80, null=True)),
                ('tried_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('tried_key', models.CharField(max_length=64, null=True)),
                ('tried_said', models.CharField(max_length=20, null=True)),
            ],
            options={
                'db_table': 'channels_channel',
            },
        ),
        migrations.CreateModel(
            name='Heard',
            fields=[
                ('pk', models.CompositePrimaryKey('channel', 'mark', blank=True, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(max_length=20)),
                ('mark', models.CharField(max_length=64)),
                ('until', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'channels_heard',
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('taken_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('trouble', models.CharField(max_length=30, null=True)),
                ('trouble_at', anlan.kernel.journal.tables.Moment(null=True)),
            ],
            options={
                'db_table': 'channels_standing',
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('channel', models.CharField(max_length=20)),
                ('person', models.CharField(max_length=40)),
                ('call', models.CharField(max_length=40)),
                ('handed_at', anlan.kernel.journal.tables.Moment()),
                ('state', models.CharField(max_length=20)),
                ('at', anlan.kernel.journal.tables.Moment()),
                ('why', models.CharField(max_length=20, null=True)),
                ('answered_at', anlan.kernel.journal.tables.Moment(null=True)),
            ],
            options={
                'db_table': 'channels_delivery',
                'indexes': [models.Index(fields=['call'], name='channels_delivery_of'), models.Index(fields=['person', 'handed_at'], name='channels_delivery_to')],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('pk', models.CompositePrimaryKey('channel', 'mark', blank=True, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(max_length=20)),
                ('mark', models.CharField(max_length=64)),
                ('at', anlan.kernel.journal.tables.Moment()),
                ('subject', models.CharField(max_length=80)),
                ('person', models.CharField(max_length=40, null=True)),
                ('call', models.CharField(max_length=40, null=True)),
                ('why', models.CharField(max_length=20, null=True)),
            ],
            options={
                'db_table': 'channels_reply',
                'indexes': [models.Index(fields=['at'], name='channels_reply_at')],
            },
        ),
    ]
