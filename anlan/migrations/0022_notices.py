"""What somebody is told because others did something. 消息"""

import anlan.kernel.journal.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0021_upkeep'),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticeOwner',
            fields=[
                ('item', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('owner', models.CharField(max_length=40)),
            ],
            options={
                'db_table': 'notices_owner',
            },
        ),
        migrations.CreateModel(
            name='NoticeSeen',
            fields=[
                ('pk', models.CompositePrimaryKey('person', 'command', 'sort', 'subject', blank=True, editable=False, primary_key=True, serialize=False)),
                ('person', models.CharField(max_length=40)),
                ('command', models.CharField(max_length=80)),
                ('sort', models.CharField(max_length=20)),
                ('subject', models.CharField(max_length=80)),
                ('at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'notices_seen',
            },
        ),
        migrations.CreateModel(
            name='NoticesUpto',
            fields=[
                ('what', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('seq', models.BigIntegerField()),
            ],
            options={
                'db_table': 'notices_upto',
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('pk', models.CompositePrimaryKey('person', 'command', 'sort', 'subject', blank=True, editable=False, primary_key=True, serialize=False)),
                ('person', models.CharField(max_length=40)),
                ('command', models.CharField(max_length=80)),
                ('sort', models.CharField(max_length=20)),
                ('subject', models.CharField(max_length=80)),
                ('n', models.IntegerField()),
                ('actor', models.CharField(max_length=80)),
                ('at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'notices_notice',
                'indexes': [models.Index(fields=['person', 'at'], name='notices_notice_of'), models.Index(fields=['command'], name='notices_notice_by')],
            },
        ),
    ]
