"""The wire's own description is valid, and true."""

from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import validate

from crew.scc.schema import SENT, SENT_IN_THE_OLDEST_FORM
from tests.scc.build import Wire, jada, sailors

pytestmark = pytest.mark.django_db


@pytest.fixture
def described() -> Any:
    response = Client().get("/scc/schema")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    return response.json()


def test_the_description_is_valid_openapi_3_1(described: Any) -> None:
    validate(described)
    assert (described["openapi"], described["servers"]) == ("3.1.0", [{"url": "/scc"}])


def test_every_verb_and_both_ways_of_showing_the_key_are_described(described: Any) -> None:
    verbs = {path: sorted(verb for verb in verbs) for path, verbs in described["paths"].items()}
    assert verbs == {"/events": ["post"], "/events/{event_id}": ["delete", "get", "patch"]}
    assert described["paths"]["/events"]["post"]["security"] == [{"bearer": []}, {"serviceKey": []}]


def test_an_answer_holds_what_is_described(described: Any, wire: Wire) -> None:
    jada(), sailors()
    properties = described["components"]["schemas"]["ShownEvent"]["properties"]
    assert list(wire.post(SENT | {"crew_assignments": []})[1]) == list(properties)


@pytest.mark.parametrize("example", [SENT, SENT_IN_THE_OLDEST_FORM])
def test_the_examples_are_taken_as_they_stand(wire: Wire, example: dict[str, Any]) -> None:
    jada(), sailors()
    assert wire.post(example)[0] == 201
