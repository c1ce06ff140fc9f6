"""Views of the ledger that somebody keeps under names of his own. 已存视图"""

import anlan.kernel.journal.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0015_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='View',
            fields=[
                ('pk', models.CompositePrimaryKey('person', 'name', blank=True, editable=False, primary_key=True, serialize=False)),
                ('person', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=40)),
                ('query', models.TextField()),
                ('at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'search_view',
            },
        ),
    ]
