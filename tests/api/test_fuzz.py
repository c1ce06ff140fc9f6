"""What a machine thinks of to send: nothing of it breaks the house."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from anlan.faces.api.openapi import described
from anlan.kernel.journal.acts import ACTS, READS
from tests.cast import MORNING
from tests.doors import program
from tests.often import often

ONE = settings(
    max_examples=often(25),
    deadline=timedelta(seconds=5),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],
)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=40)
    | st.sampled_from(["26-000001", "6301", "li", "E-1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "date": st.dates().map(str),
    "date-time": st.datetimes().map(lambda at: f"{at.isoformat()}Z"),
    "string": st.text(max_size=60)
    | st.text("安", min_size=300, max_size=400)
    | st.sampled_from(["li", "wang", "E-1", "safety", "0" * 64]),
    "integer": st.integers(-(2**63), 2**63 - 1),
    "boolean": st.booleans(),
    "null": st.none(),
}


def fitting(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Draw what nearly fits a schema, and now and then what does not."""
    match schema:
        case {"enum": words} | {"examples": words}:
            right = st.sampled_from(words)
        case {"type": "array", "items": items}:
            right = st.lists(fitting(items), max_size=3)
        case {"type": "object", "properties": words}:
            right = st.fixed_dictionaries({}, optional={word: fitting(one) for word, one in words.items()})
        case {"anyOf": several}:
            right = st.one_of([fitting(one) for one in several])
        case _:
            right = PLAIN.get(schema.get("format", ""), PLAIN.get(schema.get("type", ""), ANYTHING))
    return st.one_of(right, right, right, ANYTHING)


@pytest.fixture
def people(found, monkeypatch) -> list[Client]:
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    return [program(person) for person in ("wang", "li", "zhao", "sun", "zhou")]


@pytest.mark.parametrize("name", sorted(ACTS))
def test_no_body_breaks_an_act(name, people):
    body = described("en")["paths"][f"/api/acts/{name}"]["post"]["requestBody"]["content"]["application/json"]["schema"]

    @ONE
    @given(fitting(body))
    def hold(words: Any) -> None:
        for client in people[:2]:
            answer = client.post(
                f"/api/acts/{name}",
                json.dumps(words),
                content_type="application/json",
                headers={"Idempotency-Key": str(uuid.uuid4())},
            )
            assert answer.status_code < 500

    hold()


@pytest.mark.parametrize("name", sorted(READS))
def test_no_query_breaks_a_question(name, people):
    words = {
        one["name"]: fitting(one["schema"])
        for one in described("en")["paths"][f"/api/reads/{name}"]["get"]["parameters"]
    }

    @ONE
    @given(st.fixed_dictionaries({}, optional=words))
    def hold(asked: dict[str, Any]) -> None:
        query = {word: [*map(str, value)] if isinstance(value, list) else str(value) for word, value in asked.items()}
        for client in people[:2]:
            assert client.get(f"/api/reads/{name}", query).status_code < 500

    hold()
