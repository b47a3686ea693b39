"""The DynamoDB table of an older SCC: read page by page, written only where nobody has written meanwhile."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import ClientError

from crew.scc.scrub import Change, as_update, changes

PAGE = 100
TRIES = 4
"""The first write and three more, each after reading the record again."""
# Standard retries wait and try again when DynamoDB throttles.
BOUNDS = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 8})


@dataclass(frozen=True)
class Outcome:
    """One record: who it is, what was found, and whether that is out (`done`) or the record kept changing."""

    record: str
    found: tuple[str, ...] = ()
    done: bool = True


def table_named(name: str) -> Any:
    """Return the table; address, region and credentials come from the environment."""
    return Session().resource("dynamodb", region_name=os.environ.get("AWS_REGION"), config=BOUNDS).Table(name)


def scrub(table: Any, *, keys: Sequence[str], dry_run: bool) -> Iterator[Outcome]:
    """Scrub every record of the table, or with `dry_run` find what would go. `keys` names the attributes of its key."""
    for record in _records(table):
        if dry_run:
            yield Outcome(_name(record, keys), _found(changes(record, keys=keys)))
        else:
            yield _scrub_one(table, record, keys)


def _scrub_one(table: Any, record: dict[str, Any], keys: Sequence[str]) -> Outcome:
    key = {name: record[name] for name in keys}
    current: dict[str, Any] | None = record
    for _ in range(TRIES):
        made = changes(current, keys=keys) if current else []
        if not made or _written(table, key, made):
            return Outcome(_name(record, keys), _found(made))
        current = table.get_item(Key=key, ConsistentRead=True).get("Item")
    return Outcome(_name(record, keys), _found(made), done=False)


def _written(table: Any, key: dict[str, Any], made: list[Change]) -> bool:
    try:
        table.update_item(Key=key, **as_update(made))
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


def _records(table: Any) -> Iterator[dict[str, Any]]:
    page = table.scan(Limit=PAGE, ConsistentRead=True)
    yield from page["Items"]
    while last := page.get("LastEvaluatedKey"):
        page = table.scan(Limit=PAGE, ConsistentRead=True, ExclusiveStartKey=last)
        yield from page["Items"]


def _found(made: list[Change]) -> tuple[str, ...]:
    return tuple(each for change in made for each in change.found)


def _name(record: dict[str, Any], keys: Sequence[str]) -> str:
    return "/".join(str(record[name]) for name in keys)
