"""What CloudFormation says of a stack, in words."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

Event = dict[str, Any]

ACTIONS = {"Add": "+", "Modify": "~", "Remove": "-", "Import": "+", "Dynamic": "?"}
BEGINS = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS")
ENDS = (
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
    "CREATE_FAILED",
    "UPDATE_FAILED",
    "ROLLBACK_COMPLETE",
    "ROLLBACK_FAILED",
    "UPDATE_ROLLBACK_COMPLETE",
    "UPDATE_ROLLBACK_FAILED",
    "DELETE_COMPLETE",
    "DELETE_FAILED",
)
CALLED_OFF = "cancelled"
"""What others say whom a failure took with it."""


def change(one: dict[str, Any]) -> str:
    """Write one change of a plan: + Distribution (AWS::CloudFront::Distribution)."""
    resource = one["ResourceChange"]
    mark, name, kind = ACTIONS[resource["Action"]], resource["LogicalResourceId"], resource["ResourceType"]
    anew = ", made anew" if resource.get("Replacement") == "True" else ""
    return f"{mark} {name} ({kind}{anew})"


def lines(events: Iterable[Event]) -> Iterator[str]:
    """Write events, earliest first: Distribution  create in progress."""
    for event in reversed(list(events)):
        status = event["ResourceStatus"].replace("_", " ").lower()
        yield f"  {event['LogicalResourceId']:<24} {status}"


def ended(news: Iterable[Event], stack_id: str) -> bool:
    return any(_of_stack(event) and event["ResourceStatus"] in ENDS for event in news)


def failure(events: Sequence[Event]) -> str:
    """Name what failed first in the latest change, and why; "" where nothing did. Events come latest first."""
    first = ""
    for event in events:
        if event["ResourceStatus"].endswith("_FAILED") and not _of_stack(event):
            reason = event.get("ResourceStatusReason", "")
            if CALLED_OFF not in reason.lower():
                first = f"{event['LogicalResourceId']}: {reason.rstrip('.')}."
        if _of_stack(event) and event["ResourceStatus"] in BEGINS[:2]:
            break
    return first


def alias_taken(reason: str) -> bool:
    """Tell the two ways in which CloudFront says that somebody else answers for the domain."""
    return "CNAMEAlreadyExists" in reason or "already associated with a different resource" in reason


def _of_stack(event: Event) -> bool:
    return bool(event.get("PhysicalResourceId") == event["StackId"])
