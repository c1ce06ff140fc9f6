"""What a picture says of itself is told as a claim; nonsense is no claim."""

from datetime import UTC, datetime, timedelta

import pytest

from anlan.engines.forensics.claims import BEIJING, Claims, claims_of
from tests.hostile import images


def test_a_photo_claims_when_where_and_by_what_it_was_taken():
    assert claims_of(images.with_place()) == Claims(
        source="exif",
        shot_at=datetime(2026, 7, 1, 9, 30, tzinfo=BEIJING),
        zone_assumed=True,
        latitude_e7=366200000,
        longitude_e7=1017800000,
        camera="HUAWEI P60",
    )


def test_a_zone_that_the_camera_tells_is_taken():
    claims = claims_of(images.with_place(offset="+06:00"))

    assert claims.shot_at == datetime(2026, 7, 1, 3, 30, tzinfo=UTC)
    assert claims.shot_at.utcoffset() == timedelta(hours=6)
    assert not claims.zone_assumed


def test_the_southern_half_is_below_zero():
    assert claims_of(images.with_place(side="S")).latitude_e7 == -366200000


@pytest.mark.parametrize("nonsense", [{"latitude": (95.0, 0.0, 0.0)}, {"longitude": (181.0, 0.0, 0.0)}])
def test_a_place_off_the_earth_is_no_claim(nonsense):
    claims = claims_of(images.with_place(**nonsense))

    assert (claims.latitude_e7, claims.longitude_e7) == (None, None)


@pytest.mark.parametrize("time", ["0000:00:00 00:00:00", "yesterday", "", "2026:13:40 25:61:61"])
def test_a_time_that_never_was_is_no_claim(time):
    assert claims_of(images.with_place(time=time)).shot_at is None


def test_a_camera_cannot_write_on_more_than_one_line():
    assert claims_of(images.with_place(model="x\x1b[31m\n" * 99)).camera == ("x[31m" * 12)


def test_what_is_no_picture_claims_nothing():
    for content in (images.pdf(), images.png(), b"", images.jpeg()[:20]):
        assert claims_of(content) == Claims()
