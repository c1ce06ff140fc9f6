"""The demo's pictures can be kept as evidence, each as a file of its own."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

from anlan.engines.forensics.examine import examine
from anlan.engines.pictures.draw import SCENES
from anlan.faces.cli.demo.evidence import Darkroom
from anlan.faces.cli.demo.packs import texts
from anlan.faces.cli.demo.plan import plan
from anlan.faces.cli.demo.shapes import Picture


def test_pictures_are_fit_to_be_evidence_and_no_two_are_the_same_file():
    told = plan(1, date(2026, 11, 26), "small")
    shown = [picture for s in told.stories for step in s.steps if step.verb != "submit" for picture in step.pictures]
    shown += [picture for story in told.stories for picture in story.filing.pictures]
    of_one_scene = [picture for picture in shown if picture.scene == "missing-guard-rail"]
    with Darkroom(of_one_scene) as darkroom:
        files = {sha256(darkroom.content(picture)).hexdigest() for picture in of_one_scene}

        assert len(files) == len(of_one_scene) > 5
        assert {picture.is_large for picture in of_one_scene} == {True, False}
        for large in (True, False):
            picture = next(picture for picture in of_one_scene if picture.is_large == large)
            assert darkroom.content(picture) == darkroom.content(picture)
            examine(darkroom.content(picture), "现场.jpg")


def test_a_picture_shows_what_its_words_say():
    shown_of = {"吊钩": "unlatched-hook", "皮带轮": "bare-machine", "围墙": "cracked-wall", "土坯墙": "cracked-wall"}
    shown_of |= {"氧气瓶": "loose-cylinders", "浮石": "cracked-slope", "切坡": "cracked-slope", "感烟": "silent-panel"}
    for text in texts():
        for word, scene in shown_of.items():
            assert text.scene == scene or word not in text.what, text.what
        assert text.scene != "dead-gas-sensor" or text.sectors == ("mine",), text.what  # it hangs in a gallery
        assert text.scene != "cracked-tailings-dam" or {*text.sectors} <= {"mine", "reservoir"}, text.what
    assert {text.scene for text in texts()} == {*SCENES}


def test_a_picture_is_called_after_what_it_shows():
    told = Picture(key="danger-0001-after-2", scene="blocked-exit", stage="after", seed=1, is_large=True)

    assert told.name == "整改后照片2（模拟）.jpg"
    assert replace(told, key="danger-0001-before-0", stage="before").name == "现场照片（模拟）.jpg"
