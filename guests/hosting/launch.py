"""Launches a brand's site, step by step; each step finds what an earlier run has done, and leaves it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from guests.hosting import amazon, dns, handover, mail, missing, template
from guests.hosting.dns import Record
from guests.hosting.handover import Place
from guests.hosting.mail import Identity
from guests.hosting.stack import Stack
from guests.models import Site

PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Launch:
    """One run: whose site, whether it only says what it would do, and where it says so."""

    site: Site
    plan: bool
    by: str
    at: datetime
    say: Callable[[str], None]
    patience: timedelta = PATIENCE

    @property
    def domain(self) -> str:
        return self.site.brand.domain


def deploy(job: Launch, stack: Stack, *, certificate_arn: str) -> None:
    """Bring the stack to what the template says, through a change set; with a plan, only show it."""
    told = template.parameters(job.domain, certificate_arn=certificate_arn)
    plan = stack.plan(template.body(job.site.key_prefix), told, at=job.at)
    if plan is None:
        job.say(f"Stack {stack.name}: as it should be.")
        return
    job.say(f"Stack {stack.name}:")
    for line in plan.lines:
        job.say(f"  {line}")
    if job.plan:
        stack.discard(plan)
    else:
        stack.carry_out(plan, job.say)


def sender(job: Launch) -> Identity:
    """See that SES knows the brand as a sender. A plan of one has no records yet."""
    domain = mail.domain_of(job.site.brand)
    identity = mail.find(domain)
    if identity is None and job.plan:
        job.say(f"E-mail: + identity {domain}")
        return Identity(domain, verified=False, records=())
    identity = identity or mail.make(domain)
    verified = "verified" if identity.verified else "not verified yet; the default sender sends for it until then"
    job.say(f"E-mail: {domain} is {verified}.")
    return identity


def settle(job: Launch, place: Place, identity: Identity) -> None:
    """Write what stands into the row, and put the page there that stands for those that are not."""
    if handover.hand_over(job.site, place, at=job.at):
        job.say("Site: pages go to the bucket from now on.")
    else:
        job.say("Site: as it should be.")
    mail.note(job.site, identity, at=job.at)
    if not missing.put(job.site, at=job.at):
        job.say(f"{missing.KEY} was made by hand and stays as it is.")


def show(job: Launch, records: Sequence[Record]) -> None:
    job.say(f"Records to set where {job.domain} is kept:")
    job.say(dns.table(records))


def see_whether_live(job: Launch) -> None:
    """Have links lead to the domain once it shows our pages. Never on an AWS of this machine: no domain leads there."""
    domain = f"https://{job.domain}"
    if job.site.live:
        job.say(f"Links lead to {domain}.")
        return
    if not amazon.stands_in() and missing.answers(job.site, origin=domain):
        handover.go_live(job.site, by=job.by, at=job.at)
        job.say(f"{domain} shows our pages: links lead there from now on.")
        return
    job.say(
        f"{domain} does not show our pages yet, so links lead to the product. Set the records, then run this again."
    )
