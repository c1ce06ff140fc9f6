"""Sources of warnings, and who vouched for one. 预警来源、核对预警"""

import anlan.kernel.journal.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0036_doubts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Going',
            fields=[
                ('source', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('tried_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('heard_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('brought_at', anlan.kernel.journal.tables.Moment(null=True)),
                ('wrong', models.CharField(max_length=20)),
                ('params', models.TextField()),
                ('wrong_since', anlan.kernel.journal.tables.Moment(null=True)),
                ('certificate_until', anlan.kernel.journal.tables.Moment(null=True)),
                ('etag', models.TextField()),
            ],
            options={
                'db_table': 'sources_going',
            },
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('pk', models.CompositePrimaryKey('source', 'mark', blank=True, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=40)),
                ('mark', models.CharField(max_length=64)),
                ('n', models.IntegerField()),
                ('at', anlan.kernel.journal.tables.Moment(db_index=True)),
            ],
            options={
                'db_table': 'sources_mark',
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('no', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('place', models.CharField(max_length=20)),
                ('told', models.BinaryField()),
                ('added_by', models.CharField(max_length=40)),
                ('added_at', anlan.kernel.journal.tables.Moment()),
                ('removed_at', anlan.kernel.journal.tables.Moment(null=True)),
            ],
            options={
                'db_table': 'sources_source',
            },
        ),
        migrations.AddField(
            model_name='warning',
            name='vouched_at',
            field=anlan.kernel.journal.tables.Moment(null=True),
        ),
        migrations.AddField(
            model_name='warning',
            name='vouched_by',
            field=models.CharField(max_length=40, null=True),
        ),
    ]
