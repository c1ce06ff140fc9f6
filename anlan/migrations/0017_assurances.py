"""What is assured of a danger before it is put right. 五落实"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0016_views'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assurance',
            fields=[
                ('item', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('responsibility', models.TextField()),
                ('measures', models.TextField()),
                ('funds', models.TextField()),
                ('deadline', models.TextField()),
                ('plan', models.TextField()),
            ],
            options={
                'db_table': 'dangers_assurance',
            },
        ),
    ]
