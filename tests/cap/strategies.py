"""Messages that chance makes, whole and honest: whatever is written may be read again."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import strategies as st

from anlan.engines.cap import message as cap
from anlan.engines.cap.fields import TAG
from anlan.engines.cap.shapes import LON, UNINHABITED

TEXT = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="￾￿"), max_size=30)
    .map(str.strip)
    .filter(lambda text: not TAG.search(text))
)
SAID = TEXT.filter(bool)
WORD = st.text("abcXYZ019-._@上湾", min_size=1, max_size=12)
ADDRESS = st.one_of(WORD, st.tuples(WORD, WORD).map(" ".join))
MOMENT = st.builds(
    lambda at, minutes: at.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes))),
    st.integers(0, 36_000).map(lambda hours: datetime(2000, 1, 1, 7, 5, 3, tzinfo=UTC) + timedelta(hours=hours)),
    st.integers(-14 * 60, 14 * 60),
)
POINT = st.tuples(st.integers(-LON, LON), st.integers(-UNINHABITED, UNINHABITED))
# A triangle does not cross itself, and one side along the equator and one along a meridian give it a surface.
RING = st.builds(
    lambda at, east, north: (at, (at[0] + east, at[1]), (at[0], at[1] + north), at),
    st.tuples(st.integers(-170, 170).map(lambda no: no * 10**7 + 1), st.integers(-80 * 10**7, 80 * 10**7)),
    st.integers(1, 10**7),
    st.integers(1, 10**7),
)
NAMED = st.builds(cap.Named, name=SAID, value=SAID)
NUMBER = st.decimals(-99999, 99999, places=3).map(lambda number: number.normalize() + Decimal(0))
AREA = st.builds(
    lambda low, high, **rest: cap.Area(**rest, altitude=low, ceiling=None if low is None else low + high),
    low=st.none() | st.decimals(0, 30000, places=2),
    high=st.decimals(0, 30000, places=2),
    description=SAID,
    polygons=st.lists(RING, max_size=3).map(tuple),
    circles=st.lists(
        st.builds(lambda at, radius: cap.Circle(lon_e7=at[0], lat_e7=at[1], radius_m=radius), POINT,
                  st.integers(0, 10**7)),
        min_size=1, max_size=2,
    ).map(tuple),
    geocodes=st.lists(st.builds(cap.Named, name=st.just("x"), value=SAID), max_size=2).map(tuple),
)  # fmt: skip
RESOURCE = st.builds(
    cap.Resource,
    description=SAID,
    mime_type=st.just("image/png"),
    size=st.none() | st.integers(0, 10**12),
    uri=WORD,
    digest=WORD,
)
INFO = st.builds(
    lambda begins, spans, **rest: cap.Info(
        **rest, effective=begins, onset=begins, expires=begins and datetime(2150, 1, 1, tzinfo=UTC) + spans
    ),
    begins=st.none() | MOMENT,
    spans=st.integers(1, 10**6).map(lambda seconds: timedelta(seconds=seconds)),
    language=st.sampled_from(["", "zh-CN", "en-US", "bo"]),
    categories=st.lists(st.sampled_from(cap.Category), min_size=1, max_size=3).map(tuple),
    event=SAID,
    response_types=st.lists(st.sampled_from(cap.ResponseType), max_size=3).map(tuple),
    urgency=st.sampled_from(cap.Urgency),
    severity=st.just(cap.Severity.UNKNOWN),
    certainty=st.sampled_from(cap.Certainty),
    audience=TEXT,
    event_codes=st.lists(NAMED, max_size=2).map(tuple),
    sender_name=TEXT,
    headline=TEXT,
    description=TEXT,
    instruction=TEXT,
    web=WORD,
    contact=TEXT,
    parameters=st.lists(NAMED, max_size=2).map(tuple),
    resources=st.lists(RESOURCE, max_size=2).map(tuple),
    areas=st.lists(AREA, min_size=1, max_size=2).map(tuple),
)
REFERENCE = st.builds(cap.Reference, sender=WORD, identifier=WORD, sent=st.just(datetime(1999, 1, 1, tzinfo=UTC)))
MESSAGE = st.builds(
    cap.Message,
    identifier=WORD,
    sender=WORD,
    sent=MOMENT,
    status=st.sampled_from(cap.Status),
    msg_type=st.sampled_from(cap.MsgType),
    source=TEXT,
    scope=st.sampled_from(cap.Scope),
    restriction=SAID,
    addresses=st.lists(ADDRESS, min_size=1, max_size=3).map(tuple),
    codes=st.lists(SAID, max_size=2).map(tuple),
    note=TEXT,
    references=st.lists(REFERENCE, min_size=1, max_size=3).map(tuple),
    incidents=st.lists(ADDRESS, max_size=2).map(tuple),
    infos=st.lists(INFO, min_size=1, max_size=2).map(tuple),
)
