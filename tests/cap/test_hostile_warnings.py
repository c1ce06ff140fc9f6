"""Each hostile warning gets its verdict at once, in little memory, and without a file or a connection."""

import json
import subprocess
import sys

import pytest

from tests.hostile.warnings import HOSTILE

MEASURE = """
import codecs, gc, json, sys, time
from anlan.engines.cap.feeds import messages_in
from anlan.engines.cap.defects import Rejected
from anlan.engines.cap.reading import read
from tests.cap.made import XML
from tests.hostile.warnings import HOSTILE

def status(what):
    # In kilobytes. Elsewhere than on Linux memory is not measured.
    if sys.platform != "linux":
        return 0
    with open("/proc/self/status") as file:
        return int(file.read().partition(what + ":")[2].split()[0])

def of_feed(content):
    try:
        return messages_in(content).kind
    except Rejected as rejected:
        return rejected.code

read(XML.encode())
of_feed(XML.encode())
for encoding in ("gb18030", "utf-16", "utf-8-sig", "iso-8859-1"):
    codecs.lookup(encoding)  # Python reads its own tables once
opened, armed = [], False

def watch(event, args):
    if armed and event in ("open", "os.open") or armed and event.startswith(("socket.", "subprocess.", "os.system")):
        opened.append(f"{event} {args[0]}")

sys.addaudithook(watch)
for what, (make, _) in HOSTILE.items():
    content = make()
    opened.clear()
    gc.collect()
    if sys.platform == "linux":
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    before, begun, armed = status("VmRSS"), time.process_time(), True
    found = read(content)
    armed = False
    seconds, peak = time.process_time() - begun, status("VmHWM") - before
    begun, armed = time.process_time(), True
    feed = of_feed(content)
    armed = False
    print(json.dumps([what, found.rejected and found.rejected.code, seconds, peak >> 10, opened, feed,
                      time.process_time() - begun]))
"""
# Of the processor, so that a busy machine changes nothing.
SECONDS, MEGABYTES = 0.5, 64


@pytest.fixture(scope="module")
def measured():
    done = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True, timeout=120, check=True)
    return {what: told for what, *told in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("what", HOSTILE)
def test_each_gets_its_verdict_at_once_in_little_memory_and_opens_nothing(measured, what):
    said, seconds, megabytes, opened, _, of_feed = measured[what]

    assert said == HOSTILE[what][1]
    assert seconds < SECONDS
    assert of_feed < SECONDS
    assert megabytes < MEGABYTES
    assert opened == []
