"""What speaks of which message, dead letters, and by what a message is found. 预警引用、死信"""

import anlan.kernel.journal.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0031_ladders'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeadLetter',
            fields=[
                ('no', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('file', models.CharField(max_length=64)),
                ('why', models.CharField(max_length=40)),
                ('place', models.CharField(db_index=True, max_length=20)),
                ('brought_by', models.CharField(max_length=40)),
                ('at', anlan.kernel.journal.tables.Moment(db_index=True)),
            ],
            options={
                'db_table': 'warning_letter',
            },
        ),
        migrations.CreateModel(
            name='Referred',
            fields=[
                ('pk', models.CompositePrimaryKey('warning', 'identity', blank=True, editable=False, primary_key=True, serialize=False)),
                ('warning', models.CharField(max_length=40)),
                ('identity', models.CharField(db_index=True, max_length=64)),
            ],
            options={
                'db_table': 'warning_referred',
            },
        ),
        migrations.RemoveIndex(
            model_name='warning',
            name='warning_identity',
        ),
        migrations.AddField(
            model_name='warning',
            name='clashes_with',
            field=models.CharField(db_index=True, max_length=40, null=True),
        ),
        migrations.AddField(
            model_name='warning',
            name='identity',
            field=models.CharField(db_index=True, max_length=64, null=True),
        ),
        migrations.AddField(
            model_name='warning',
            name='event_code',
            field=models.CharField(db_index=True, max_length=20, null=True),
        ),
    ]
