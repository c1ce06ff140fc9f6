from collections.abc import Sequence

from django.db import models

from anlan.kernel.journal.facts import Told
from anlan.kernel.journal.follow import fold, write
from anlan.kernel.registry.facts import PostFilled


class Post(models.Model):
    no = models.CharField(max_length=40, primary_key=True)
    role = models.CharField(max_length=20)
    person = models.CharField(max_length=40)
    organisation = models.CharField(max_length=40)
    place = models.CharField(max_length=20)
    department = models.CharField(max_length=20, null=True)
    matter = models.CharField(max_length=20, null=True, db_index=True)

    class Meta:
        db_table = "registry_post"

    def __str__(self) -> str:
        return f"{self.no} {self.person}"


@fold(PostFilled)
def filled(batch: Sequence[Told[PostFilled]]) -> None:
    write("DELETE FROM registry_post WHERE no = %s", [(said.post,) for said in (told.fact for told in batch)])
    write(
        "INSERT INTO registry_post (no, role, person, organisation, place, department, matter)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [
            (s.post, s.role, s.person, s.organisation, s.place, s.department, s.matter)
            for s in (told.fact for told in batch)
        ],
    )
