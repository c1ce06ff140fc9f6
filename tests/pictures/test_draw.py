"""Pictures for rehearsals: always the same, always marked, and telling before from after."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from anlan.engines.forensics.examine import examine
from anlan.engines.pictures.draw import SCENES, draw
from anlan.engines.pictures.mark import AMBER, SLATE, STRIP, marked


def opened(content):
    return Image.open(io.BytesIO(content)).convert("RGB")


@pytest.fixture(scope="module")
def drawn():
    return {(scene, stage): draw(scene, stage, 7) for scene in SCENES for stage in ("before", "after")}


@pytest.mark.parametrize("scene", SCENES)
def test_before_and_after_are_the_same_place_and_not_the_same(drawn, scene):
    before, after = (opened(drawn[scene, stage]) for stage in ("before", "after"))

    assert before.size == after.size == (1280, 960)
    changed = ImageChops.difference(before, after).convert("L").point(lambda v: 255 if v > 24 else 0)
    share = ImageStat.Stat(changed).mean[0] / 255
    assert 0.01 < share < 0.35


@pytest.mark.parametrize("scene", SCENES)
def test_a_picture_is_light_enough_for_a_poor_line_and_tells_nothing_hidden(drawn, scene):
    for stage in ("before", "after"):
        content = drawn[scene, stage]
        found = examine(content, f"{scene}.jpg")

        assert len(content) <= 150_000
        assert (found.width, found.claims.shot_at, found.claims.latitude_e7) == (1280, None, None)


@pytest.mark.parametrize("scene", SCENES)
def test_another_seed_is_another_place(drawn, scene):
    assert draw(scene, "before", 8) != drawn[scene, "before"]


def test_the_same_words_give_the_same_bytes(drawn):
    assert draw("blocked-exit", "before", 7) == drawn["blocked-exit", "before"]


@pytest.mark.parametrize("ground", ["white", "black", "grey"])
def test_the_mark_is_seen_on_any_ground(ground):
    plain = Image.new("RGB", (1280, 960), ground)

    seen = marked(plain)

    above = ImageChops.difference(seen, plain).crop((0, 0, 1280, 960 - STRIP)).convert("L")
    marked_share = sum(above.histogram()[15:]) / (1280 * (960 - STRIP))
    assert marked_share > 0.05
    left, _, right, _ = above.getbbox() or (0, 0, 0, 0)
    assert right - left > 600


def test_the_strip_below_says_nothing_but_that_it_is_simulated():
    plain = Image.new("RGB", (1280, 960))
    rest = marked(plain).crop((330, 960 - STRIP + 4, 1280, 960))

    assert [colour for _, colour in rest.getcolors() or ()] == [SLATE]


def test_the_strip_below_carries_the_mark_without_any_font():
    strip = marked(Image.new("RGB", (1280, 960))).crop((0, 960 - STRIP + 4, 120, 960))

    colours = {colour for _, colour in strip.getcolors(100_000) or ()}
    assert {AMBER, SLATE} <= colours
