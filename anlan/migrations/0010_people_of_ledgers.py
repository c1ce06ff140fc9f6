from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0009_intake'),
    ]

    operations = [
        migrations.AddField(
            model_name='telling',
            name='unit',
            field=models.CharField(max_length=40, null=True),
        ),
        migrations.AddField(
            model_name='telling',
            name='others',
            field=models.TextField(default=''),
            preserve_default=False,
        ),
    ]
