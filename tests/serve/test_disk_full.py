"""In the night: a house on a disk that fills to the last byte says so, loses nothing, and goes on once it can."""

import json
import os
import subprocess
import sys
import time
import uuid
from http.client import HTTPConnection

import pytest

from tests.cli.test_backups import asked as ask_database
from tests.console import HOUSE, copied
from tests.serve.test_serve import serving

MIB = 1 << 20
NOTED = "SELECT count(*) FROM journal_entry WHERE name = 'items.noted'"
TOKEN = """
import django; django.setup()
from anlan import clock
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry import accounts
from anlan.kernel.registry.tables import Post
post = Post.objects.filter(role="officer", until_on=None).order_by("no")[0]
item = Item.objects.filter(state="accepted", kind="danger").order_by("no")[0]
owner = Post.objects.filter(person=item.owner, until_on=None)[0]
print(item.no, accounts.make_token(person=owner.person, post=owner.no, label="night", at=clock.now()))
"""


@pytest.mark.skipif("ANLAN_NIGHTLY" not in os.environ, reason="it fills a disk: for the night")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a disk")
@pytest.mark.skipif("ANLAN_DB" in os.environ, reason="a server has a disk of its own")
def test_nothing_acknowledged_is_lost_and_it_goes_on_by_itself(demo, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400m", "anlan-night", str(disk)], check=True)
    try:
        is_filled_and_goes_on(copied(demo, disk / "home"), disk)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def is_filled_and_goes_on(home, disk):
    """Fill the disk while somebody acts, to the last byte, and make room again."""
    around = home.environment | {"DJANGO_SETTINGS_MODULE": "anlan.settings"}
    ran = subprocess.run([sys.executable, "-c", TOKEN], env=around, cwd=HOUSE, check=True, capture_output=True)
    item, token = ran.stdout.decode().split()
    [[before]] = ask_database(home, NOTED)
    with serving(home, "--port", "8965") as house:

        def asked(method, path, words=None):
            line = HTTPConnection("127.0.0.1", house.port, timeout=30)
            head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            head |= {"Idempotency-Key": str(uuid.uuid4())} if words else {}
            line.request(method, path, json.dumps(words) if words else None, head)
            answer = line.getresponse()
            return answer.status, answer.read()

        def note():
            return asked("POST", "/api/acts/obligations.note", {"item": item, "text": "night " * 50})[0]

        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        fill(disk / "some", free - 70 * MIB)
        done = 0
        while (status := note()) == 200:
            done += 1
        assert (status, done > 10) == (507, True)

        fill(disk / "all", 400 * MIB)
        assert note() == 507
        assert asked("GET", "/api/reads/obligations.today")[0] == 200

        (disk / "some").unlink()
        (disk / "all").unlink()
        began = time.monotonic()
        while note() != 200:
            assert time.monotonic() - began < 60
            time.sleep(0.05)
        took = time.monotonic() - began
    verified = home.anlan("verify", "--json")
    assert (verified.code, verified.told["fault"]) == (0, None)
    assert ask_database(home, NOTED) == [[int(str(before)) + done + 1]]
    sys.stderr.write(f"{done} acts acknowledged and kept; after room was made the next was done in {took:.2f} s\n")


def fill(path, size):
    """Write so many bytes, or as many as there is room for."""
    with path.open("wb", buffering=0) as file:
        try:
            while size > 0:
                size -= file.write(b"\0" * min(size, MIB))
        except OSError:
            return
