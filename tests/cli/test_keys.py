"""A home that lost a key is told so before it is served, and by whoever asks whether its journal is whole."""

import pytest

from anlan.faces.cli import app, serving
from anlan.faces.cli.console import NotReady
from anlan.kernel.journal import seals
from anlan.kernel.registry import noes, vault
from tests.cast import MORNING

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(home):
    """A home with a name in its vault and a head under its seal; what it knew of its keys is forgotten."""
    vault.keep("demo-p-000001", vault.NAME, "王建国")
    seals.seal(MORNING)
    yield home
    vault._master.cache_clear()


@pytest.mark.parametrize(("file", "code"), [("vault.key", "key-lost"), ("heads.pem", "no-key")])
def test_a_key_that_is_gone_is_said_before_the_house_is_served_and_by_verify(kept, capsys, monkeypatch, file, code):
    monkeypatch.setattr("anlan.faces.cli.house.must_be_there", lambda: None)
    serving.must_have_its_keys()
    (kept / "keys" / file).unlink()
    vault._master.cache_clear()

    with pytest.raises(NotReady) as no:
        serving.must_have_its_keys()
    assert no.value.code == code
    assert app.run(["verify"]) == 1
    assert f"keys/{file}" in capsys.readouterr().err


def test_a_page_that_cannot_read_names_says_why():
    no = noes.no_of(vault.KeyLost(""), language="en", method="GET")

    assert no is not None
    assert (no.status, no.code) == (503, "key-lost")
    assert "keys/vault.key" in no.says
