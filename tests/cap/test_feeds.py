"""What stands in a feed is read; what stands elsewhere is told, and nobody goes there."""

import ast
from pathlib import Path

import pytest

import anlan.engines.cap
from anlan.engines.cap.defects import Rejected
from anlan.engines.cap.feeds import ATOM, Link, messages_in
from anlan.engines.cap.message import NAMESPACE, NAMESPACE_1_1
from anlan.engines.cap.reading import read
from tests.cap.made import ALERT, XML

ALONE = XML.partition("?>")[2].strip()


def atom(*entries):
    return f"<feed xmlns='{ATOM}'><title>x</title>{''.join(f'<entry>{one}</entry>' for one in entries)}</feed>".encode()


def rss(*items):
    listed = "".join(f"<item>{one}</item>" for one in items)
    return f"<rss version='2.0'><channel><title>x</title>{listed}</channel></rss>".encode()


def test_one_message_is_itself():
    found = messages_in(XML.encode())

    assert found.kind == "cap"
    assert found.messages == (XML.encode(),)


@pytest.mark.parametrize("feed", [atom, rss])
def test_messages_that_stand_in_a_feed_are_read_in_their_order(feed):
    other = ALONE.replace(NAMESPACE, NAMESPACE_1_1).replace("_1<", "_2<")
    found = messages_in(feed(f"<title>a</title><content> {ALONE} and so on</content>", f"<content>{other}</content>"))
    read_ = [read(one).message for one in found.messages]

    assert read_[0] == ALERT
    assert read_[1] is not None
    assert read_[1].identifier.endswith("_2")
    assert found.links == ()


@pytest.mark.parametrize("feed", [atom, rss])
def test_messages_that_were_written_into_a_feed_as_text_are_read(feed):
    found = messages_in(feed(f"<description><![CDATA[{XML}]]></description>"))

    assert [read(one).message for one in found.messages] == [ALERT]


def test_an_entry_of_atom_alone_is_a_feed():
    assert len(messages_in(f"<entry xmlns='{ATOM}'><content>{ALONE}</content></entry>".encode()).messages) == 1


def test_what_stands_elsewhere_is_told_with_the_address_of_the_message_before_others():
    found = messages_in(
        atom(
            "<title>暴雨\n 红色</title><link href='https://a.invalid/page'/>"
            "<link type='application/cap+xml' href='https://a.invalid/cap.xml'/>",
            "<link rel='self' href='https://a.invalid/self'/><link href='https://a.invalid/it'/>",
            "<title>nothing</title>",
        )
    )
    items = messages_in(rss("<title>b</title><link>http://169.254.169.254/</link>"))

    assert found.messages == items.messages == ()
    assert found.links == (
        Link(title="暴雨 红色", address="https://a.invalid/cap.xml"),
        Link(title="", address="https://a.invalid/it"),
    )
    assert items.links == (Link(title="b", address="http://169.254.169.254/"),)


def test_a_message_within_a_message_is_none_of_its_own():
    wrapped = ALONE.replace("<scope>", f"<note>{ALONE}</note><scope>")
    found = messages_in(atom(f"<content>{wrapped}</content>"))

    assert len(found.messages) == 1


@pytest.mark.parametrize("content", [b"<html/>", b"<feed/>", b"<catalogue xmlns='http://www.w3.org/2005/Atom'/>"])
def test_what_is_neither_a_message_nor_a_feed_is_refused(content):
    with pytest.raises(Rejected, match="not-a-feed"):
        messages_in(content)


def test_nothing_that_reads_a_warning_knows_a_way_out_of_the_house():
    room = Path(anlan.engines.cap.__file__).parent
    named = {
        (alias.name if isinstance(node, ast.Import) else str(node.module)).partition(".")[0]
        for path in room.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    called = {
        node.func.id
        for path in room.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

    assert not named & {"socket", "ssl", "http", "urllib", "requests", "httpx", "ftplib", "subprocess", "os", "pathlib"}
    assert not called & {"open", "__import__", "eval", "exec"}
