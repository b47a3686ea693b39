"""A site launched from nothing, on an AWS that makes what CloudFormation asks for."""

import os
import shutil
import subprocess
from typing import Any

import pytest
from django.conf import settings
from django.core.management.base import CommandError

from guests.models import Hosting, Site
from guests.objects import incoming, published
from tests import amazon as aws
from tests import make
from tests.guests import build as guests
from tests.hosting import build

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("amazon")]


def launched(**fields: Any) -> Site:
    site = guests.site(**fields)
    build.launch(site.brand.domain)
    site.refresh_from_db()
    return site


def distribution(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = build.globally("cloudfront").get_distribution(Id=site.distribution)["Distribution"]
    return found


def everything(site: Site) -> list[Any]:
    """What launching makes and writes, to be compared with itself later."""
    stacks = aws.client("cloudformation").describe_stacks()["Stacks"]
    certificates = build.globally("acm").list_certificates()["CertificateSummaryList"]
    identities = aws.client("sesv2").list_email_identities()["EmailIdentities"]
    told = [(stack["StackName"], stack["StackStatus"], stack.get("LastUpdatedTime")) for stack in stacks]
    buckets = [bucket["Name"] for bucket in aws.client("s3").list_buckets()["Buckets"]]
    distributions = build.globally("cloudfront").list_distributions()["DistributionList"].get("Items", ())
    changed = [(one["Id"], one["LastModifiedTime"]) for one in distributions]
    row = Site.objects.filter(pk=site.pk).values().get()
    return [told, len(certificates), len(identities), buckets, changed, row, list(site.pages.values_list("key", "tag"))]


def test_the_row_says_where_the_site_is_hosted() -> None:
    site = launched()
    made = aws.client("cloudformation").describe_stacks(StackName=f"fairlead-{site.brand.domain.replace('.', '-')}")
    outputs = {one["OutputKey"]: one["OutputValue"] for one in made["Stacks"][0]["Outputs"]}
    kept = (site.hosting, site.bucket, site.incoming_bucket, site.region, site.distribution, site.adopted, site.live)
    told = (outputs["SiteBucket"], outputs["IncomingBucket"], "us-west-2", outputs["Distribution"])
    assert kept == (Hosting.BUCKET, *told, False, False)


def test_the_page_for_what_is_not_there_stands() -> None:
    site = launched(key_prefix="guests/")
    stored = aws.client("s3").get_object(Bucket=site.bucket, Key="g/index.html")
    assert (stored["ContentType"], site.brand.name.encode() in stored["Body"].read()) == (
        "text/html; charset=utf-8",
        True,
    )


def test_the_records_to_set_are_printed() -> None:
    site = guests.site()
    said = build.launch(site.brand.domain)
    site.refresh_from_db()
    lines = [line.split() for line in said.splitlines() if line.startswith("  ") and "CNAME" in line]
    purposes = [line[-1] for line in lines]
    assert purposes == ["pages", "certificate", "e-mail", "e-mail", "e-mail"]
    assert lines[0][3:5] == [site.brand.domain, distribution(site)["DomainName"]]


def test_run_again_it_changes_nothing() -> None:
    site = launched()
    before = everything(site)
    said = build.launch(site.brand.domain)
    assert everything(site) == before
    assert said.count("as it should be") == 2


def test_a_plan_of_a_new_site_changes_nothing() -> None:
    site = guests.site()
    before = everything(site)
    said = build.launch(site.brand.domain, "--plan")
    assert everything(site) == before
    assert "+ Distribution (AWS::CloudFront::Distribution)" in said
    assert said.endswith("Nothing was changed.\n")


def test_a_plan_of_a_change_shows_it_and_changes_nothing() -> None:
    site = launched()
    site.key_prefix = "guests/"
    site.save()
    before = everything(site)
    said = build.launch(site.brand.domain, "--plan")
    assert everything(site) == before
    assert "~ Rewrite (AWS::CloudFront::Function)" in said


def test_a_plan_can_be_followed_by_the_launch() -> None:
    site = guests.site()
    build.launch(site.brand.domain, "--plan")
    build.launch(site.brand.domain)
    site.refresh_from_db()
    assert site.hosting == Hosting.BUCKET


def test_a_brand_without_a_look_is_launched_with_every_default() -> None:
    brand = make.brand()
    build.launch(brand.domain)
    assert Site.objects.get(brand=brand).hosting == Hosting.BUCKET


def test_a_certificate_that_is_given_stays_in_use() -> None:
    site = guests.site()
    acm = build.globally("acm")
    given = acm.request_certificate(DomainName="example.com", ValidationMethod="DNS")["CertificateArn"]
    build.launch(site.brand.domain, "--certificate-arn", given)
    build.launch(site.brand.domain)
    site.refresh_from_db()
    assert distribution(site)["DistributionConfig"]["ViewerCertificate"]["ACMCertificateArn"] == given


def edge(site: Site) -> str:
    """The code that runs at the edge of the site's distribution."""
    behaviours = distribution(site)["DistributionConfig"]["CacheBehaviors"]["Items"]
    (ran,) = next(one for one in behaviours if one["PathPattern"] == "/g/*")["FunctionAssociations"]["Items"]
    name = ran["FunctionARN"].rpartition("/")[2]
    code: bytes = build.globally("cloudfront").get_function(Name=name, Stage="LIVE")["FunctionCode"].read()
    return code.decode()


@pytest.mark.skipif(not (shutil.which("node") or os.environ.get("CI")), reason="There is no node here.")
@pytest.mark.parametrize("prefix", ["g/", "guests/"])
def test_a_page_published_afterwards_is_read_back_by_what_runs_at_the_edge(prefix: str) -> None:
    site = launched(key_prefix=prefix)
    booking = guests.charter(brand=site.brand, slug="sunset-sail")
    guests.publish()
    code = edge(site)
    for name in (booking.code.lower(), f"{booking.code}.html", "Sunset-Sail/"):
        asked = f"{code}\nprocess.stdout.write(handler({{request: {{uri: '/g/{name}'}}}}).uri)"
        uri = subprocess.run(["node", "-e", asked], capture_output=True, text=True, check=True).stdout
        body = published(site).read(uri.removeprefix("/"), at_most=200_000)
        assert body is not None
        assert b"Nora" in body


def test_pages_move_to_the_bucket_and_leave_nothing_behind() -> None:
    site = guests.site()
    booking = guests.charter(brand=site.brand)
    guests.publish()
    assert guests.file(booking).exists()
    build.launch(site.brand.domain)
    site.refresh_from_db()
    guests.publish()
    page = site.pages.get(key=f"g/{booking.code}.html")
    standing = published(site).see(page.key)
    assert standing is not None
    assert (standing.tag, guests.files()) == (page.tag, [])


def test_photos_that_cannot_be_carried_over_stop_it() -> None:
    gone = {"bucket": "long-gone", "incoming_bucket": "long-gone-too", "region": "us-west-2"}
    site = guests.site(hosting=Hosting.BUCKET, **gone)
    with pytest.raises(CommandError, match="Photos cannot be carried over to the new place"):
        build.launch(site.brand.domain)
    site.refresh_from_db()
    assert site.bucket == "long-gone"
    Site.objects.filter(pk=site.pk).update(hosting=Hosting.LOCAL)
    build.launch(site.brand.domain)
    site.refresh_from_db()
    assert site.hosting == Hosting.BUCKET


def test_photos_move_along() -> None:
    site = guests.site()
    name = "clean/XHQGMDH/0a1b2c3d4e5f6071.jpg"
    incoming(site).put(name, b"a picture", content_type="image/jpeg", cache_control="no-store", over=None)
    build.launch(site.brand.domain)
    site.refresh_from_db()
    assert incoming(site).read(name, at_most=100) == b"a picture"
    assert list((settings.PHOTOS_ROOT / site.brand.domain).rglob("*.jpg")) == []
