"""Old records lose their money and nothing else, whoever works on them meanwhile."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from uuid import uuid4

import pytest
from botocore.awsrequest import AWSResponse
from django.core.management import CommandError, call_command

from crew.scc.old_records import Outcome, scrub, table_named
from crew.scc.scrub import GONE, as_update, changes
from tests import amazon

pytestmark = pytest.mark.slow

KINDS: list[dict[str, Any]] = [
    {"Revenue": Decimal("840.75"), "Captain fee": "250"},
    {"finances": {"captainFee": 250, "gross_revenue": "840.75", "currency": "USD"}},
    {"notes": "Bring a cake\nRevenue: $840.75\nCaptain fee: 250\nQuiet music"},
    {"notes": ["Ingresos: 840,75 €", "Honorarios del capitán: 250", "Muelle 4"]},
    {"notes": "Bring a cake", "vessel": "JADA"},
]
CLEAN: list[dict[str, Any]] = [
    {},
    {"finances": {"currency": "USD"}},
    {"notes": "Bring a cake\nQuiet music"},
    {"notes": ["Muelle 4"]},
    {"notes": "Bring a cake", "vessel": "JADA"},
]


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    with amazon.running() as found:
        yield found


@pytest.fixture
def table(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    table = table_named(f"scc-events-{uuid4().hex[:8]}")
    table.meta.client.create_table(
        TableName=table.name,
        KeySchema=[{"AttributeName": "eventId", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "eventId", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return table


def put(table: Any, **attributes: Any) -> None:
    table.put_item(Item={"eventId": "XHQGMDH"} | attributes)


def got(table: Any) -> dict[str, Any]:
    record: dict[str, Any] = table.get_item(Key={"eventId": "XHQGMDH"})["Item"]
    return record


def told(table: Any, *arguments: str) -> str:
    out = StringIO()
    call_command("scrub_scc_events", "--table", table.name, *arguments, stdout=out)
    return out.getvalue()


def before_each_write(table: Any, act: Callable[[], object]) -> None:
    def first(**_: Any) -> None:
        act()

    table.meta.client.meta.events.register("before-call.dynamodb.UpdateItem", first)


def fill(table: Any, kinds: list[dict[str, Any]]) -> None:
    with table.batch_writer() as batch:
        for number in range(200):
            batch.put_item(Item={"eventId": f"E{number:03}", "eventName": "Sunset sail"} | kinds[number % len(kinds)])


def contents(table: Any) -> list[dict[str, Any]]:
    items = table.scan()["Items"]
    return [{name: item[name] for name in item if name not in ("eventId", "eventName")} for item in by_id(items)]


def by_id(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(items, key=lambda item: str(item["eventId"]))


@pytest.mark.slow
def test_two_hundred_records_lose_their_money_and_nothing_else(table: Any) -> None:
    fill(table, KINDS)
    assert told(table).splitlines()[-1] == "200 records read: 160 scrubbed of 320 places."
    assert contents(table) == CLEAN * 40


@pytest.mark.slow
def test_second_run_writes_nothing(table: Any) -> None:
    fill(table, KINDS)
    told(table)
    writes: list[str] = []
    before_each_write(table, lambda: writes.append("a write"))
    assert [outcome.found for outcome in scrub(table, keys=["eventId"], dry_run=False)] == [()] * 200
    assert writes == []
    assert told(table) == "200 records read: nothing to do.\n"


def test_dry_run_shows_what_would_go_without_amounts_and_writes_nothing(table: Any) -> None:
    put(table, Revenue="840.75", pay={"captainFee": 250}, notes="Captain fee: 250\nBring a cake\nTip two hundred")
    before = got(table)
    assert told(table, "--dry-run") == (
        "XHQGMDH: Revenue; notes: “captain fee: •••”; notes: “tip •••”; pay.captainFee\n"
        "1 records read: 1 would be scrubbed of 4 places. Nothing was written.\n"
    )
    assert got(table) == before


def test_key_may_be_named_by_those_who_cannot_describe_the_table(table: Any) -> None:
    put(table, Revenue=1)
    assert told(table, "--key", "eventId").splitlines()[-1] == "1 records read: 1 scrubbed of 1 places."


def test_edit_between_read_and_write_is_kept(table: Any) -> None:
    put(table, notes="Revenue: 840\nBring a cake")
    table.put_item(Item={"eventId": "A", "notes": "Bring a cake"})
    outcomes = scrub(table, keys=["eventId"], dry_run=False)
    first = next(outcomes).record
    late = "A" if first == "XHQGMDH" else "XHQGMDH"
    table.put_item(Item={"eventId": late, "notes": "Revenue: 900\nBring two cakes", "gate": "4"})
    assert next(outcomes) == Outcome(late, ("notes: “revenue: •••”",))
    assert table.get_item(Key={"eventId": late})["Item"] == {"eventId": late, "notes": "Bring two cakes", "gate": "4"}


def test_edit_of_another_attribute_does_not_disturb(table: Any) -> None:
    put(table, Revenue=840, gate="4")
    [change] = changes(got(table), keys=["eventId"])
    put(table, Revenue=840, gate="5")
    table.update_item(Key={"eventId": "XHQGMDH"}, **as_update([change]))
    assert got(table) == {"eventId": "XHQGMDH", "gate": "5"}


def test_record_that_keeps_changing_is_reported_and_left(table: Any) -> None:
    put(table, notes="Revenue: 840")
    other, edits = table_named(table.name), iter(range(900, 1000))
    before_each_write(table, lambda: put(other, notes=f"Revenue: {next(edits)}"))
    assert list(scrub(table, keys=["eventId"], dry_run=False)) == [
        Outcome("XHQGMDH", ("notes: “revenue: •••”",), done=False)
    ]
    assert got(table)["notes"] == "Revenue: 903"


def test_record_deleted_meanwhile_stays_deleted(table: Any) -> None:
    put(table, Revenue=840)
    other = table_named(table.name)
    before_each_write(table, lambda: other.delete_item(Key={"eventId": "XHQGMDH"}))
    assert list(scrub(table, keys=["eventId"], dry_run=False)) == [Outcome("XHQGMDH")]
    assert table.scan()["Items"] == []


def test_throttled_write_is_tried_again(table: Any) -> None:
    put(table, Revenue=840)
    refusals = iter(range(2))
    body = json.dumps({"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}).encode()

    def throttle(request: Any, **_: Any) -> AWSResponse | None:
        if next(refusals, None) is None:
            return None
        raw = BytesIO(body)
        raw.stream = lambda **_: iter([raw.read()])  # type: ignore[attr-defined]
        return AWSResponse(request.url, 400, {"x-amz-crc32": ""}, raw)

    table.meta.client.meta.events.register("before-send.dynamodb.UpdateItem", throttle)
    assert [outcome.done for outcome in scrub(table, keys=["eventId"], dry_run=False)] == [True]
    assert (next(refusals, None), got(table)) == (None, {"eventId": "XHQGMDH"})


def test_unknown_table_is_said_without_a_traceback(table: Any) -> None:
    with pytest.raises(CommandError, match=r"^nowhere can't be worked on \(ResourceNotFoundException\)\."):
        call_command("scrub_scc_events", "--table", "nowhere")


@pytest.mark.parametrize(
    "name",
    [
        "revenue", "Revenue", "REVENUE:", "gross_revenue", "totalRevenue", "revenue_split", "Revenue (USD)", "ingresos",
        "captainFee", "captain_fee", "Captain Fee", "captain fee:", "Captain's fee", "capt fee", "CaptainFees",
        "captain_fee_cents", "captainPay", "honorariosCapitan", "Honorarios del capitán", "tarifa_capitan",
    ],
)  # fmt: skip
def test_spelling_of_a_money_attribute_is_known(name: str) -> None:
    assert [change.new for change in changes({"eventId": "A", name: "840"}, keys=["eventId"])] == [GONE]


@pytest.mark.parametrize("name", ["captain", "captainId", "fees_waived_form", "port", "captain_feedback", "ingreso"])
def test_other_attribute_stays(name: str) -> None:
    assert changes({"eventId": "A", name: "840"}, keys=["eventId"]) == []


def test_label_of_money_without_an_amount_goes_too() -> None:
    [change] = changes({"notes": "Revenue: to be agreed\nCaptain fee = ?\nCaptain: Sam"}, keys=["eventId"])
    assert change.new == "Captain: Sam"


def test_money_deep_inside_is_found() -> None:
    record = {"days": [{"crewNotes": [{"text": "Tip 50"}, {"text": "Muelle 4"}], "Revenue": 1, "seats": 0}]}
    [change] = changes(record, keys=["eventId"])
    assert (change.new, change.found) == (
        [{"crewNotes": [{"text": ""}, {"text": "Muelle 4"}], "seats": 0}],
        ("days.crewNotes.text: “tip ••”", "days.Revenue"),
    )
