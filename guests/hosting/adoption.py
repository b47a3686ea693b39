"""Takes over a bucket and a distribution that serve the domain already: adds what we need, touches nothing else."""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from guests.hosting import amazon, obstacles
from guests.hosting.behaviours import Wanted, adopted
from guests.hosting.distribution import Config
from guests.hosting.errors import HostingError
from guests.models import Site
from guests.objects import Objects


@dataclass(frozen=True)
class Standing:
    """A distribution's configuration, the mark by which CloudFront knows this version, and its own domain."""

    distribution: str
    config: Config
    mark: str
    domain: str


def region_of(bucket: str) -> str:
    """Return where the bucket is. Raises HostingError where there is none, or none for us."""
    try:
        # The oldest region has no name here, and the second oldest an old one.
        where = amazon.client("s3").get_bucket_location(Bucket=bucket).get("LocationConstraint") or amazon.GLOBAL
    except ClientError as error:
        if amazon.code(error) == "NoSuchBucket":
            raise HostingError(f"There is no bucket {bucket}.") from error
        raise
    return "eu-west-1" if where == "EU" else str(where)


def look(distribution: str, domain: str) -> Standing:
    """Look at the distribution. Raises HostingError where there is none, or it does not answer for the domain."""
    try:
        answer: dict[str, Any] = amazon.client("cloudfront").get_distribution(Id=distribution)
    except ClientError as error:
        if amazon.code(error) == "NoSuchDistribution":
            raise HostingError(f"There is no distribution {distribution} in this account.") from error
        raise
    found = answer["Distribution"]
    obstacles.require_alias(found["DistributionConfig"], domain, distribution)
    return Standing(distribution, found["DistributionConfig"], answer["ETag"], found["DomainName"])


def change(standing: Standing, wanted: Wanted, *, plan: bool) -> list[str]:
    """Add what is wanted, and return a line for each change; with `plan`, only the lines."""
    config, lines = adopted(standing.config, wanted)
    if lines and not plan:
        amazon.client("cloudfront").update_distribution(
            Id=standing.distribution, IfMatch=standing.mark, DistributionConfig=config
        )
    return lines


def made_by_hand(site: Site, objects: Objects) -> list[str]:
    """Return the keys below the site's prefix that are none of ours."""
    ours = set(site.pages.values_list("key", flat=True)) if site.pk else set()
    return sorted(set(objects.listed(site.key_prefix)) - ours)
