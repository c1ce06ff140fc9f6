"""Each hostile warning gets its verdict at once, in little memory, and without a file or a connection."""

import json
import subprocess
import sys

import pytest

from tests.hostile.warnings import HOSTILE

MEASURE = """
import codecs, gc, json, sys, time
from cryptography.hazmat.primitives.asymmetric import ec
from anlan.engines.cap.feeds import messages_in
from anlan.engines.cap.defects import Rejected
from anlan.engines.cap.reading import read
from anlan.engines.cap.signing import signature_of
from tests.cap.made import TEN, XML
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

def of_signature(content):
    try:
        return signature_of(content, trusted=[KEY], at=TEN).state
    except Rejected as rejected:
        return rejected.code

KEY = ec.generate_private_key(ec.SECP256R1()).public_key()
for reads in (read, of_feed, of_signature):
    reads(HOSTILE["key to be fetched"][0]())
for encoding in ("gb18030", "utf-16", "utf-8-sig", "iso-8859-1"):
    codecs.lookup(encoding)  # Python reads its own tables once
opened, armed = [], False

def watch(event, args):
    if armed and event in ("open", "os.open") or armed and event.startswith(("socket.", "subprocess.", "os.system")):
        opened.append(f"{event} {args[0]}")

sys.addaudithook(watch)
before = status("VmRSS")  # once: what is freed and not given back counts for all that come after it
for what, (make, _) in HOSTILE.items():
    content = make()
    opened.clear()
    gc.collect()
    if sys.platform == "linux":
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    told = []
    for reads in (read, of_feed, of_signature):
        begun, armed = time.process_time(), True
        found = reads(content)
        armed = False
        told += [time.process_time() - begun, found.rejected and found.rejected.code if reads is read else str(found)]
    print(json.dumps([what, told, status("VmHWM") - before >> 10, opened]))
"""
# Of the processor, so that a busy machine changes nothing.
SECONDS, MEGABYTES = 0.5, 64


@pytest.fixture(scope="module")
def measured():
    done = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True, timeout=120, check=True)
    return {what: told for what, *told in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("what", HOSTILE)
def test_each_gets_its_verdict_at_once_in_little_memory_and_opens_nothing(measured, what):
    (seconds, said, of_feed, _, of_signature, signed), megabytes, opened = measured[what]

    assert said == HOSTILE[what][1]
    assert max(seconds, of_feed, of_signature) < SECONDS
    assert megabytes < MEGABYTES
    assert opened == []
    assert signed != "valid"
