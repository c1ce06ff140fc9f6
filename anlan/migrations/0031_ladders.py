"""By which ladder calls are chased, and the task to go to the door of who does not answer. 叫应阶梯、上门叫应"""

from django.db import migrations, models

# What the packs had by colour when a call did not say it.
MINUTES = {"red": (2, 5, 8, 10, 20), "orange": (5, 8, 12, 15, 30), "yellow": (10, 20, 25, 30, 60), "blue": (30, 45, 55, 60, 120)}
NAMES = ("again", "deputy", "above", "answer", "act")
SAY = "UPDATE calls_call SET ladder = colour, again = {}, deputy = {}, above = {}, answer = {}, act = {} WHERE colour = '{}'"


def added(name, field):
    return migrations.AddField(model_name="call", name=name, field=field, preserve_default=False)


class Migration(migrations.Migration):
    dependencies = [("anlan", "0030_stamp")]

    operations = [
        added("ladder", models.CharField(default="", max_length=60)),
        *(added(name, models.IntegerField(default=0)) for name in NAMES),
        added("door", models.IntegerField(null=True)),
        added("knock", models.CharField(db_index=True, max_length=40, null=True)),
        *(
            migrations.RunSQL(SAY.format(*minutes, colour), migrations.RunSQL.noop)
            for colour, minutes in MINUTES.items()
        ),
    ]
