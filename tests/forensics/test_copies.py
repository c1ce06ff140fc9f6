"""Copies show what the eye sees in the original, and carry nothing else over."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from anlan.engines.forensics.claims import claims_of
from anlan.engines.forensics.examine import examine
from anlan.engines.forensics.photo import public_copy, thumbnail
from anlan.engines.forensics.unfit import Unfit
from tests.hostile import images
from tests.often import often

WHOLE = {
    "jpeg": images.with_place(),
    "png": images.png(),
    "webp": images.webp(),
    "pdf": images.pdf(),
    "word": images.word(),
    "film": images.film(),
}


def opened(content):
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def test_a_public_copy_tells_neither_place_nor_time_nor_camera():
    original = images.with_place()
    assert claims_of(original).latitude_e7

    copied = public_copy(original)

    assert not opened(copied).getexif()
    assert not {"exif", "comment", "icc_profile", "xmp", "photoshop"} & set(opened(copied).info)
    for told in (b"Exif", b"HUAWEI", b"Zhao", b"2026:07:01"):
        assert told in original
        assert told not in copied


def test_what_hides_behind_a_picture_stays_behind():
    assert b"secret" not in public_copy(images.jpeg() + b"secret")


@pytest.mark.parametrize(("orientation", "size"), [(1, (64, 48)), (3, (64, 48)), (6, (48, 64)), (8, (48, 64))])
def test_a_copy_stands_upright(orientation, size):
    assert opened(public_copy(images.with_place(orientation=orientation))).size == size


def test_the_top_of_a_picture_held_sideways_is_at_its_top():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: what is at the left belongs at the top
    picture = Image.new("RGB", (64, 48), "white")
    picture.paste("black", (0, 0, 32, 48))

    copied = opened(public_copy(images.saved(picture, "JPEG", exif=exif, quality=95)))

    assert copied.getpixel((24, 8))[0] < 40
    assert copied.getpixel((24, 56))[0] > 215


def test_an_orientation_that_is_nonsense_is_none():
    assert opened(public_copy(images.with_place(orientation=77))).size == (64, 48)


def test_a_thumbnail_is_small_and_keeps_its_proportions():
    small = opened(thumbnail(images.jpeg((4000, 3000))))

    assert (small.format, small.size) == ("JPEG", (480, 360))
    assert len(thumbnail(images.jpeg((4000, 3000)))) < 30_000


def test_a_small_picture_is_not_blown_up():
    assert opened(thumbnail(images.png())).size == (64, 48)


def test_printing_colours_and_deep_greys_look_as_they_did():
    cmyk, deep = opened(public_copy(images.cmyk())), opened(public_copy(images.deep_grey()))

    assert cmyk.getpixel((32, 2))[0] < 30
    assert cmyk.getpixel((32, 45))[0] > 215
    assert deep.getpixel((2, 24))[0] < 30
    assert 100 < deep.getpixel((32, 24))[0] < 156
    assert deep.getpixel((62, 24))[0] > 225


def test_what_is_transparent_becomes_white():
    clear = images.saved(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG")

    assert opened(public_copy(clear)).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("profile", [b"nonsense", ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()])
def test_a_profile_of_colours_is_obeyed_or_overlooked_and_never_copied(profile):
    assert "icc_profile" not in opened(public_copy(images.jpeg(icc_profile=profile))).info


def test_what_is_no_picture_has_no_copy():
    for content in (images.pdf(), images.svg(), images.flood(), b""):
        with pytest.raises(Unfit):
            public_copy(content)


def test_a_copy_is_itself_fit_to_be_seen():
    assert examine(public_copy(images.with_place()), "a.jpg").width == 48


@pytest.mark.parametrize("what", WHOLE)
@settings(max_examples=often(60), deadline=None)
@given(data=st.data())
def test_a_file_with_bytes_changed_is_read_or_refused_and_nothing_else(what, data):
    content = bytearray(WHOLE[what])
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=8)):
        content[at] = data.draw(st.integers(0, 255))
    changed = bytes(content[: data.draw(st.integers(1, len(content)))])

    try:
        if examine(changed, "a").width:
            thumbnail(changed)
    except Unfit as refused:
        refused.says("zh"), refused.says("en")
