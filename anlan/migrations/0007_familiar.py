"""From where somebody signed in, so that who guesses elsewhere does not shut him out there."""

from django.db import migrations, models

import anlan.kernel.journal.tables


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0006_audit'),
    ]

    operations = [
        migrations.CreateModel(
            name='Familiar',
            fields=[
                ('pk', models.CompositePrimaryKey('name', 'address', blank=True, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=64)),
                ('address', models.CharField(max_length=64)),
                ('at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'registry_familiar',
            },
        ),
    ]
