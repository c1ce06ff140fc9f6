"""By which message a warning was ended. 解除预警"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0028_warnings'),
    ]

    operations = [
        migrations.AddField(
            model_name='warning',
            name='ended_by',
            field=models.CharField(max_length=40, null=True),
        ),
    ]
