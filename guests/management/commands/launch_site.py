from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bookings.history import OUTSIDE
from bookings.models import Brand
from bookings.outbox.targets import PermanentError, TransientError
from guests.hosting import amazon
from guests.hosting.adopting import launch_adopted
from guests.hosting.errors import HostingError
from guests.hosting.launch import Launch
from guests.hosting.whole import launch_whole
from guests.models import Site


class Command(BaseCommand):
    help = (
        "Put a brand's site on its own domain, in Amazon's buckets and CloudFront. Again is safe: it goes on from "
        "where it stopped, and changes nothing that is as it should be. See docs/sites.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("domain", help="the brand's domain, as in its form")
        parser.add_argument("--plan", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--region", default="", help="where its buckets are made (default: the environment's)")
        parser.add_argument("--certificate-arn", default="", help="one in us-east-1 (default: found, else requested)")
        parser.add_argument("--adopt", action="store_true", help="take over a bucket and a distribution that stand")
        parser.add_argument("--bucket", default="", help="with --adopt: the bucket's name")
        parser.add_argument("--distribution", default="", help="with --adopt: the distribution's id")

    def handle(self, *, domain: str, **options: Any) -> None:
        job = Launch(site=_site(domain), plan=options["plan"], by=OUTSIDE, at=timezone.now(), say=self.stdout.write)
        try:
            with amazon.in_words():
                _launch(job, options)
        except (HostingError, PermanentError, TransientError) as error:
            raise CommandError(str(error)) from None
        if job.plan:
            self.stdout.write("Nothing was changed.")


def _site(domain: str) -> Site:
    """Return the brand's site; one with every default, not saved yet, where nobody has given it a look."""
    brand = Brand.objects.select_related("site").filter(domain=domain.lower()).first()
    if brand is None:
        raise CommandError(f"No brand has the domain {domain}. Add it in the admin (Brands, Add), then run this again.")
    return Site.of(brand)


def _launch(job: Launch, options: dict[str, Any]) -> None:
    site, region, bucket, distribution = job.site, options["region"], options["bucket"], options["distribution"]
    if options["adopt"] or site.adopted:
        place = {"bucket": bucket or site.bucket, "distribution": distribution or site.distribution}
        launch_adopted(job, region=region, **place)
    elif bucket or distribution:
        raise HostingError("A bucket and a distribution are given only with --adopt.")
    else:
        launch_whole(job, region=region, certificate_arn=options["certificate_arn"])
