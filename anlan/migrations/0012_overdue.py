"""What is overdue, on the item and in the counters. 逾期"""

import anlan.kernel.journal.tables
from django.db import migrations, models

OPEN = "state NOT IN ('struck-off', 'void', 'closed-before')"
# Nothing is overdue until the sweeper looks, within the minute; the counters are those of the items.
KEEP = [
    f"UPDATE obligations_item SET overdue = (1 = 0) WHERE {OPEN}",
    "INSERT INTO obligations_count (place, department, kind, grade, state, overdue, n)"
    " SELECT place, coalesce(department, ''), kind, coalesce(grade, ''), state, (1 = 0), count(*)"
    " FROM obligations_item GROUP BY 1, 2, 3, 4, 5",
]


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0011_deadlines_and_holders'),
    ]

    operations = [
        migrations.CreateModel(
            name='Swept',
            fields=[
                ('what', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('at', anlan.kernel.journal.tables.Moment()),
            ],
            options={
                'db_table': 'obligations_swept',
            },
        ),
        migrations.AddField(
            model_name='item',
            name='overdue',
            field=models.BooleanField(null=True),
        ),
        migrations.DeleteModel(
            name='Count',
        ),
        migrations.CreateModel(
            name='Count',
            fields=[
                ('pk', models.CompositePrimaryKey('place', 'department', 'kind', 'grade', 'state', 'overdue', blank=True, editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(max_length=12)),
                ('department', models.CharField(max_length=20)),
                ('kind', models.CharField(max_length=20)),
                ('grade', models.CharField(max_length=20)),
                ('state', models.CharField(max_length=20)),
                ('overdue', models.BooleanField()),
                ('n', models.BigIntegerField()),
            ],
            options={
                'db_table': 'obligations_count',
            },
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(fields=['overdue', 'due_at'], name='obligations_item_overdue'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(fields=['filed_at', 'overdue', 'place', 'department'], name='obligations_item_filed'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(fields=['ended_at'], name='obligations_item_ended'),
        ),
    ]
