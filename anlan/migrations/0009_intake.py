from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('anlan', '0008_imports'),
    ]

    operations = [
        migrations.AlterModelTable(name='Job', table='intake_job'),
        migrations.AlterModelTable(name='Reading', table='intake_reading'),
        migrations.AlterModelTable(name='Telling', table='intake_telling'),
    ]
