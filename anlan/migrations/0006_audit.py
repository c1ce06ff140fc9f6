"""Which days of audit lines are sealed and which files are listed, and the triggers that keep what is known of files."""

from django.db import migrations, models

import anlan.kernel.registry.tables
from anlan.kernel.journal.tables import triggers


def make_triggers(apps, schema_editor):
    for _, _, make, _ in triggers(schema_editor.connection.vendor, apps.get_model("anlan", "File")):
        schema_editor.execute(make)


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0005_dangers'),
    ]

    operations = [
        migrations.CreateModel(
            name='SealedDay',
            fields=[
                ('pk', models.CompositePrimaryKey('day', 'until', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', anlan.kernel.registry.tables.Day()),
                ('until', models.BigIntegerField()),
                ('lines', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'audit_day',
            },
        ),
        migrations.CreateModel(
            name='ListedFile',
            fields=[
                ('pk', models.CompositePrimaryKey('no', 'person', blank=True, editable=False, primary_key=True, serialize=False)),
                ('no', models.CharField(max_length=64)),
                ('person', models.CharField(max_length=80)),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'audit_file',
            },
        ),
        migrations.RunPython(make_triggers, migrations.RunPython.noop),
    ]
