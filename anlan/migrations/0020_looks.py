"""Which closures are looked at again. 回头看"""

from django.db import migrations, models

import anlan.kernel.journal.tables


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0019_factor'),
    ]

    operations = [
        migrations.CreateModel(
            name='Look',
            fields=[
                ('pk', models.CompositePrimaryKey('danger', 'struck_at', blank=True, editable=False, primary_key=True, serialize=False)),
                ('danger', models.CharField(max_length=40)),
                ('struck_at', anlan.kernel.journal.tables.Moment()),
                ('task', models.CharField(max_length=40, unique=True)),
                ('ground', models.CharField(max_length=20)),
                ('draw', models.CharField(db_index=True, max_length=40, null=True)),
                ('opened_at', anlan.kernel.journal.tables.Moment()),
                ('finding', models.CharField(max_length=20, null=True)),
                ('answered_at', anlan.kernel.journal.tables.Moment(null=True)),
            ],
            options={
                'db_table': 'looks_look',
            },
        ),
        migrations.CreateModel(
            name='LookedUpto',
            fields=[
                ('what', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'looks_upto',
            },
        ),
    ]
