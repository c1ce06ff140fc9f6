"""A house is founded: tables, pack, keys, three administrators, and nothing that was invented."""

import json

import pytest

PEOPLE = ("--system", "王一", "--security", "李二", "--audit", "张三")
WORDS = ("init", "--origin", "minhe", "--place", "630222", "--office", "民和县应急管理局", *PEOPLE)


def test_a_house_is_founded_with_three_administrators_and_nothing_invented(empty):
    said = empty.anlan(*WORDS, "--json")

    assert said.code == 0, said.err
    made = said.told["administrators"]
    assert [one["role"] for one in made] == ["system", "security", "audit"]
    assert len({one["code"] for one in made}) == 3
    assert empty.anlan("verify").code == empty.anlan("rebuild", "--check").code == 0
    assert [one["person"] for one in empty.anlan("account", "list", "--json").told] == [
        f"minhe-p-{n:06}" for n in (3, 2, 1)
    ]
    assert json.loads((empty.path / "house.json").read_text())["origin"] == "minhe"
    kept = [path for path in empty.path.rglob("*") if path.is_file()]
    assert [one["code"] for one in made if any(one["code"].encode() in path.read_bytes() for path in kept)] == []
    assert "demo-" not in empty.anlan("rooms").out
    assert empty.anlan("demo", "--prepare", "--json").told["error"] == "no-demo"


def test_a_house_that_lives_is_never_founded_again_and_its_origin_is_its_own(empty):
    assert empty.anlan(*WORDS).code == 0

    again = empty.anlan(*WORDS, "--json")
    other = empty.anlan("verify", "--json", more={"ANLAN_ORIGIN": "xunhua"})

    assert (again.code, again.told["error"]) == (1, "lives")
    assert (other.code, other.told["error"]) == (1, "other-origin")


def test_a_demo_is_no_place_for_a_house(lived_in):
    assert lived_in.anlan(*WORDS, "--json").told["error"] == "lives"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--origin", "demo"), "is not demo"),
        (("--origin", "X"), "small letters"),
        (("--place", "999999"), "has no place 999999"),
        (("--department", "space"), "is one of safety"),
        (("--audit", "王一"), "three people"),
        (("--pack", "moon"), "no pack moon"),
        (("--office", " "), "Give also: --office"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_begins(empty, more, says):
    said = empty.anlan(*WORDS, *more)

    assert (said.code, says in said.err) == (2, True), said.err
    assert not (empty.path / "house.json").exists()


def test_a_house_file_that_is_damaged_is_said(empty):
    (empty.path / "house.json").write_text("{")

    said = empty.anlan("verify")

    assert (said.code, "Traceback" in said.err, "is damaged" in said.err) == (1, False, True)


def test_another_code_is_given_at_the_console_and_the_one_before_is_worth_nothing(empty):
    first = empty.anlan(*WORDS, "--json").told["administrators"][0]

    given = empty.anlan("account", "code", first["person"], "--json")

    assert given.code == 0, given.err
    assert given.told["code"] != first["code"]
    assert empty.anlan("account", "code", "minhe-p-000099", "--json").told["error"] == "not-here"
