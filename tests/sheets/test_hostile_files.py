"""Files that claim to be enormous cost neither time nor memory. One process of its own measures them all."""

import json
import subprocess
import sys

import pytest

MEASURE = """
import json, resource, sys, time
from anlan.engines.sheets.book import open_file
from anlan.engines.sheets.unreadable import Unreadable

def peak():
    # In megabytes. On Linux ru_maxrss counts what the parent had as well.
    if sys.platform == "darwin":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 20
    return int(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0]) >> 10

for name, code in json.load(sys.stdin):
    content = open(name, "rb").read()
    begun = time.perf_counter()
    try:
        said = str(sum(1 for sheet in open_file(content, name).sheets for _ in sheet.lines()))
    except Unreadable as refused:
        said = refused.code
    print(json.dumps([name, code, said, time.perf_counter() - begun, peak()]))
"""

# What each must come to: the code of its refusal, or how many rows it has after all.
FILES = {
    "million_columns.xlsx": ("workbooks", "million_columns", "too-many-columns"),
    "million_rows.xlsx": ("workbooks", "million_rows", "2"),
    "too_many_rows.xlsx": ("workbooks", "too_many_rows", "too-many-rows"),
    "ghost_rows.xlsx": ("workbooks", "ghost_rows", "1"),
    "bomb.xlsx": ("workbooks", "bomb", "bomb"),
    "lying_directory.xlsx": ("workbooks", "lying_directory", "cut-off"),
    "laughs.xlsx": ("workbooks", "entities", "xml-tricks"),
    "deep.xlsx": ("workbooks", "deep", "bomb"),
    "marks.xlsx": ("workbooks", "marks", "bomb"),
    "echo.xlsx": ("workbooks", "echo", "1000"),
    "many_parts.xlsx": ("workbooks", "many_parts", "bomb"),
    "repeated.ods": ("tables", "repeated_without_end", "too-many-columns"),
    "rows.ods": ("tables", "rows_without_end", "too-many-rows"),
    "columns.csv": ("tables", "ten_million_columns", "too-many-columns"),
    "knotted.xls": ("old_excel", "knotted", "damaged"),
    "wide.xls": ("old_excel", "wide", "too-many-columns"),
    "sst.xls": ("old_excel", "boasting", "damaged"),
}
SECONDS, MEGABYTES = 5, 256


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    for name, (module, maker, _) in FILES.items():
        made = __import__(f"tests.hostile.{module}", fromlist=[maker])
        content = getattr(made, maker)(*(["laughs"] if maker == "entities" else []))
        (folder / name).write_bytes(content)
    asked = json.dumps([(str(folder / name), code) for name, (_, _, code) in FILES.items()])
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], input=asked, capture_output=True, text=True, timeout=120, check=True
    )
    return {line[0].rpartition("/")[2]: line for line in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", FILES)
def test_an_absurd_file_is_met_quickly_and_in_little_memory(measured, name):
    _, code, said, seconds, megabytes = measured[name]

    assert said == code
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
