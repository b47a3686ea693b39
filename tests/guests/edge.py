"""An edge in tests: edits by the second, and what CloudFront was asked of them."""

from datetime import datetime, timedelta

from django.utils.crypto import get_random_string

from bookings.outbox import worker
from bookings.outbox.models import Delivery
from guests.edge import stale
from guests.models import Site
from tests import amazon as on_amazon
from tests import make

NAMES = ("g/XHQGMDH.html", "g/XHQGMDH.ics", "g/smith-sail.html")


def distribution() -> str:
    """Make a distribution and return its id."""
    ports = {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}
    origin = {"Id": "site", "DomainName": "site.example.com", "CustomOriginConfig": ports}
    behaviour = {"TargetOriginId": "site", "ViewerProtocolPolicy": "redirect-to-https"}
    config = {
        "CallerReference": get_random_string(12),
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": behaviour | {"CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6"},
        "Comment": "",
        "Enabled": True,
    }
    made = on_amazon.client("cloudfront").create_distribution(DistributionConfig=config)
    return str(made["Distribution"]["Id"])


def asked(site: Site) -> list[list[str]]:
    """The paths of every invalidation that CloudFront was asked for, oldest first."""
    cloudfront, name = on_amazon.client("cloudfront"), {"DistributionId": site.distribution}
    made = cloudfront.list_invalidations(**name, MaxItems="1000")["InvalidationList"].get("Items", [])
    batches = [cloudfront.get_invalidation(**name, Id=one["Id"])["Invalidation"] for one in made]
    ordered = sorted(batches, key=lambda one: one["CreateTime"])
    return [one["InvalidationBatch"]["Paths"]["Items"] for one in ordered]


def after(seconds: float) -> datetime:
    return make.NOW + timedelta(seconds=seconds)


def edit(site: Site, *keys: str, seconds: float = 0) -> None:
    stale.note(site, keys or NAMES, at=after(seconds))


def drain(seconds: float) -> worker.Tally:
    return worker.drain("guest_edge", clock=lambda: after(seconds))


def owed(site: Site) -> Delivery:
    return Delivery.objects.get(target="guest_edge", booking_code=site.distribution)
