"""Hidden dangers."""

from django.db import migrations, models



class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0004_intake'),
    ]

    operations = [
        migrations.CreateModel(
            name='Danger',
            fields=[
                ('item', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('description', models.TextField()),
                ('spot', models.TextField()),
                ('category', models.CharField(max_length=20, null=True)),
                ('basis', models.TextField()),
                ('measures', models.TextField()),
                ('control', models.TextField()),
                ('lon_e7', models.BigIntegerField(null=True)),
                ('lat_e7', models.BigIntegerField(null=True)),
            ],
            options={
                'db_table': 'dangers_danger',
            },
        ),
    ]
