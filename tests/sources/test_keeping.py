"""Each source is asked in its turn; what it brings comes in once, and what breaks is put aside."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from anlan.domains.warning import reads as warnings
from anlan.domains.warning import tables
from anlan.domains.warning.acts import take_in
from anlan.engines.cap.signing import sign
from anlan.faces.cli.bringing import Bringers
from anlan.kernel.journal import rebuild
from anlan.kernel.registry.may import EVERYWHERE
from anlan.kernel.registry.noes import AuditLine
from anlan.kernel.sources import keeping, reads
from anlan.kernel.sources.facts import Kind
from anlan.kernel.sources.keeping import Rounds, go_round
from tests.cap.test_signature import certificate
from tests.cast import MORNING
from tests.sources.feeds import served
from tests.warning.made import cap

pytestmark = pytest.mark.django_db

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def atom(*entries: str) -> bytes:
    return ATOM.format("".join(f"<entry>{one}</entry>" for one in entries)).encode()


def link(address: str) -> str:
    return f'<link type="application/cap+xml" href="{address}"/>'


def turn(source, at: datetime = MORNING, take=take_in):
    """Let a source be asked once, and return how it stands then."""
    go_round(source, take=take, now=lambda: at)
    return reads.stored(source.no)


def came():
    return list(tables.Warning.objects.order_by("no").values_list("identifier", flat=True))


def put(stated, name: str, content: bytes, *, age: int = 10):
    path = stated.SOURCE_INBOX / "weather" / name
    path.write_bytes(content)
    os.utime(path, (MORNING.timestamp() - age,) * 2)
    return path


def test_a_feed_is_asked_each_of_its_messages_comes_in_once_and_the_source_stands_for_it(add, feed):
    source = add(Kind.FEED, f"{feed.address}/feed")
    feed.says["/feed"] = atom(*(cap(identifier=one).decode().replace(HEAD, "") for one in ("one", "two")))

    after = turn(source)
    again = turn(after)
    feed.says["/feed"] += b" "
    turn(reads.stored(source.no))

    assert came() == ["one", "two"]
    told = warnings.alert(no=tables.Warning.objects.get(identifier="one").no, within=EVERYWHERE)
    assert (told.received_by, told.told.source, told.stood_for_by) == (source.no, source.no, None)
    assert (told.told.signature, told.told.outcome) == ("unsigned", "accept")
    assert (after.heard_at, after.brought_at, again.wrong) == (MORNING, MORNING, "")
    assert rebuild.check() == []


def test_only_links_to_the_host_of_the_feed_itself_are_followed_and_each_once(add, feed):
    with served() as other:
        other.says["/x"] = cap(identifier="elsewhere")
        feed.says["/one"] = cap(identifier="one")
        links = ("/one", "/gone")
        told = [link(f"{feed.address}{path}") for path in links]
        told += [link(f"{other.address}/x"), link("file:///etc/passwd"), link("https://weather.example/x")]
        feed.says["/feed"] = atom(*told)
        source = add(Kind.FEED, f"{feed.address}/feed")
        for minute in range(5):
            turn(reads.stored(source.no), MORNING + timedelta(minutes=minute))

    assert came() == ["one"]
    assert other.asked == []
    assert feed.asked.count("/one") == 1
    assert feed.asked.count("/gone") == keeping.TRIES


def test_nothing_that_a_warning_points_at_is_asked_for(add, feed):
    file = "<resource><resourceDesc>x</resourceDesc><mimeType>image/png</mimeType><uri>{0}/uri</uri></resource>"
    told = f"<web>{feed.address}/web</web>{file.format(feed.address)}<area>"
    pointing = cap().decode().replace("<area>", told, 1)
    feed.says["/feed"] = atom(pointing.replace(HEAD, ""))
    turn(add(Kind.FEED, f"{feed.address}/feed"))

    assert len(came()) == 1
    assert feed.asked == ["/feed"]


def test_what_it_may_not_bring_and_what_is_not_signed_as_demanded_waits_with_that_defect(add, stated):
    key, stranger = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ours, other = certificate(key, "市气象台"), certificate(stranger, "别人")
    pem = ours.public_bytes(Encoding.PEM).decode()
    source = add(is_signed=True, certificate=pem)
    honest = sign(cap(identifier="signed"), key=key, certificate=ours)
    put(stated, "1.xml", honest)
    put(stated, "2.xml", cap(identifier="unsigned"))
    put(stated, "3.xml", sign(cap(identifier="stranger"), key=stranger, certificate=other))
    put(stated, "4.xml", honest.replace(b"<identifier>signed", b"<identifier>altered"))
    put(
        stated,
        "5.xml",
        sign(cap(identifier="other").replace(b"<sender>weather", b"<sender>x"), key=key, certificate=ours),
    )
    turn(source)

    defects = {row.identifier: warnings.alert(no=row.no, within=EVERYWHERE).told.defects for row in every()}
    demanded = "signature-demanded"
    assert defects == {
        "signed": (),
        "unsigned": (demanded, "unsigned"),
        "stranger": (demanded, "signer-unknown"),
        "altered": (demanded, "altered"),
        "other": ("sender-unexpected",),
    }


def test_a_folder_is_read_once_a_file_lies_still_and_keeps_what_was_done(add, stated, tmp_path):
    source, folder = add(), stated.SOURCE_INBOX / "weather"
    secret = tmp_path / "secret.xml"
    secret.write_bytes(cap(identifier="secret"))
    (folder / "link.xml").symlink_to(secret)
    os.mkfifo(folder / "pipe.xml")
    put(stated, "coming.xml", cap(identifier="coming"), age=0)
    put(stated, "half.xml.part", cap(identifier="half"))
    put(stated, "done.xml", cap(identifier="done"))
    put(stated, "bad.xml", b"<alert")
    turn(source)

    day = MORNING.date().isoformat()
    assert came() == ["done"]
    assert sorted(one.name for one in (folder / "done" / day).iterdir()) == ["bad.xml", "done.xml"]
    [letter] = warnings.letters(within=EVERYWHERE, at=MORNING)
    assert (letter.code, letter.brought_by) == ("damaged", "市气象台")
    put(stated, "done.xml", cap(identifier="again"))
    turn(source)
    assert (folder / "done" / day / "done (2).xml").exists()
    assert came() == ["done", "again"]


def test_a_folder_that_leads_out_of_the_one_that_is_stated_is_not_looked_into(add, stated, tmp_path):
    out = tmp_path / "elsewhere"
    out.mkdir()
    (stated.SOURCE_INBOX / "out").symlink_to(out)
    assert turn(add(address="out")).wrong == "address-refused"
    assert turn(add(address="gone")).wrong == "folder-missing"
    assert AuditLine.objects.filter(code="address-refused").count() == 1


def test_what_breaks_whatever_reads_it_is_put_aside_after_three_tries_and_the_next_goes_on(add, stated):
    put(stated, "1-poison.xml", cap(identifier="poison"))
    put(stated, "2-next.xml", cap(identifier="next"))
    source = add()

    def breaks(content, of, at, is_poison):
        if b"poison" in content and not is_poison:
            raise MemoryError
        return take_in(content, of, at, is_poison)

    for n in range(keeping.TRIES):
        turn(source, MORNING + timedelta(seconds=n), breaks)
        assert came() == ["next"]
        assert warnings.letters(within=EVERYWHERE, at=MORNING) == ()
    turn(source, MORNING + timedelta(seconds=9), breaks)

    [letter] = warnings.letters(within=EVERYWHERE, at=MORNING)
    assert (letter.code, letter.why[1]) == (
        "poison",
        "What reads it broke on it again and again; it was put aside as it came.",
    )
    assert (stated.SOURCE_INBOX / "weather" / "failed").is_dir()


def test_what_ends_the_very_process_that_reads_it_is_counted_too(add, stated):
    put(stated, "poison.xml", cap())
    source = add()

    def ends(*_):
        raise SystemExit

    for _ in range(keeping.TRIES):
        with pytest.raises(SystemExit):
            turn(source, take=ends)
    turn(source)
    assert [letter.code for letter in warnings.letters(within=EVERYWHERE, at=MORNING)] == ["poison"]


def test_the_same_by_two_sources_comes_in_once(add, stated):
    (stated.SOURCE_INBOX / "other").mkdir()
    put(stated, "one.xml", cap())
    (stated.SOURCE_INBOX / "other" / "one.xml").write_bytes(cap().replace(b"<info>", b"\n<info>"))
    turn(add())
    turn(add(address="other"), MORNING + timedelta(days=9000))
    assert len(came()) == 1


def test_one_that_is_silent_for_too_long_is_late_and_who_watches_says_so_once(add, caplog, monkeypatch):
    source = add(late_minutes=10)
    monkeypatch.setattr(Bringers, "_keep_up", lambda self, is_wanted: None)
    watching = Bringers()
    watching.look(MORNING)
    turn(source, MORNING + timedelta(minutes=5))
    for minute in (14, 16, 17):
        watching.look(MORNING + timedelta(minutes=minute))
    assert [record.levelname for record in caplog.records] == ["CRITICAL"]
    turn(source, MORNING + timedelta(minutes=18))
    watching.look(MORNING + timedelta(minutes=18))
    assert "goes on again" in caplog.messages[-1]


def every():
    return tables.Warning.objects.order_by("no")


@pytest.mark.django_db(transaction=True)
def test_one_slow_feed_holds_up_no_other(add, feed, impatient):
    feed.says["/feed"] = atom(cap(identifier="one").decode().replace(HEAD, ""))
    slow, quick = add(Kind.FEED, f"{feed.address}/silent"), add(Kind.FEED, f"{feed.address}/feed")
    rounds = Rounds(take=take_in, now=lambda: MORNING)
    rounds.turn(MORNING)
    rounds.busy[quick.no].join(5)

    assert came() == ["one"]
    assert rounds.busy[slow.no].is_alive()
    rounds.turn(MORNING)  # who is still being asked is not asked again
    rounds.busy[slow.no].join(5)
    assert {one.no: one.wrong for one in reads.every()} == {slow.no: "too-slow", quick.no: ""}
    assert feed.asked.count("/silent") == 1
