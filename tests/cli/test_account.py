"""Opening the way for somebody to sign in, and shutting it."""

PERSON = "demo-p-000020"
PASSWORD = "a long road to Xining"


def test_an_account_is_opened_once_given_another_password_and_shut(lived_in):
    def account(doing: str, *more: str, typed: str = PASSWORD):
        return lived_in.anlan("account", doing, PERSON, *more, "--json", typed=f"{typed}\n")

    weak = account("open", "--name", "newcomer", typed="short")
    opened = account("open", "--name", "newcomer")
    again = account("open", "--name", "newcomer")
    changed = account("password", typed="a longer road to Yushu")
    shut = account("shut")
    after = account("password")

    assert (weak.code, weak.told["error"]) == (1, "weak-password")
    taken = lived_in.anlan("account", "open", "demo-p-000021", "--name", "Newcomer", typed=f"{PASSWORD}\n")
    listed = lived_in.anlan("account", "list", "--json").told
    nothing = account("password", typed="")

    assert "has an account already" in again.told["says"]
    assert "Newcomer is the name of somebody else's account" in taken.err
    assert [(one["person"], one["is_shut"]) for one in listed if one["name"] == "newcomer"] == [(PERSON, True)]
    assert nothing.told["error"] == "no-password"
    assert (opened.code, opened.told["person"]) == (0, PERSON), opened.err
    assert (again.code, again.told["error"]) == (1, "account-taken")
    assert changed.code == shut.code == 0
    assert after.code == 1
    assert PASSWORD not in opened.out + opened.err
    lines = lived_in.anlan("registry", "audit-lines", "--as", "audit", "--json").told
    done = [one["path"] for one in lines if one["code"] == "account-changed"]
    assert done == [f"anlan account {doing} {PERSON}" for doing in ("shut", "password", "open")]


def test_nobody_who_is_not_here_gets_an_account(lived_in):
    said = lived_in.anlan("account", "open", "demo-p-999999", "--name", "ghost", "--json", typed=f"{PASSWORD}\n")

    assert said.code == 1
    assert said.told["error"] == "not-here"


def test_to_open_one_no_name_is_needed_and_a_telephone_number_is_none(lived_in):
    other = "demo-p-000022"
    said = lived_in.anlan("account", "open", other, "--name", "139 0000 0003", "--json", typed=f"{PASSWORD}\n")
    assert (said.code, said.told["error"]) == (1, "name-is-telephone")

    opened = lived_in.anlan("account", "open", other, "--json", typed=f"{PASSWORD}\n")
    coded = lived_in.anlan("account", "code", other, "--json")
    assert opened.told["name"] == coded.told["name"] == other
