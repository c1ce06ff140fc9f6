"""Who was told of which step of the chase. 督催"""

import anlan.kernel.journal.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0007_familiar'),
    ]

    operations = [
        migrations.CreateModel(
            name='Step',
            fields=[
                ('pk', models.CompositePrimaryKey('item', 'due_at', 'step', blank=True, editable=False, primary_key=True, serialize=False)),
                ('item', models.CharField(max_length=40)),
                ('due_at', anlan.kernel.journal.tables.Moment()),
                ('step', models.CharField(max_length=20)),
                ('person', models.CharField(max_length=40, null=True)),
                ('came_at', anlan.kernel.journal.tables.Moment()),
                ('at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'chase_step',
                'indexes': [models.Index(fields=['person', 'step'], name='chase_step_person')],
            },
        ),
    ]
