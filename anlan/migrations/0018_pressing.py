"""One index for what is pressing: the sweeper's, and that of a page of the ledger. 时限"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0017_assurances'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='item',
            name='obligations_item_overdue',
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(fields=['overdue', 'due_at', 'grade', 'place', 'department', 'no'], name='obligations_item_pressing'),
        ),
    ]
