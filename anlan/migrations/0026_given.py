"""Who gave a one-time code, in which post. 一次性代码由谁发"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0025_subject'),
    ]

    operations = [
        migrations.AddField(
            model_name='onetimecode',
            name='given_by',
            field=models.CharField(max_length=40, null=True),
        ),
        migrations.AddField(
            model_name='onetimecode',
            name='given_in',
            field=models.CharField(max_length=40, null=True),
        ),
    ]
