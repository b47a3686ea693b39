"""What stops a launch, each with a sentence that says what to do."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management.base import CommandError
from pytest_django import Settings

from guests.hosting import amazon, template
from guests.hosting.errors import HostingError
from guests.hosting.stack import Stack
from guests.hosting.whole import launch_whole
from guests.models import Hosting, Site
from tests import make
from tests.guests import build as guests
from tests.hosting import build

TAKEN_BUCKET = """
Resources:
  Fine: {Type: AWS::S3::Bucket}
  Taken: {Type: AWS::CloudFront::Function, DependsOn: Fine, Properties: {Name: somebody-elses, AutoPublish: true,
    FunctionCode: "x", FunctionConfig: {Comment: "", Runtime: cloudfront-js-2.0}}}
"""


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that knows no Amazon: no credentials, no region, no metadata service."""
    forget()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    yield
    forget()


def forget() -> None:
    """Have the next client read the environment afresh."""
    amazon.client.cache_clear()
    amazon.session.cache_clear()


def stopped(site: Site, *arguments: str) -> str:
    """The sentence with which the command stops."""
    with pytest.raises(CommandError) as stop:
        build.launch(site.brand.domain, *arguments)
    return str(stop.value)


@pytest.mark.django_db
def test_a_domain_that_no_brand_has() -> None:
    with pytest.raises(CommandError, match=r"No brand has the domain row\.example\.com\. Add it in the admin"):
        build.launch("row.example.com")


@pytest.mark.django_db
def test_a_bucket_without_the_word_adopt() -> None:
    assert stopped(guests.site(), "--bucket", "old-site") == "A bucket and a distribution are given only with --adopt."


@pytest.mark.parametrize(
    "address",
    ["http://fairlead.example.com", "https://localhost", "https://203.0.113.7", "https://fairlead.example.com:8443"],
)
def test_a_product_that_cloudfront_cannot_reach(settings: Settings, address: str) -> None:
    settings.PUBLIC_URL = address
    with pytest.raises(HostingError, match="Set PUBLIC_URL to the product's https:// address"):
        template.product_host()


@pytest.mark.django_db
@pytest.mark.usefixtures("nowhere")
def test_no_region() -> None:
    assert stopped(guests.site()) == "No region is known. Give --region us-west-2, or set AWS_REGION."


@pytest.mark.django_db
@pytest.mark.usefixtures("nowhere")
def test_no_credentials() -> None:
    assert stopped(guests.site(), "--region", "us-west-2").startswith("No credentials for Amazon were found.")


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.usefixtures("amazon")
@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("AccessDenied", "These credentials may not do CreateChangeSet. Launch as an administrator; docs/sites.md"),
        ("ExpiredToken", "These credentials have expired. Log in again, and run this again."),
        ("InvalidClientTokenId", "Amazon does not know these credentials (InvalidClientTokenId)."),
        ("LimitExceeded", "Amazon refuses CreateChangeSet (LimitExceeded): as it is put there"),
    ],
)
def test_what_amazon_refuses(code: str, sentence: str) -> None:
    site = guests.site()
    with build.amazon_says("CreateChangeSet", code):
        assert stopped(site).startswith(sentence)
    site.refresh_from_db()
    assert site.hosting == Hosting.LOCAL


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.usefixtures("amazon")
def test_an_alias_that_another_distribution_of_the_account_has() -> None:
    site = guests.site()
    config = build.distribution_config(site.brand.domain)
    theirs = build.globally("cloudfront").create_distribution(DistributionConfig=config)["Distribution"]["Id"]
    said = stopped(site, "--plan")
    assert said.startswith(f"The distribution {theirs} answers for {site.brand.domain} already. Take it over with")


@pytest.mark.slow
@pytest.mark.usefixtures("amazon")
def test_a_stack_that_fails_names_what_failed_and_leaves_nothing() -> None:
    config = {"Comment": "", "Runtime": "cloudfront-js-2.0"}
    build.globally("cloudfront").create_function(Name="somebody-elses", FunctionConfig=config, FunctionCode=b"x")
    stack = Stack("broken.example.com", "us-west-2")
    plan = stack.plan(TAKEN_BUCKET, {}, at=make.NOW)
    assert plan is not None
    with pytest.raises(HostingError, match=r"could not be made\. Taken: .*already exists.* Mend that, and run"):
        stack.carry_out(plan, lambda line: None)
    assert stack.at_rest(lambda line: None) is None


@pytest.mark.slow
@pytest.mark.usefixtures("amazon")
def test_an_alias_that_somebody_elses_distribution_has() -> None:
    stack = Stack("taken.example.com", "us-west-2")
    own = {"StackId": "stack", "EventId": "2", "LogicalResourceId": "Distribution", "PhysicalResourceId": ""}
    reason = "One or more of the CNAMEs you provided are already associated with a different resource"
    failed = own | {"ResourceStatus": "CREATE_FAILED", "ResourceStatusReason": reason}
    ended = own | {"EventId": "3", "PhysicalResourceId": "stack", "ResourceStatus": "DELETE_COMPLETE"}
    plan = stack.plan(TAKEN_BUCKET, {}, at=make.NOW)
    assert plan is not None
    with (
        build.amazon_says("ExecuteChangeSet", {}),
        build.amazon_says_in_turn("DescribeStackEvents", [[], [ended, failed], [ended, failed]]),
        pytest.raises(HostingError, match=r"Another distribution answers for taken\.example\.com"),
    ):
        stack.carry_out(plan, lambda line: None)
    stack.discard(plan)


@pytest.mark.slow
@pytest.mark.usefixtures("amazon")
def test_a_stack_that_stands_broken() -> None:
    stack = Stack("stuck.example.com", "us-west-2")
    standing = {"StackId": "stack", "StackStatus": "UPDATE_ROLLBACK_FAILED"}
    failed = {
        "StackId": "stack",
        "EventId": "1",
        "LogicalResourceId": "Rewrite",
        "PhysicalResourceId": "rewrite",
        "ResourceStatus": "UPDATE_FAILED",
        "ResourceStatusReason": "The function is in use",
    }
    with (
        build.amazon_says("DescribeStacks", {"Stacks": [standing]}),
        build.amazon_says("DescribeStackEvents", {"StackEvents": [failed]}),
        pytest.raises(HostingError, match=r"UPDATE_ROLLBACK_FAILED\)\. Rewrite: The function is in use\. Mend that"),
    ):
        stack.at_rest(lambda line: None)


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.usefixtures("amazon")
def test_a_certificate_that_is_not_issued_yet_stops_after_the_records() -> None:
    site = guests.site()
    job, said = build.job(site)
    waiting = {"Certificate": certificate("PENDING_VALIDATION", site)}
    with (
        build.amazon_says("DescribeCertificate", waiting),
        pytest.raises(HostingError, match=r"not issued yet\. Set the records above, and run this again\."),
    ):
        launch_whole(job, region="us-west-2", certificate_arn="")
    records = "\n".join(said)
    assert ("_proof" in records, "_domainkey" in records, Stack(site.brand.domain, "us-west-2").described()) == (
        True,
        True,
        None,
    )


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.usefixtures("amazon")
def test_a_certificate_that_will_never_be_issued() -> None:
    site = guests.site()
    with build.amazon_says("DescribeCertificate", {"Certificate": certificate("FAILED", site)}):
        assert "is failed. Delete it, and run this again." in stopped(site)


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.usefixtures("amazon")
def test_a_certificate_of_another_region() -> None:
    arn = "arn:aws:acm:us-west-2:000000000000:certificate/0a1b"
    assert stopped(guests.site(), "--certificate-arn", arn).startswith("CloudFront takes certificates of us-east-1")


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.usefixtures("amazon")
def test_buckets_that_would_have_to_move() -> None:
    site = guests.site(hosting=Hosting.BUCKET, bucket="old-site", incoming_bucket="old-incoming", region="us-west-2")
    assert stopped(site, "--region", "eu-west-1").startswith("The site's buckets are in us-west-2")


def certificate(status: str, site: Site) -> dict[str, Any]:
    record = {"Name": f"_proof.{site.brand.domain}.", "Type": "CNAME", "Value": "_proof.acm-validations.aws."}
    return {"Status": status, "DomainValidationOptions": [{"ResourceRecord": record}]}
