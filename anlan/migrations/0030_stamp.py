"""A word that is another after each change of some tables, for who keeps them in memory. 内存标记"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0029_ended_by'),
    ]

    operations = [
        migrations.CreateModel(
            name='Stamp',
            fields=[
                ('what', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('stamp', models.CharField(max_length=32)),
            ],
            options={
                'db_table': 'journal_stamp',
            },
        ),
    ]
