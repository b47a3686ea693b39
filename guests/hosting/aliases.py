"""Whether a domain is free to lead to a distribution of ours."""

from guests.hosting import amazon
from guests.hosting.errors import HostingError


def require_free(domain: str, *, ours: str) -> None:
    """Raise HostingError where another distribution of this account than `ours` answers for `domain`."""
    for page in amazon.client("cloudfront").get_paginator("list_distributions").paginate():
        for one in page["DistributionList"].get("Items", ()):
            if domain in one["Aliases"].get("Items", ()) and one["Id"] != ours:
                raise HostingError(
                    f"The distribution {one['Id']} answers for {domain} already. Take it over with --adopt "
                    f"--distribution {one['Id']} --bucket NAME, or remove the alternate name there; then run again."
                )
