"""A site where one stands already: its bucket and distribution taken over, everything else in them left alone."""

from guests.hosting import adoption, dns, launch, template
from guests.hosting.behaviours import Wanted
from guests.hosting.errors import HostingError
from guests.hosting.handover import Place
from guests.hosting.launch import Launch
from guests.hosting.stack import Stack
from guests.models import Hosting
from guests.objects.bucket import BucketObjects

TO_BE_MADE = "to-be-made"
SHOWN = 20


def launch_adopted(job: Launch, *, bucket: str, distribution: str, region: str) -> None:
    """Take over `bucket` and `distribution`. Raises HostingError where something is in the way."""
    host = template.product_host()
    _require_no_other(job, bucket, distribution)
    standing = adoption.look(distribution, job.domain)
    where = adoption.region_of(bucket)
    if region and region != where:
        raise HostingError(f"The bucket {bucket} is in {where}, not in {region}. Leave --region out.")
    stack = Stack(job.domain, where)
    stack.at_rest(job.say)
    wanted = _wanted(stack, bucket, host)
    lines = adoption.change(standing, wanted, plan=True)  # whatever is in the way is said before anything is made
    identity = launch.sender(job)
    launch.deploy(job, stack, certificate_arn="")
    if not job.plan:
        lines = adoption.change(standing, _wanted(stack, bucket, host), plan=False)
    job.say(f"Distribution {distribution}: {'' if lines else 'as it should be.'}".rstrip())
    for line in lines:
        job.say(f"  {line}")
    _tell_what_stays(job, BucketObjects(bucket, where))
    if job.plan:
        return
    launch.settle(job, Place(bucket, stack.outputs()["IncomingBucket"], where, distribution, adopted=True), identity)
    launch.show(job, [dns.address(job.domain, standing.domain), *identity.records])
    launch.see_whether_live(job)


def _require_no_other(job: Launch, bucket: str, distribution: str) -> None:
    if not bucket or not distribution:
        raise HostingError("Say what to adopt: --bucket NAME and --distribution ID.")
    if job.site.hosting == Hosting.BUCKET and not job.site.adopted:
        raise HostingError(
            f"{job.domain} has a bucket and a distribution of its own, launched by this product: there is nothing to "
            "adopt. Leave --adopt out."
        )


def _wanted(stack: Stack, bucket: str, host: str) -> Wanted:
    made = stack.outputs()
    return Wanted(bucket, host, made.get("Function", TO_BE_MADE), made.get("Headers", TO_BE_MADE))


def _tell_what_stays(job: Launch, objects: BucketObjects) -> None:
    keys = adoption.made_by_hand(job.site, objects)
    if keys:
        job.say(f"Below {job.site.key_prefix} stand {len(keys)} objects that are none of ours; these stay as they are:")
        for key in keys[:SHOWN]:
            job.say(f"  {key}")
        if len(keys) > SHOWN:
            job.say(f"  … and {len(keys) - SHOWN} more")
