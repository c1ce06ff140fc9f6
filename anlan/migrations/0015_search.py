"""What is found by what. 查找"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0014_deputies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Row',
            fields=[
                ('row_no', models.BigIntegerField(primary_key=True, serialize=False)),
                ('no', models.CharField(max_length=40, unique=True)),
                ('sort', models.CharField(max_length=10)),
                ('sign', models.CharField(max_length=32)),
            ],
            options={
                'db_table': 'search_row',
            },
        ),
        migrations.CreateModel(
            name='Gram',
            fields=[
                ('pk', models.CompositePrimaryKey('gram', 'block', blank=True, editable=False, primary_key=True, serialize=False)),
                ('gram', models.CharField(max_length=60)),
                ('block', models.IntegerField()),
                ('bits', models.BinaryField()),
            ],
            options={
                'db_table': 'search_gram',
            },
        ),
        migrations.CreateModel(
            name='Upto',
            fields=[
                ('what', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('seq', models.BigIntegerField()),
            ],
            options={
                'db_table': 'search_upto',
            },
        ),
    ]
