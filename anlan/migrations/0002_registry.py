"""The register, the vault and the accounts, and the triggers that keep audit lines from being changed."""

from django.db import migrations, models

import anlan.kernel.journal.tables
import anlan.kernel.registry.tables
from anlan.kernel.journal.tables import triggers


def make_triggers(apps, schema_editor):
    for _, _, make, _ in triggers(schema_editor.connection.vendor, apps.get_model("anlan", "AuditLine")):
        schema_editor.execute(make)


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0001_journal'),
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
                ('times', models.IntegerField(default=1)),
            ],
            options={
                'db_table': 'registry_audit',
            },
        ),
        migrations.CreateModel(
            name='Home',
            fields=[
                ('home', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
            ],
            options={
                'db_table': 'registry_home',
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
            name='Organisation',
            fields=[
                ('no', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('name_key', models.CharField(db_index=True, max_length=200)),
                ('uscc', models.CharField(db_index=True, max_length=18, null=True)),
                ('place', models.CharField(db_index=True, max_length=20)),
                ('kind', models.CharField(max_length=20)),
                ('sector', models.CharField(max_length=20, null=True)),
                ('department', models.CharField(max_length=20, null=True)),
                ('is_simulated', models.BooleanField()),
                ('closed_on', anlan.kernel.registry.tables.Day(null=True)),
            ],
            options={
                'db_table': 'registry_organisation',
            },
        ),
        migrations.CreateModel(
            name='Pack',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'registry_pack',
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('no', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('organisation', models.CharField(db_index=True, max_length=40)),
                ('is_erased', models.BooleanField()),
            ],
            options={
                'db_table': 'registry_person',
            },
        ),
        migrations.CreateModel(
            name='Phone',
            fields=[
                ('subject', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('whole', models.CharField(db_index=True, max_length=64)),
                ('last_four', models.CharField(db_index=True, max_length=64)),
            ],
            options={
                'db_table': 'registry_phone',
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('pk', models.CompositePrimaryKey('code', 'from_on', blank=True, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=20)),
                ('from_on', anlan.kernel.registry.tables.Day()),
                ('until_on', anlan.kernel.registry.tables.Day(null=True)),
                ('name', models.CharField(max_length=80)),
                ('level', models.CharField(max_length=20)),
                ('parent', models.CharField(db_index=True, max_length=20, null=True)),
                ('replaced_by', models.CharField(max_length=20, null=True)),
                ('lon_e7', models.BigIntegerField(null=True)),
                ('lat_e7', models.BigIntegerField(null=True)),
                ('is_simulated', models.BooleanField()),
            ],
            options={
                'db_table': 'registry_place',
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('role', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=80)),
                ('person', models.CharField(db_index=True, max_length=40)),
                ('organisation', models.CharField(db_index=True, max_length=40)),
                ('place', models.CharField(max_length=20)),
                ('department', models.CharField(max_length=20, null=True)),
                ('matter', models.CharField(max_length=20, null=True)),
                ('until_on', anlan.kernel.registry.tables.Day(null=True)),
                ('no', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('from_on', anlan.kernel.registry.tables.Day()),
                ('proposed_by', models.CharField(max_length=40)),
            ],
            options={
                'db_table': 'registry_proposal',
            },
        ),
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
        migrations.CreateModel(
            name='Secret',
            fields=[
                ('pk', models.CompositePrimaryKey('subject', 'field', blank=True, editable=False, primary_key=True, serialize=False)),
                ('subject', models.CharField(max_length=80)),
                ('field', models.CharField(max_length=20)),
                ('sealed', models.BinaryField()),
            ],
            options={
                'db_table': 'registry_secret',
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
            name='Site',
            fields=[
                ('no', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('organisation', models.CharField(db_index=True, max_length=40)),
                ('place', models.CharField(db_index=True, max_length=20)),
                ('kind', models.CharField(max_length=20)),
                ('lon_e7', models.BigIntegerField(null=True)),
                ('lat_e7', models.BigIntegerField(null=True)),
                ('is_simulated', models.BooleanField()),
            ],
            options={
                'db_table': 'registry_site',
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
        migrations.CreateModel(
            name='VaultKey',
            fields=[
                ('subject', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('wrapped', models.BinaryField()),
            ],
            options={
                'db_table': 'registry_vaultkey',
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('role', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=80)),
                ('person', models.CharField(db_index=True, max_length=40)),
                ('organisation', models.CharField(db_index=True, max_length=40)),
                ('place', models.CharField(max_length=20)),
                ('department', models.CharField(max_length=20, null=True)),
                ('matter', models.CharField(max_length=20, null=True)),
                ('until_on', anlan.kernel.registry.tables.Day(null=True)),
                ('pk', models.CompositePrimaryKey('no', 'from_on', blank=True, editable=False, primary_key=True, serialize=False)),
                ('no', models.CharField(max_length=40)),
                ('from_on', anlan.kernel.registry.tables.Day()),
            ],
            options={
                'db_table': 'registry_post',
                'indexes': [models.Index(fields=['matter', 'place'], name='registry_post_answers')],
            },
        ),
        migrations.RunPython(make_triggers, migrations.RunPython.noop),
    ]
