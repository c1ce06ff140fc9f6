"""What the door keeps, and the triggers that keep audit lines from being rewritten. No later migration touches those."""

from django.db import migrations, models

import anlan.kernel.journal.tables
from anlan.kernel.journal.tables import triggers


def make_triggers(apps, schema_editor):
    for _, _, make, _ in triggers(schema_editor.connection.vendor, apps.get_model("anlan", "AuditLine")):
        schema_editor.execute(make)


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0006_ledger'),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('person', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('password', models.CharField(max_length=200)),
                ('made_at', anlan.kernel.journal.tables.Moment()),
                ('disabled_at', anlan.kernel.journal.tables.Moment(null=True)),
            ],
            options={
                'db_table': 'registry_account',
            },
        ),
        migrations.CreateModel(
            name='AuditLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', anlan.kernel.journal.tables.Moment()),
                ('person', models.CharField(max_length=40, null=True)),
                ('post', models.CharField(max_length=40, null=True)),
                ('address', models.CharField(max_length=64)),
                ('method', models.CharField(max_length=20)),
                ('path', models.CharField(max_length=500)),
                ('agent', models.CharField(max_length=200)),
                ('status', models.IntegerField()),
                ('code', models.CharField(max_length=80)),
            ],
            options={
                'db_table': 'registry_audit',
            },
        ),
        migrations.CreateModel(
            name='Knock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(db_index=True, max_length=64)),
                ('address', models.CharField(db_index=True, max_length=64)),
                ('at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'registry_knock',
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('person', models.CharField(db_index=True, max_length=40)),
                ('post', models.CharField(max_length=40)),
                ('language', models.CharField(max_length=10, null=True)),
                ('made_at', anlan.kernel.journal.tables.Moment()),
                ('seen_at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'registry_session',
            },
        ),
        migrations.CreateModel(
            name='Token',
            fields=[
                ('hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('person', models.CharField(db_index=True, max_length=40)),
                ('post', models.CharField(max_length=40)),
                ('label', models.CharField(max_length=80)),
                ('made_at', anlan.kernel.journal.tables.Moment()),
                ('ended_at', anlan.kernel.journal.tables.Moment(null=True)),
            ],
            options={
                'db_table': 'registry_token',
            },
        ),
        migrations.RunPython(make_triggers, migrations.RunPython.noop),
    ]
