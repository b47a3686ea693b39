"""A site from nothing: certificate, mail identity, buckets, function, distribution."""

from guests.hosting import aliases, amazon, certificate, dns, launch, template
from guests.hosting.certificate import Certificate
from guests.hosting.errors import HostingError
from guests.hosting.handover import Place
from guests.hosting.launch import Launch
from guests.hosting.stack import Stack
from guests.models import Hosting

TO_BE_REQUESTED = f"arn:aws:acm:{amazon.GLOBAL}:000000000000:certificate/to-be-requested"


def launch_whole(job: Launch, *, region: str, certificate_arn: str) -> None:
    """Launch a site in buckets and a distribution of its own. Raises HostingError where something is in the way."""
    template.product_host()
    stack = Stack(job.domain, _region(job, region))
    stack.at_rest(job.say)
    aliases.require_free(job.domain, ours=stack.outputs().get("Distribution", job.site.distribution))
    covering = _certificate(job, stack, certificate_arn)
    identity = launch.sender(job)
    if not job.plan:
        if not covering.issued:
            launch.show(job, [*covering.records, *identity.records])
        certificate.wait(covering, at_most=job.patience, say=job.say)
    launch.deploy(job, stack, certificate_arn=covering.arn)
    if job.plan:
        return
    made = stack.outputs()
    launch.settle(job, _place(made, stack.region), identity)
    launch.show(job, [dns.address(job.domain, made["DistributionDomain"]), *covering.records, *identity.records])
    launch.see_whether_live(job)


def _region(job: Launch, given: str) -> str:
    standing = job.site.region if job.site.hosting == Hosting.BUCKET else ""
    if standing and given and standing != given:
        raise HostingError(f"The site's buckets are in {standing}, and buckets do not move. Leave --region out.")
    return given or standing or amazon.usual_region()


def _certificate(job: Launch, stack: Stack, given: str) -> Certificate:
    """Return the one given, else the one in use, else one that covers the domain, else a new one."""
    if arn := given or stack.parameters().get("CertificateArn", ""):
        return certificate.described(arn)
    if found := certificate.find(job.domain):
        job.say(f"Certificate: {found.arn}, {'issued' if found.issued else 'not issued yet'}.")
        return found
    if job.plan:
        job.say(f"Certificate: + for {job.domain}, in {amazon.GLOBAL}")
        return Certificate(TO_BE_REQUESTED, "ISSUED")
    job.say(f"Certificate: requested for {job.domain}.")
    return certificate.request(job.domain)


def _place(made: dict[str, str], region: str) -> Place:
    return Place(
        bucket=made["SiteBucket"],
        incoming_bucket=made["IncomingBucket"],
        region=region,
        distribution=made["Distribution"],
        adopted=False,
    )
