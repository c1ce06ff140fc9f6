"""A deadline that moved, a holder who changed, supervision: what an item knows of its own life."""

import anlan.kernel.journal.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0010_credentials'),
    ]

    operations = [
        migrations.AddField('item', 'held_since', anlan.kernel.journal.tables.Moment(null=True)),
        migrations.AddField('item', 'disowned_by', models.CharField(max_length=40, null=True)),
        migrations.AddField('item', 'due_since', anlan.kernel.journal.tables.Moment(null=True)),
        migrations.AddField('item', 'lapses', models.IntegerField(default=0)),
        migrations.AddField('item', 'extensions', models.IntegerField(default=0)),
        migrations.AddField('item', 'asked_due_at', anlan.kernel.journal.tables.Moment(null=True)),
        migrations.AddField('item', 'asked_by', models.CharField(max_length=40, null=True)),
        migrations.AddField('item', 'approver', models.CharField(max_length=40, null=True)),
        migrations.AddField('item', 'approvers', models.TextField(default='')),
        migrations.AddField('item', 'listed', models.CharField(max_length=20, null=True)),
        migrations.AddField('item', 'listed_until', anlan.kernel.journal.tables.Moment(null=True)),
        migrations.AddIndex('item', models.Index(fields=['approver'], name='obligations_item_approver')),
        # Of what stood before nothing is lost: who owes it has had it since it was filed, or took it when he accepted it.
        migrations.RunSQL('UPDATE obligations_item SET held_since = filed_at', migrations.RunSQL.noop),
    ]
