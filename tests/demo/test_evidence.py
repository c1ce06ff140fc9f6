"""The demo's pictures can be kept as evidence, each as a file of its own."""

from datetime import date
from hashlib import sha256

from anlan.engines.forensics.examine import examine
from anlan.faces.cli.demo.evidence import Darkroom
from anlan.faces.cli.demo.plan import plan


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
