"""The journal, and the triggers that keep it from being rewritten. No later migration touches these tables."""

from django.db import migrations, models

import anlan.kernel.journal.tables
from anlan.kernel.journal.tables import SAY_NO_ON_POSTGRES, triggers


KEPT = ("Entry", "Mention", "Seal")


def make_triggers(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(SAY_NO_ON_POSTGRES)
    for _, _, make, _ in triggers(vendor, *(apps.get_model("anlan", kept) for kept in KEPT)):
        schema_editor.execute(make)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Cursor',
            fields=[
                ('follower', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('seq', models.BigIntegerField()),
            ],
            options={
                'db_table': 'journal_cursor',
            },
        ),
        migrations.CreateModel(
            name='File',
            fields=[
                ('pk', models.CompositePrimaryKey('no', 'person', blank=True, editable=False, primary_key=True, serialize=False)),
                ('no', models.CharField(max_length=64)),
                ('person', models.CharField(max_length=80)),
                ('size', models.BigIntegerField()),
                ('media', models.CharField(max_length=80)),
                ('name', models.CharField(max_length=200)),
                ('at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'journal_file',
            },
        ),
        migrations.CreateModel(
            name='Head',
            fields=[
                ('origin', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('inc', models.IntegerField()),
                ('seq', models.BigIntegerField()),
                ('hash', models.CharField(max_length=64, null=True)),
            ],
            options={
                'db_table': 'journal_head',
            },
        ),
        migrations.CreateModel(
            name='Key',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('alg', models.CharField(max_length=20)),
                ('public', models.CharField(max_length=64)),
                ('made_at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'journal_key',
            },
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('pk', models.CompositePrimaryKey('subject', 'origin', 'inc', 'channel', 'seq', blank=True, editable=False, primary_key=True, serialize=False)),
                ('subject', models.CharField(max_length=80)),
                ('origin', models.CharField(max_length=20)),
                ('inc', models.IntegerField()),
                ('channel', models.CharField(max_length=20)),
                ('seq', models.BigIntegerField()),
            ],
            options={
                'db_table': 'journal_mention',
            },
        ),
        migrations.CreateModel(
            name='Node',
            fields=[
                ('pk', models.CompositePrimaryKey('origin', 'inc', 'channel', 'level', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('origin', models.CharField(max_length=20)),
                ('inc', models.IntegerField()),
                ('channel', models.CharField(max_length=20)),
                ('level', models.IntegerField()),
                ('number', models.BigIntegerField()),
                ('hash', models.BinaryField()),
            ],
            options={
                'db_table': 'journal_node',
            },
        ),
        migrations.CreateModel(
            name='Number',
            fields=[
                ('series', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('last', models.BigIntegerField()),
            ],
            options={
                'db_table': 'journal_number',
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('pk', models.CompositePrimaryKey('origin', 'inc', 'channel', 'size', blank=True, editable=False, primary_key=True, serialize=False)),
                ('origin', models.CharField(max_length=20)),
                ('inc', models.IntegerField()),
                ('channel', models.CharField(max_length=20)),
                ('size', models.BigIntegerField()),
                ('head', models.BinaryField()),
                ('signature', models.BinaryField()),
                ('key', models.CharField(max_length=64)),
                ('at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'journal_seal',
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('pk', models.CompositePrimaryKey('origin', 'inc', 'channel', 'seq', blank=True, editable=False, primary_key=True, serialize=False)),
                ('origin', models.CharField(max_length=20)),
                ('inc', models.IntegerField()),
                ('channel', models.CharField(max_length=20)),
                ('seq', models.BigIntegerField()),
                ('header', models.BinaryField()),
                ('body', models.BinaryField(null=True)),
                ('hash', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=80)),
                ('subject', models.CharField(max_length=80)),
                ('actor', models.CharField(max_length=80)),
                ('command', models.CharField(max_length=80)),
                ('words', models.CharField(max_length=64, null=True)),
                ('recorded_at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'journal_entry',
                'indexes': [models.Index(fields=['actor', 'command'], name='journal_answer')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('pk', models.CompositePrimaryKey('seq', 'person', 'channel', blank=True, editable=False, primary_key=True, serialize=False)),
                ('seq', models.BigIntegerField()),
                ('person', models.CharField(max_length=80)),
                ('channel', models.CharField(max_length=20)),
                ('subject', models.CharField(db_index=True, max_length=80)),
                ('name', models.CharField(max_length=80)),
                ('not_before', anlan.kernel.journal.tables.Moment()),
                ('state', models.CharField(max_length=20)),
                ('at', anlan.kernel.journal.tables.Moment(null=True)),
            ],
            options={
                'db_table': 'journal_outbox',
                'indexes': [models.Index(fields=['person', 'state'], name='journal_outbox_of')],
            },
        ),
        migrations.RunPython(make_triggers, migrations.RunPython.noop),
    ]
