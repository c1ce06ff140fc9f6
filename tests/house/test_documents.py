"""The documents say what is so: rooms, words, paths, commands, packages and decisions are read here and compared."""

import codecs
import json
import re
import subprocess
from collections import Counter
from fnmatch import fnmatch
from functools import cache
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.main import get_command

import anlan.reactions
from anlan import rooms
from anlan.faces.cli.app import app
from anlan.faces.cli.serving import ALONE
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.journal.facts import KNOWN
from anlan.kernel.obligations.life import EVERY_KIND, State
from anlan.kernel.registry.may import Role

HOUSE = Path(anlan.reactions.__file__).parent
ROOT = HOUSE.parent
WINGS = ("kernel", "domains", "engines", "faces")
ROOMS = [*sorted(path.parent for wing in WINGS for path in HOUSE.glob(f"{wing}/*/__init__.py")), HOUSE / "packs"]
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
LOCKS = ("requirements.txt", "requirements-build.txt", "requirements-dev.txt", "package-lock.json")

# What is a path where it stands as code: what begins with a folder of the tree, or is called like a file.
PATH = re.compile(r"(?:(?:anlan|deploy|tests|docs|web|bench|packs|kernel|domains|engines|faces|templatetags|\.ci)"
                  r"/[\w.*/-]*"
                  r"|[\w.*/-]*\w\.(?:py|md|toml|html|css|js|mjs|csv|geojson|po|in|png))")  # fmt: skip
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")

# What has no place in a file of ours: where it was written, with what, and the shops that packages come from.
# The words are turned by thirteen letters, so that this file may stand among the others.
FOREIGN = tuple(
    codecs.decode(word, "rot13")
    for word in ("/jbex/", "/ebbg/", "clcv.bet", "clgubaubfgrq", "aczwf.", "pynhqr", "naguebcvp", "bcranv", "pungtcg")
)


SETS = ("requirements", "requirements-build", "requirements-dev")


def locked(name: str) -> dict[str, str]:
    """Return the packages of a lock of Python packages with the versions at which it holds them."""
    return dict(re.findall(r"^([\w.-]+)==([^ \\;]+)", (ROOT / f"{name}.txt").read_text(), re.M))


@cache
def tree() -> tuple[str, ...]:
    """Return every file that is or is to be committed."""
    listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    told = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return tuple(name for name in told.split("\0") if name and (ROOT / name).is_file())


@cache
def standing() -> frozenset[str]:
    """Return the name of every file and folder of the tree."""
    return frozenset(tree()) | {str(folder) for name in tree() for folder in PurePosixPath(name).parents}


DOCUMENTS = [name for name in tree() if name.endswith(".md")]


def is_there(path: str) -> bool:
    """Test whether a file or folder is called so, from the root or from any folder on."""
    wanted = path.rstrip("/")
    return any(fnmatch(name, wanted) or fnmatch(name, f"*/{wanted}") for name in standing())


def code(text: str) -> list[str]:
    """Return what a document shows as code: what stands between backticks, and blocks line by line."""
    found, fenced = [], False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            found.append(line.strip())
        else:
            found += re.findall("`([^`]+)`", line)
    return found


def paths(text: str) -> list[str]:
    """Return the paths that a document names."""
    return [one for one in code(text) if PATH.fullmatch(one)]


def commands(text: str, program: str) -> list[list[str]]:
    """Return what a document lets one type, of one program, word by word."""
    typed = [one for line in code(text) for one in re.split(" · |  +", line)]
    return [one.split()[1:] for one in typed if one.startswith(f"{program} ")]


def rows(text: str) -> list[list[str]]:
    """Return the rows of all tables of a document, cell by cell."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]


def packages(name: str) -> set[str]:
    """Return the packages that are asked for in a file."""
    text = (ROOT / name).read_text()
    if name.endswith(".json"):
        asked = json.loads(text)
        return set(asked.get("dependencies", ())) | set(asked["devDependencies"])
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    return {re.split(r"[\[<>=!~; ]", line)[0] for line in lines if line and not line.startswith("-")}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.relative_to(HOUSE)))
def test_every_room_has_a_card_of_at_most_forty_lines(room):
    card = (room / "README.md").read_text()

    assert card.startswith("# ")
    assert card.count("\n") <= 40


@pytest.mark.parametrize("room", [room.removeprefix("anlan.") for room in rooms.rooms()])
def test_every_room_that_acts_stands_in_the_words(room):
    assert any(f"`{room}`" in row[2] for row in rows((ROOT / "docs/words.md").read_text()))


@pytest.mark.parametrize("name", sorted(ACTS))
def test_every_act_has_a_file_of_tests(name):
    room, verb = name.split(".")

    assert (ROOT / f"tests/{room}/test_{verb}.py").exists()


@pytest.mark.parametrize("name", sorted(KNOWN | ACTS))
def test_the_term_of_every_fact_and_act_stands_in_the_words(name):
    told = (KNOWN[name].__doc__ if name in KNOWN else ACTS[name].function.__doc__) or ""
    term = told.splitlines()[0].split()[-1]
    found = [row for row in rows((ROOT / "docs/words.md").read_text()) if term in re.split("[、（）]", row[0])]

    assert found, term
    if name in KNOWN:
        assert any(f"`{name}`" in row[2] for row in found)


@pytest.mark.parametrize("name", ["docs/words.md", "CHANGELOG.md"])
def test_nothing_is_told_twice(name):
    """Where two add to one list, it is easily joined with one line in it twice."""
    told = [line for line in (ROOT / name).read_text().splitlines() if re.match(r"- |\| (?!中文|---)", line)]
    acts = [
        row[2]
        for row in rows((ROOT / name).read_text())
        if len(row) > 2 and re.fullmatch(r"`[a-z_]+\.[a-z_-]+`", row[2])
    ]

    assert [line for line, n in Counter(told).items() if n > 1] == []
    assert [act for act, n in Counter(acts).items() if n > 1] == []


@pytest.mark.parametrize("code", [*EVERY_KIND, *State, *Role])
def test_every_kind_state_and_role_stands_in_the_words(code):
    assert any(f"`{code}`" in row[2] for row in rows((ROOT / "docs/words.md").read_text()))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_that_a_document_names_is_there(name):
    text = (ROOT / name).read_text()

    assert [path for path in paths(text) if not is_there(path)] == []
    near = [link for link in LINK.findall(text) if "://" not in link]
    assert [link for link in near if not (ROOT / name).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_everything_that_a_document_says_can_be_made_can_be_made(name):
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert [words[0] for words in commands((ROOT / name).read_text(), "make") if words[0] not in targets] == []


@cache
def console() -> Any:
    """Return the whole command line."""
    return get_command(app())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_that_a_document_names_is_one(name):
    for words in commands((ROOT / name).read_text(), "anlan"):
        command = console()
        for word in words:
            if word.startswith("-"):
                assert word in {option for one in command.params for option in one.opts}
            elif isinstance(command, TyperGroup):
                assert word in command.commands
                command = command.commands[word]


@pytest.mark.parametrize("program", ["make", "anlan"])
def test_both_readmes_name_the_same_commands(program):
    chinese, english = (
        {" ".join(words) for words in commands((ROOT / name).read_text(), program)}
        for name in ("README.zh-CN.md", "README.md")
    )

    assert english
    assert english == {command for command in chinese if command.isascii()}


def test_both_readmes_lead_to_the_same_pages():
    chinese, english = (
        {link for link in LINK.findall((ROOT / name).read_text()) if not link.startswith("README")}
        for name in ("README.zh-CN.md", "README.md")
    )

    assert chinese == english


def typed(name: str) -> list[str]:
    """Return all that a document shows as code, in no order, but for what is said in one language alone."""
    return sorted(one for one in code((ROOT / name).read_text()) if one.isascii())


def test_whoever_keeps_a_house_is_told_the_same_in_both_languages():
    assert typed("docs/operating.md") == typed("docs/operating.zh-CN.md")


UNITS = [name for name in tree() if name.endswith(".service")]


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_runs_what_there_is_and_names_what_there_is(name):
    text = (ROOT / name).read_text()
    [(command, begun)] = re.findall("^ExecStart=/opt/anlan/.venv/bin/anlan (serve|backup) (.*)$", text, re.M)
    group = get_command(app())
    assert isinstance(group, TyperGroup)
    options = {option for one in group.commands[command].params for option in one.opts}

    assert {word for word in begun.split() if word.startswith("-")} <= options
    assert set(re.findall("--only (.+?)(?: |$)", begun)) <= {"web", *ALONE}
    assert set(re.findall(r"anlan[\w-]*\.service", text)) <= {Path(one).name for one in UNITS}
    assert [path for path in re.findall(r"docs/[\w.]+\.md", text) if not is_there(path)] == []


def test_the_units_are_hardened_alike_and_every_process_that_runs_alone_has_one():
    told = [(ROOT / name).read_text() for name in UNITS]

    assert len({text.partition("# What it may do")[2].partition("[Install]")[0].strip() for text in told}) == 1
    assert {f"deploy/anlan-{name}.service" for name in ("web", *ALONE)} <= set(UNITS)


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_file_says_where_a_package_comes_from(name):
    assert "://" not in (ROOT / name).read_text()


@pytest.mark.parametrize("name", tree())
def test_no_file_holds_what_is_none_of_its_business(name):
    content = (ROOT / name).read_bytes().lower()

    assert [word for word in FOREIGN if word.encode() in content] == []


def test_decisions_are_numbered_without_gaps():
    assert [path.name[:4] for path in DECISIONS] == [f"{no:04}" for no in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_is_a_page_with_its_price_and_its_check(path):
    text = path.read_text()
    said = re.split(r"\*\*(Context|Decision|Price)\.\*\*|\*\*Checked by\*\*", text)

    assert text.startswith(f"# {path.name[:4]} ")
    assert said[1::2] == ["Context", "Decision", "Price", None]
    assert any(one.startswith("tests/") for one in paths(said[-1]))
    assert text.count("\n") <= 80


@pytest.mark.parametrize("name", ["requirements.in", "requirements-build.in", "requirements-dev.in", "package.json"])
def test_every_package_says_what_it_is_for(name):
    told = {row[0].strip("`"): row for row in rows(DECISIONS[0].read_text())}

    for package in packages(name):
        assert len(told[package]) == 4
        assert all(told[package])


@pytest.mark.parametrize("name", SETS)
def test_a_lock_holds_every_package_that_is_asked_for_there(name):
    """What running needs was once locked for testing and not for set-up: each page of a newcomer was an error."""
    asked = set().union(*(packages(f"{one}.in") for one in SETS[: SETS.index(name) + 1]))

    assert asked <= set(locked(name))


@pytest.mark.parametrize(("narrow", "wide"), list(pairwise(SETS)))
def test_a_wider_lock_holds_the_narrower_one_at_the_same_versions(narrow, wide):
    assert locked(narrow).items() <= locked(wide).items()


def test_no_package_is_explained_that_is_not_taken():
    taken = set().union(*(packages(name) for name in ("requirements-dev.in", "requirements-build.in")))
    taken |= packages("requirements.in") | packages("package.json")

    assert {row[0].strip("`") for row in rows(DECISIONS[0].read_text()) if row[0].startswith("`")} == taken
