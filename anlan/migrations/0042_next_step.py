"""When the next step of a call comes, so that the clock asks only for those that have come. 叫应下一步"""

from django.db import migrations, models

import anlan.kernel.journal.tables

# Of what stands, say that it may come at once: the clock looks at each once and, once it says a step, knows better.
SAY = """
UPDATE calls_call SET
  begun_at = (SELECT filed_at FROM obligations_item WHERE no = item),
  next_at = CASE WHEN acted_at IS NULL AND item IN (SELECT no FROM obligations_item WHERE overdue IS NOT NULL)
            THEN (SELECT filed_at FROM obligations_item WHERE no = item) END
"""


class Migration(migrations.Migration):
    dependencies = [("anlan", "0041_jump")]

    operations = [
        migrations.AddField("call", "begun_at", anlan.kernel.journal.tables.Moment(default=0), preserve_default=False),
        migrations.AddField("call", "next_at", anlan.kernel.journal.tables.Moment(null=True)),
        migrations.RunSQL(SAY, migrations.RunSQL.noop),
        migrations.AddIndex(
            "call",
            models.Index(
                condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="calls_call_next"
            ),
        ),
    ]
