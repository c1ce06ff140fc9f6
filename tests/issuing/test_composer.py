"""The composer: what is typed is kept and counted, what lacks is named, and what is written waits for another."""

import uuid

import pytest

from anlan.kernel.drafts import keeping
from tests.cast import MORNING
from tests.doors import browser
from tests.warning.test_pages import text

pytestmark = pytest.mark.django_db

HERE = "/warnings/new/"
TYPED = {
    "hazard": "flash-flood",
    "colour": "red",
    "issuer": "模拟县防汛指挥部",
    "places": "6301",
    "area": "沙柳沟",
    "onset_at": "2026-07-01T17:00",
    "expires_at": "2026-07-01T23:00",
    "instruction": "立即向高处转移。不要过河。",
    "is_public": "on",
}


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


def send(person: str, key: str, value: str = "1", **more: str):
    words = TYPED | more | {key: value, "command": str(uuid.uuid4())}
    return browser(person).post(HERE, {name: said for name, said in words.items() if said})


def test_what_is_typed_is_kept_counted_and_read_as_it_will_sound():
    assert "选好等级和区域" in text("qian", HERE)
    assert send("qian", "count").status_code == 302

    page = text("qian", HERE)
    assert "立即向高处转移。不要过河。" in page
    assert "<b>1</b> 叫应人数" in page
    assert "【模拟县防汛指挥部】沙柳沟山洪灾害红色预警：" in page
    assert " 字 · 1 条" in page
    assert "草稿已存" in page
    assert "沙柳沟" not in text("sun", HERE), "a draft is of who typed it"


def test_a_key_puts_a_phrase_an_hour_or_the_places_below_into_the_form():
    send("qian", "fill", "instruction", instruction="")
    assert "沟道两侧人员立即向高处转移。不要过河过桥，不要取东西。7月1日23:00以前不要返回。" in text("qian", HERE)
    send("qian", "fill", "expires_at:3")
    assert 'value="2026-07-01T20:00"' in text("qian", HERE)
    send("qian", "drop")
    assert "沙柳沟" not in text("qian", HERE)


@pytest.mark.parametrize(
    ("lacks", "word"),
    [("issuer", "谁发"), ("hazard", "什么灾"), ("places", "哪里"), ("instruction", "做什么"), ("expires_at", "到何时")],
)
def test_what_lacks_an_element_is_not_written_and_the_page_names_it_and_keeps_the_rest(lacks, word):
    answer = send("qian", "write", **{lacks: ""})
    page = answer.content.decode()

    assert answer.status_code == 409
    assert f"还缺“{word}”" in page
    assert lacks == "area" or "沙柳沟" in page


def test_what_is_drawn_is_read_as_pairs_and_what_is_none_is_said_at_its_field():
    drawn = "101.65,36.55 101.75，36.55 101.75,36.65"
    send("qian", "count", places="", drawn=drawn)
    assert "<b>1</b> 点位" in text("qian", HERE)
    answer = send("qian", "write", places="", drawn="somewhere")
    assert answer.status_code == 422
    assert "画的区域" in answer.content.decode()


def test_it_is_written_waits_goes_out_by_another_and_is_ended_in_the_words_that_were_ready():
    where = send("qian", "write").headers["Location"].partition("?")[0]
    assert keeping.kept("qian", "warning") is None
    page = text("sun", where)
    assert "模拟县防汛指挥部发布山洪灾害红色预警" in page
    assert "沙柳沟山洪灾害红色预警解除" in page

    def move(verb: str, person: str, headcount: str = "1"):
        said = {"place": "6301", "headcount": headcount, "command": str(uuid.uuid4())}
        return browser(person).post(f"{where}{verb}/", said)

    assert move("release", "qian").status_code == 409
    assert move("release", "sun").status_code == 302
    assert "更正" in text("sun", where)
    assert move("end", "qian").status_code == 409
    assert move("end", "sun").status_code == 302
    assert "已解除" in text("sun", where)


def test_a_correction_begins_with_what_it_corrects():
    where = send("qian", "write").headers["Location"].partition("?")[0]
    page = text("qian", f"{HERE}?of={where.split('/')[2]}")
    assert "更正预警" in page
    assert "沙柳沟山洪灾害红色预警有更正" in page
