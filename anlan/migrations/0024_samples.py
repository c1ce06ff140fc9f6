"""What was drawn of a month's closures. 销号抽查"""

from django.db import migrations, models

import anlan.kernel.journal.tables


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0023_removal'),
    ]

    operations = [
        migrations.CreateModel(
            name='Drawn',
            fields=[
                ('pk', models.CompositePrimaryKey('sample', 'danger', blank=True, editable=False, primary_key=True, serialize=False)),
                ('sample', models.CharField(max_length=40)),
                ('danger', models.CharField(max_length=40)),
                ('closed_at', anlan.kernel.journal.tables.Moment()),
                ('turn', models.IntegerField()),
            ],
            options={
                'db_table': 'looks_drawn',
            },
        ),
        migrations.CreateModel(
            name='DrawnSample',
            fields=[
                ('no', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('place', models.CharField(max_length=12)),
                ('month', models.CharField(max_length=7)),
                ('seed', models.CharField(max_length=64)),
                ('sealed_size', models.BigIntegerField()),
                ('sealed_at', anlan.kernel.journal.tables.Moment()),
                ('closures', models.IntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('percent', models.IntegerField()),
                ('least', models.IntegerField()),
                ('most', models.IntegerField()),
                ('drawn_by', models.CharField(max_length=40)),
                ('drawn_at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'looks_sample',
                'indexes': [models.Index(fields=['month', 'place'], name='looks_sample_month')],
            },
        ),
    ]
