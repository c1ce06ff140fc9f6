"""Sources of warnings at the console: named, tried, listed and removed."""


def test_a_source_is_named_tried_listed_and_removed(lived_in):
    said = ("--name", "市气象台", "--place", "63", "--sender", "weather", "--json")
    feed = lived_in.anlan("source", "add", "feed", "--address", "http://127.0.0.1:9/", *said)
    hook = lived_in.anlan("source", "add", "webhook", *said)
    tried = lived_in.anlan("source", "try", feed.told["source"], "--json")
    removed = lived_in.anlan("source", "remove", hook.told["source"])
    listed = lived_in.anlan("source", "list", "--json").told["sources"]

    assert feed.code == hook.code == removed.code == 0, feed.err + hook.err + removed.err
    assert len(hook.told["key"]) > 40
    assert (tried.code, tried.told["error"]) == (1, "address-refused")
    assert [(one["kind"], one["heard_at"], "key" in one) for one in listed] == [("feed", None, False)]
