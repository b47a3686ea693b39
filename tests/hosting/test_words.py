"""What launching says: names, tables, events."""

from hypothesis import given
from hypothesis import strategies as st

from guests.hosting import happenings
from guests.hosting.dns import Record, table
from guests.hosting.stack import name_of

LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,4}[a-z0-9])?", fullmatch=True)
DOMAIN = st.lists(LABEL, min_size=2, max_size=4).map(".".join)


@given(DOMAIN, DOMAIN)
def test_two_domains_have_two_stacks(one: str, other: str) -> None:
    assert (name_of(one) == name_of(other)) == (one == other)


def test_records_stand_in_columns() -> None:
    records = [Record("CNAME", "a.example.com.", "b.example.net.", "the pages"), Record("A", "c", "d", "mail")]
    assert table(records).splitlines() == [
        "  type   name           value          for",
        "  CNAME  a.example.com  b.example.net  the pages",
        "  A      c              d              mail",
    ]


def event(name: str, status: str, reason: str = "", *, physical: str = "") -> happenings.Event:
    return {
        "StackId": "stack",
        "LogicalResourceId": name,
        "PhysicalResourceId": physical,
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
    }


def test_the_first_failure_is_named_and_not_those_it_took_with_it() -> None:
    events = [
        event("site", "ROLLBACK_COMPLETE", physical="stack"),
        event("Headers", "CREATE_FAILED", "Resource creation cancelled"),
        event("Rewrite", "CREATE_FAILED", "The function has an error."),
        event("site", "CREATE_IN_PROGRESS", physical="stack"),
    ]
    assert happenings.failure(events) == "Rewrite: The function has an error."


def test_a_failure_of_an_earlier_change_is_over() -> None:
    events = [
        event("site", "UPDATE_COMPLETE", physical="stack"),
        event("site", "UPDATE_IN_PROGRESS", physical="stack"),
        event("Rewrite", "UPDATE_FAILED", "The function has an error."),
    ]
    assert happenings.failure(events) == ""


def test_both_ways_to_say_that_the_alias_is_taken_are_understood() -> None:
    said = [
        "One or more aliases specified for the distribution are already associated with a different resource.",
        "Resource handler returned message: … (CNAMEAlreadyExists; Request ID: 1)",
        "The specified bucket does not exist",
    ]
    assert [happenings.alias_taken(reason) for reason in said] == [True, True, False]
