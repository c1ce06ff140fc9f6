"""Each hostile file gets its verdict at once and in little memory. One process of its own measures them all."""

import json
import subprocess
import sys

import pytest

from tests.hostile import images

MEASURE = """
import json, sys, time
from anlan.engines.forensics.examine import examine
from anlan.engines.forensics.photo import thumbnail
from anlan.engines.forensics.unfit import Unfit

def peak():
    # In megabytes. On Linux ru_maxrss counts what the parent had as well; elsewhere memory is not measured.
    if sys.platform != "linux":
        return 0
    return int(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0]) >> 10

for path, name in json.load(sys.stdin):
    content = open(path, "rb").read()
    begun = time.process_time()
    try:
        said = examine(content, name).name
    except Unfit as refused:
        said = refused.code
    print(json.dumps([path, said, time.process_time() - begun, peak() - (len(content) >> 20)]))
"""

# The file, under which name it comes, and what it must come to: the code of its refusal, or the name it is kept under.
FILES = {
    "honest photo": (images.jpeg(), "gate.jpg", "gate.jpg"),
    "honest picture": (images.png(), "gate.png", "gate.png"),
    "honest webp": (images.webp(), "gate.webp", "gate.webp"),
    "photo with place": (images.with_place(), "gate.jpg", "gate.jpg"),
    "wrong suffix": (images.png(), "gate.jpg", "gate.png"),
    "no suffix": (images.jpeg(), "微信图片", "微信图片.jpg"),
    "cmyk": (images.cmyk(), "gate.jpeg", "gate.jpeg"),
    "sixteen bits": (images.deep_grey(), "gate.png", "gate.png"),
    "large and allowed": (images.bomb(), "gate.png", "gate.png"),
    "huge in one pass": (images.huge_jpeg(), "gate.jpg", "gate.jpg"),
    "huge in many passes": (images.huge_jpeg(passes=True), "gate.jpg", "picture-too-large"),
    "drawn two thousand times": (images.many_passes(), "gate.jpg", "file-damaged"),
    "drawn two thousand times in secret": (images.hidden_passes(), "gate.jpg", "file-damaged"),
    "all escapes": (images.endless_scan(), "gate.jpg", "gate.jpg"),
    "pixel flood": (images.flood(), "gate.png", "picture-too-large"),
    "overfull png": (images.overfull(), "gate.png", "gate.png"),
    "text bomb": (images.text_bomb(), "gate.png", "file-damaged"),
    "boasting jpeg": (images.boasting_jpeg(), "gate.jpg", "picture-too-large"),
    "boasting webp": (images.boasting_webp(), "gate.webp", "picture-too-large"),
    "taller than its data": (images.taller_jpeg(), "gate.jpg", "gate.jpg"),
    "truncated jpeg": (images.cut_off(images.jpeg((640, 480))), "gate.jpg", "file-cut-off"),
    "truncated png": (images.cut_off(images.png((640, 480))), "gate.png", "file-cut-off"),
    "head only": (images.jpeg()[:4], "gate.jpg", "file-damaged"),
    "gif and script": (images.gif_page(), "gate.jpg", "file-is-no-evidence"),
    "jpeg and page": (images.jpeg_page(), "gate.jpg", "file-is-two"),
    "jpeg and page behind": (images.jpeg() + images.SCRIPT, "gate.jpg", "file-is-two"),
    "jpeg and zip": (images.jpeg_archive(), "gate.jpg", "file-is-two"),
    "pdf and zip": (images.pdf() + images.zipped({"a": b""}), "a.pdf", "file-is-two"),
    "svg": (images.svg(), "gate.svg", "file-can-run"),
    "page as picture": (images.SCRIPT, "gate.jpg", "file-can-run"),
    "program as picture": (b"MZ\x90\0" + b"\0" * 400, "gate.jpg", "file-can-run"),
    "moving webp": (images.moving_webp(), "gate.webp", "picture-moves"),
    "moving png": (images.moving_png(), "gate.png", "picture-moves"),
    "heic": (images.heic(), "IMG_1.HEIC", "file-is-heic"),
    "film": (images.film(), "VID_1.mp4", "VID_1.mp4"),
    "film of an iPhone": (images.film(brand=b"qt  "), "IMG_2.MOV", "IMG_2.MOV"),
    "truncated film": (images.film(whole=False), "VID_1.mp4", "file-cut-off"),
    "film of a bad box": (images.film() + b"\0\0\0\1free" + b"\0" * 8, "VID_1.mp4", "file-damaged"),
    "pdf": (images.pdf(), "a.pdf", "a.pdf"),
    "truncated pdf": (images.cut_off(images.pdf()), "a.pdf", "file-cut-off"),
    "pdf with script": (images.pdf(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "a.pdf", "paper-acts"),
    "locked pdf": (images.pdf(b"/Encrypt 2 0 R"), "a.pdf", "file-has-password"),
    "word": (images.word(), "a.docx", "a.docx"),
    "word with macros": (images.word({"word/vbaProject.bin": b"x"}), "a.docx", "paper-acts"),
    "word that reaches out": (images.word({"../../etc/cron.d/a": b"x"}), "a.docx", "paper-absurd"),
    "word of another drive": (images.word({"C:\\a.exe": b"x"}), "a.docx", "paper-absurd"),
    "swollen word": (images.swollen_word(), "a.docx", "paper-absurd"),
    "word of many parts": (images.many_parts(), "a.docx", "paper-absurd"),
    "archive": (images.zipped({"../../a.sh": b"x"}), "a.zip", "file-is-archive"),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "file-is-old-office"),
    "text": ("已整改".encode(), "a.txt", "file-is-no-evidence"),
    "noise": (bytes(range(256)) * 9, "gate.jpg", "file-is-unknown"),
    "nothing": (images.nothing(), "gate.jpg", "file-empty"),
    "zeros": (images.zeros(), "gate.jpg", "file-empty"),
    "enormous": (images.enormous(), "gate.jpg", "file-too-large"),
}
# Of the processor, so that a busy machine changes nothing.
SECONDS, MEGABYTES = 0.5, 256


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    asked = []
    for no, (what, (content, name, _)) in enumerate(FILES.items()):
        path = folder / f"{no}"
        path.write_bytes(content)
        asked.append((what, str(path), name))
    done = subprocess.run(
        [sys.executable, "-c", MEASURE],
        input=json.dumps([(path, name) for _, path, name in asked]),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert not done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    return {what: line for (what, _, _), line in zip(asked, told, strict=True)}


@pytest.mark.parametrize("what", FILES)
def test_each_gets_its_verdict_at_once_and_in_little_memory(measured, what):
    _, said, seconds, megabytes = measured[what]

    assert said == FILES[what][2]
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
