"""For how many noes a line stands. The triggers are taken off and made anew: SQLite remakes the table, and loses them."""

import anlan.kernel.journal.tables
from anlan.kernel.journal.tables import triggers
from django.db import migrations, models


def drop_triggers(apps, schema_editor):
    for _, _, _, drop in triggers(schema_editor.connection.vendor, apps.get_model("anlan", "AuditLine")):
        schema_editor.execute(drop)


def make_triggers(apps, schema_editor):
    for _, _, make, _ in triggers(schema_editor.connection.vendor, apps.get_model("anlan", "AuditLine")):
        schema_editor.execute(make)


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0011_checker_wanted'),
    ]

    operations = [
        migrations.CreateModel(
            name='SaidInHour',
            fields=[
                ('pk', models.CompositePrimaryKey('hour', 'address', blank=True, editable=False, primary_key=True, serialize=False)),
                ('hour', anlan.kernel.journal.tables.Moment()),
                ('address', models.CharField(max_length=64)),
                ('lines', models.IntegerField(default=0)),
                ('more', models.IntegerField(default=0)),
            ],
            options={
                'db_table': 'registry_said_in_hour',
            },
        ),
        migrations.RunPython(drop_triggers, migrations.RunPython.noop),
        migrations.AddField(
            model_name='auditline',
            name='times',
            field=models.IntegerField(default=1),
        ),
        migrations.RunPython(make_triggers, migrations.RunPython.noop),
    ]
