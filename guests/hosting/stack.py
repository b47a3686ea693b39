"""The CloudFormation stack of one brand's site: what would change, changing it, and what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from guests.hosting import amazon, happenings
from guests.hosting.errors import HostingError
from guests.hosting.waiting import looks

PREPARED_WITHIN = timedelta(minutes=3)
DONE_WITHIN = timedelta(minutes=45)
"""A distribution takes five to fifteen minutes to reach every edge."""
NOT_YET = "REVIEW_IN_PROGRESS"
"""A stack that has a plan and nothing else."""
BROKEN = ("ROLLBACK_COMPLETE", "CREATE_FAILED", "ROLLBACK_FAILED", "UPDATE_ROLLBACK_FAILED", "DELETE_FAILED")
NOTHING = ("didn't contain changes", "No updates are to be performed")


@dataclass(frozen=True)
class Plan:
    """A change set: its name, and a line for each change."""

    arn: str
    stack_id: str
    lines: tuple[str, ...]


class Stack:
    def __init__(self, domain: str, region: str) -> None:
        self.name, self.domain, self.region = name_of(domain), domain, region
        self._client = amazon.client("cloudformation", region)

    def described(self) -> dict[str, Any] | None:
        """Return how it stands, None where there is none, or only a plan of one."""
        try:
            found: dict[str, Any] = self._client.describe_stacks(StackName=self.name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        return None if found["StackStatus"] == NOT_YET else found

    def at_rest(self, say: Callable[[str], None]) -> dict[str, Any] | None:
        """Return how it stands once nothing is going on any more. Raises HostingError where it stands broken."""
        told = False
        for _ in looks(at_most=DONE_WITHIN):
            standing = self.described()
            if standing is None or not standing["StackStatus"].endswith("_IN_PROGRESS"):
                break
            if not told:
                say(f"An earlier change is still going on ({standing['StackStatus']}); waiting for it …")
                told = True
        if standing and standing["StackStatus"] in BROKEN:
            reason = happenings.failure(self._events(standing["StackId"]))
            raise HostingError(
                f"The stack {self.name} is broken ({standing['StackStatus']}). {reason} Mend that, delete the stack "
                "in CloudFormation (its buckets stay), and run this again."
            )
        return standing

    def plan(self, body: str, parameters: Mapping[str, str], *, at: datetime) -> Plan | None:
        """Have Amazon say what would change; None where nothing would."""
        first = {} if self.described() else {"ChangeSetType": "CREATE", "OnStackFailure": "DELETE"}
        made = self._client.create_change_set(
            StackName=self.name,
            ChangeSetName=f"launch-{at:%Y%m%d-%H%M%S-%f}",
            TemplateBody=body,
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Tags=[{"Key": "fairlead:site", "Value": self.domain}],
            **first,
        )
        return self._prepared(made["Id"], made["StackId"])

    def discard(self, plan: Plan) -> None:
        """Leave everything as it was before the plan."""
        self._client.delete_change_set(ChangeSetName=plan.arn)
        if self.described() is None:
            self._client.delete_stack(StackName=plan.stack_id)

    def carry_out(self, plan: Plan, say: Callable[[str], None]) -> None:
        """Make the change, telling each step. Raises HostingError with the reason where it fails."""
        known = {event["EventId"] for event in self._events(plan.stack_id)}
        self._client.execute_change_set(ChangeSetName=plan.arn)
        for _ in looks(at_most=DONE_WITHIN):
            news = [event for event in self._events(plan.stack_id) if event["EventId"] not in known]
            known |= {event["EventId"] for event in news}
            for line in happenings.lines(news):
                say(line)
            if happenings.ended(news, plan.stack_id):
                return self._judge(plan)
        raise HostingError(f"The stack {self.name} is still changing. Run this again later: it goes on from there.")

    def outputs(self) -> dict[str, str]:
        standing = self.described() or {}
        return {output["OutputKey"]: output["OutputValue"] for output in standing.get("Outputs", ())}

    def parameters(self) -> dict[str, str]:
        """Return what it was told the last time."""
        standing = self.described() or {}
        return {told["ParameterKey"]: told["ParameterValue"] for told in standing.get("Parameters", ())}

    def _prepared(self, arn: str, stack_id: str) -> Plan | None:
        for _ in looks(at_most=PREPARED_WITHIN):
            found = self._client.describe_change_set(ChangeSetName=arn)
            plan = Plan(arn, stack_id, tuple(happenings.change(one) for one in found.get("Changes", ())))
            if found["Status"] == "CREATE_COMPLETE":
                return plan
            if found["Status"] == "FAILED":
                self.discard(plan)
                reason = found.get("StatusReason", "")
                if any(words in reason for words in NOTHING):
                    return None
                raise HostingError(f"CloudFormation cannot plan the stack {self.name}: {reason}")
        raise HostingError(f"CloudFormation takes too long to plan the stack {self.name}. Run this again.")

    def _judge(self, plan: Plan) -> None:
        events = self._events(plan.stack_id)
        if reason := happenings.failure(events):
            if happenings.alias_taken(reason):
                raise HostingError(amazon.taken(self.domain))
            raise HostingError(f"The stack {self.name} could not be made. {reason} Mend that, and run this again.")

    def _events(self, stack_id: str) -> list[dict[str, Any]]:
        """Return what happened, latest first. By its id: a stack that failed to come about has lost its name."""
        pages = self._client.get_paginator("describe_stack_events").paginate(StackName=stack_id)
        return [event for page in pages for event in page["StackEvents"]]


def name_of(domain: str) -> str:
    """Return a stack's name that is no other domain's: a-b.example.com and a.b.example.com have one each."""
    return "fairlead-" + domain.replace("-", "--").replace(".", "-")
