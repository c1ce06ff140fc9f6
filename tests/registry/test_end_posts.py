"""Posts end on a day."""

from datetime import timedelta

from anlan.kernel.registry import acts, reads
from tests.cast import MORNING, TODAY, by


def test_a_post_that_is_ended_today_is_taken_away_at_once(land):
    acts.end_posts(posts=("post-li",), until_on=TODAY, by=by("system"), at=MORNING)

    assert reads.post("post-li", on=TODAY) is None
    assert reads.posts_of("li", on=TODAY) == ()
    assert reads.posts_of("li", on=TODAY - timedelta(days=1))[0].no == "post-li"
