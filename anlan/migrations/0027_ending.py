"""The posts of administrators that are to end, if another agrees. 申请免去管理员"""

from django.db import migrations, models

import anlan.kernel.journal.tables
import anlan.kernel.registry.tables


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0026_given'),
    ]

    operations = [
        migrations.CreateModel(
            name='Ending',
            fields=[
                ('post', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('person', models.CharField(max_length=40)),
                ('until_on', anlan.kernel.registry.tables.Day()),
                ('asked_by', models.CharField(max_length=40)),
                ('asked_at', anlan.kernel.journal.tables.Moment()),
                ('until', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'credentials_ending',
            },
        ),
    ]
