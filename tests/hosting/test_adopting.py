"""A site taken over where one stands already, on an AWS that keeps what it is told."""

from typing import Any

import pytest
from django.core.management.base import CommandError

from guests.hosting import template
from guests.hosting.stack import Stack
from guests.models import Site
from guests.objects import published
from tests import amazon as aws
from tests.guests import build as guests
from tests.hosting import build

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("amazon")]


class Old:
    """What served a brand's domain before us: a bucket with pages made by hand, and a distribution."""

    def __init__(self, *behaviours: dict[str, Any], **fields: Any) -> None:
        self.site = guests.site(**fields)
        self.domain = self.site.brand.domain
        self.bucket = aws.bucket(f"old-{self.domain.replace('.', '-')}")
        for key in ("home.html", f"{self.site.key_prefix}winter-sail.html"):
            aws.client("s3").put_object(Bucket=self.bucket, Key=key, Body=b"made by hand")
        config = build.distribution_config(self.domain, *behaviours, bucket=self.bucket)
        cloudfront = build.globally("cloudfront")
        self.distribution = cloudfront.create_distribution(DistributionConfig=config)["Distribution"]["Id"]

    @property
    def config(self) -> dict[str, Any]:
        found = build.globally("cloudfront").get_distribution_config(Id=self.distribution)
        return dict(found["DistributionConfig"])

    def stack(self) -> dict[str, Any] | None:
        return Stack(self.domain, "us-west-2").described()

    def adopt(self, *arguments: str) -> str:
        said = build.launch(
            self.domain, "--adopt", "--bucket", self.bucket, "--distribution", self.distribution, *arguments
        )
        self.site.refresh_from_db()
        return said


def test_the_row_says_that_it_was_adopted() -> None:
    old = Old()
    old.adopt()
    site = old.site
    kept = (site.bucket, site.distribution, site.region, site.adopted, site.live)
    assert kept == (old.bucket, old.distribution, "us-west-2", True, False)
    assert site.incoming_bucket.startswith("fairlead-")


def test_everything_of_theirs_stays_as_it_was() -> None:
    old = Old()
    before, objects = old.config, published_of(old)
    old.adopt()
    after = old.config
    theirs = [one for one in after["CacheBehaviors"]["Items"] if not one["PathPattern"].startswith("/g/")]
    assert theirs == before["CacheBehaviors"]["Items"]
    assert after["Origins"]["Items"][:-1] == before["Origins"]["Items"]
    touched = ("CacheBehaviors", "Origins")
    assert {k: v for k, v in after.items() if k not in touched} == {k: v for k, v in before.items() if k not in touched}
    assert {key: tag for key, tag in published_of(old).items() if key in objects} == objects


def published_of(old: Old) -> dict[str, str]:
    found = aws.client("s3").list_objects_v2(Bucket=old.bucket)["Contents"]
    return {one["Key"]: one["ETag"] for one in found}


def test_the_function_answers_below_g_with_their_prefix() -> None:
    old = Old(key_prefix="guests/")
    old.adopt()
    (ran,) = old.config["CacheBehaviors"]["Items"][3]["FunctionAssociations"]["Items"]
    name = ran["FunctionARN"].rpartition("/")[2]
    live = build.globally("cloudfront").get_function(Name=name, Stage="LIVE")["FunctionCode"].read().decode()
    assert live == template.function("guests/")


def test_no_distribution_or_bucket_of_our_own_is_made_for_pages() -> None:
    old = Old()
    before = build.globally("cloudfront").list_distributions()["DistributionList"]["Quantity"]
    old.adopt()
    assert build.globally("cloudfront").list_distributions()["DistributionList"]["Quantity"] == before
    stack = f"fairlead-{old.domain.replace('.', '-')}"
    made = aws.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
    names = sorted(one["LogicalResourceId"] for one in made)
    assert names == ["Headers", "IncomingBucket", "IncomingBucketPolicy", "Rewrite"]


def test_run_again_it_changes_nothing_with_or_without_the_words() -> None:
    old = Old()
    old.adopt()
    before = (old.config, published_of(old), Site.objects.values().get(pk=old.site.pk))
    for said in (old.adopt(), build.launch(old.domain)):
        assert said.count("as it should be") == 3
    assert (old.config, published_of(old), Site.objects.values().get(pk=old.site.pk)) == before


def test_a_plan_shows_the_difference_and_changes_nothing() -> None:
    old = Old()
    before = (old.config, published_of(old), Site.objects.values().get(pk=old.site.pk))
    said = old.adopt("--plan")
    assert (old.config, published_of(old), Site.objects.values().get(pk=old.site.pk)) == before
    assert "  + behaviour /g/* → their-bucket" in said.splitlines()
    assert old.stack() is None


def test_pages_made_by_hand_are_named_and_stay() -> None:
    old = Old()
    said = old.adopt()
    assert "Below g/ stand 1 objects that are none of ours; these stay as they are:\n  g/winter-sail.html\n" in said
    assert published(old.site).read("g/winter-sail.html", at_most=100) == b"made by hand"


def test_a_page_made_by_hand_for_what_is_not_there_stays_too() -> None:
    old = Old()
    aws.client("s3").put_object(Bucket=old.bucket, Key="g/index.html", Body=b"their own")
    assert "g/index.html was made by hand and stays as it is." in old.adopt()
    assert published(old.site).read("g/index.html", at_most=100) == b"their own"


def test_a_page_is_published_beside_theirs() -> None:
    old = Old()
    old.adopt()
    booking = guests.charter(brand=old.site.brand)
    guests.publish()
    assert published(old.site).see(f"g/{booking.code}.html") is not None
    assert published(old.site).read("g/winter-sail.html", at_most=100) == b"made by hand"


def stopped(old: Old, *arguments: str) -> str:
    with pytest.raises(CommandError) as stop:
        build.launch(old.domain, "--adopt", *arguments)
    return str(stop.value)


def test_a_viewer_function_of_theirs_stops_it_before_anything_is_made() -> None:
    old = Old(build.behaviour("/g/*", **build.runs(build.THEIRS)))
    said = stopped(old, "--bucket", old.bucket, "--distribution", old.distribution)
    assert said.startswith(f"The behaviour /g/* runs a viewer-request function already: {build.THEIRS}.")
    assert old.stack() is None


def test_words_left_out_stop_it() -> None:
    assert stopped(Old()) == "Say what to adopt: --bucket NAME and --distribution ID."


def test_a_bucket_that_is_not_there_stops_it() -> None:
    old = Old()
    assert stopped(old, "--bucket", "nowhere-at-all", "--distribution", old.distribution) == (
        "There is no bucket nowhere-at-all."
    )


def test_a_distribution_that_is_not_there_stops_it() -> None:
    old = Old()
    assert stopped(old, "--bucket", old.bucket, "--distribution", "ENOWHERE") == (
        "There is no distribution ENOWHERE in this account."
    )


def test_a_distribution_of_another_domain_stops_it() -> None:
    old, other = Old(), Old()
    said = stopped(old, "--bucket", old.bucket, "--distribution", other.distribution)
    assert said.startswith(f"The distribution {other.distribution} does not answer for {old.domain} but for")


def test_somebody_elses_change_in_between_is_not_written_over() -> None:
    old = Old()
    with build.amazon_says("UpdateDistribution", "PreconditionFailed"):
        said = stopped(old, "--bucket", old.bucket, "--distribution", old.distribution)
    assert said == "Somebody else changed it at this very moment. Run this again."


def test_a_site_of_our_own_is_not_adopted() -> None:
    old = Old()
    site = guests.site()
    build.launch(site.brand.domain)
    with pytest.raises(CommandError, match=r"there is nothing to adopt\. Leave --adopt out\."):
        build.launch(site.brand.domain, "--adopt", "--bucket", old.bucket, "--distribution", old.distribution)
