"""What is written here of warnings beside their messages, and drafts. 起草、草稿"""

import anlan.kernel.journal.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0033_passed_on'),
    ]

    operations = [
        migrations.CreateModel(
            name='Composed',
            fields=[
                ('no', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('told', models.BinaryField()),
                ('person', models.CharField(max_length=40)),
            ],
            options={
                'db_table': 'issuing_composed',
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('pk', models.CompositePrimaryKey('person', 'form', blank=True, editable=False, primary_key=True, serialize=False)),
                ('person', models.CharField(max_length=40)),
                ('form', models.CharField(max_length=40)),
                ('words', models.BinaryField()),
                ('at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'drafts_draft',
            },
        ),
    ]
