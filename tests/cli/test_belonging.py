"""A home says to which database it belongs: beside another nothing is served, and nothing brought back into it."""

import os

from tests.cli.conftest import SECRET

HERE = "postgresql" if "ANLAN_DB" in os.environ else "sqlite"
ELSEWHERE = "sqlite" if "ANLAN_DB" in os.environ else "postgresql another"


def test_beside_another_database_nothing_is_served_and_nothing_brought_back(lived_in, copy, empty):
    lived_in.anlan("check")  # as whatever serves or keeps the house looks before it does
    mark = lived_in.path / "database"
    assert mark.read_text().split()[0] == HERE
    told, heads = mark.read_text(), sorted((lived_in.path / "heads").iterdir())

    mark.write_text(ELSEWHERE)
    (empty.path / "database").write_text(ELSEWHERE)
    for home, words in ((lived_in, ("verify",)), (lived_in, ("chase", "stopped")), (empty, ("restore", str(copy)))):
        said = home.anlan(*words, "--json", more=SECRET)
        assert (said.code, said.told["error"]) == (1, "other-database"), said
        assert "ANLAN_DB" in said.told["says"]
    assert sorted((lived_in.path / "heads").iterdir()) == heads

    mark.write_text(told)
    (empty.path / "database").unlink()
    assert lived_in.anlan("verify").code == 0
    assert empty.anlan("restore", str(copy), more=SECRET).code == 0
    assert (empty.path / "database").read_text().split()[0] == HERE


def test_a_file_with_a_house_in_it_is_not_passed_by_for_a_server(empty):
    """Also where a home of before bears no mark."""
    (empty.path / "anlan.sqlite3").write_bytes(b"a house")
    said = empty.anlan("verify", "--json", more={"ANLAN_DB": "user=nobody dbname=elsewhere host=/nowhere"})

    assert (said.code, said.told["error"]) == (1, "other-database")
