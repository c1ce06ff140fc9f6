"""Evidence is what was put in, byte for byte, or it is not handed out; and no browser ever runs it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.domains.dangers import acts as dangers
from anlan.kernel.journal import files
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.obligations import acts as items
from tests.cast import MORNING, by
from tests.doors import browser, do, grown, program, rows
from tests.hostile import images


@pytest.fixture
def sealed(home, found):
    """The number of a photo by which Wang has submitted the danger."""
    no = files.keep(images.jpeg(), name="门.jpg", person="wang", at=MORNING)
    items.accept(item=found, by=by("wang"), at=MORNING)
    dangers.submit(item=found, evidence=(no,), by=by("wang"), at=MORNING)
    return no


def test_what_was_submitted_is_neither_replaced_nor_removed_nor_added_to(sealed, found):
    client = program("wang")
    sent = client.post("/api/files", {"file": SimpleUploadedFile("门.jpg", images.png())})
    other = sent.json()["file"]
    assert other != sealed
    before = rows()

    assert do(client, "obligations.attach", {"item": found, "files": [other]}).json()["error"] == "wrong-state"
    for method in ("PUT", "PATCH", "DELETE", "POST"):
        assert browser("wang").generic(method, f"/i/{found}/files/{sealed}/").status_code == 405

    ours = [name for name in ACTS if not name.startswith("sources.")]  # from where warnings come may come off the list
    assert not [name for name in ours if {"remove", "delete", "replace"} & set(name.split(".")[1].split("_"))]
    assert grown(before) == {"registry_audit": 5, "registry_session": 4}
    assert files.read(sealed) == images.jpeg()


def test_what_was_changed_on_the_disk_is_not_handed_out_and_the_rest_is(sealed, found, home, caplog):
    path = home / "evidence" / sealed[:2] / sealed
    path.chmod(0o600)
    path.write_bytes(images.png())
    li = browser("li")

    told = li.get(f"/i/{found}/files/{sealed}/?original=1")
    again = program("wang").post("/api/files", {"file": SimpleUploadedFile("门.jpg", images.jpeg())})

    assert told.status_code == again.status_code == 409
    assert again.json()["error"] == "file-changed"
    assert "tampered" in caplog.text
    assert li.get(f"/i/{found}/").status_code == 200


@pytest.mark.parametrize("query", ["", "?small=1", "?original=1"])
def test_a_picture_comes_as_a_picture_that_no_page_may_use_otherwise(sealed, found, query):
    told = browser("li").get(f"/i/{found}/files/{sealed}/{query}").headers

    assert told["Content-Type"] == "image/jpeg"
    assert told["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in told["Content-Security-Policy"]
    assert told["Content-Disposition"].startswith("attachment" if "original" in query else "inline")
    assert "filename*=UTF-8" in told["Content-Disposition"]


def test_only_who_supervises_or_took_it_gets_the_original(sealed, found, county):
    original = f"/i/{found}/files/{sealed}/?original=1"

    assert browser("li").get(original).content == browser("wang").get(original).content == images.jpeg()
    assert browser("zhou").get(original).status_code == 404


def test_a_file_lies_where_nothing_is_served_from(sealed):
    path = Path(settings.ANLAN_HOME) / "evidence" / sealed[:2] / sealed

    assert path.stat().st_mode & 0o077 == 0
    for address in (f"/evidence/{sealed[:2]}/{sealed}", f"/static/evidence/{sealed}", f"/static/../evidence/{sealed}"):
        assert browser("li").get(address).status_code == 404
