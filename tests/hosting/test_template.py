"""The template, deployed once on an AWS that makes what it asks for."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from guests.hosting import template
from guests.hosting.stack import Stack
from tests import amazon as aws
from tests import make
from tests.hosting import build

DOMAIN = "sail.example.com"
CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/0a1b2c3d-0000-0000-0000-000000000000"
Made = dict[str, str]


@pytest.fixture(scope="module")
def made(amazon_environment: dict[str, str]) -> Iterator[Made]:
    """What a deployed stack says that it made."""
    told = {"DomainName": DOMAIN, "CertificateArn": CERTIFICATE}
    told |= {"ProductHost": "fairlead.example.com", "ProductOrigin": "https://fairlead.example.com"}
    with pytest.MonkeyPatch.context() as environment:
        for name, value in amazon_environment.items():
            environment.setenv(name, value)
        stack = Stack(DOMAIN, "us-west-2")
        plan = stack.plan(template.body("guests/"), told, at=make.NOW)
        assert plan is not None
        stack.carry_out(plan, lambda line: None)
        yield stack.outputs()


def config(made: Made) -> dict[str, Any]:
    answer = build.globally("cloudfront").get_distribution(Id=made["Distribution"])
    found: dict[str, Any] = answer["Distribution"]["DistributionConfig"]
    return found


def behaviours(made: Made) -> dict[str, Any]:
    return {one["PathPattern"]: one for one in config(made)["CacheBehaviors"]["Items"]}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SiteBucket", "IncomingBucket"])
def test_buckets_are_private_versioned_and_speak_tls_alone(made: Made, name: str) -> None:
    s3, bucket = aws.client("s3"), made[name]
    assert all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    denied = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"][-1]
    assert (denied["Effect"], denied["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


@pytest.mark.slow
def test_only_its_distribution_reads_the_pages_and_nobody_lists_them(made: Made) -> None:
    policy = json.loads(aws.client("s3").get_bucket_policy(Bucket=made["SiteBucket"])["Policy"])
    allowed = [one for one in policy["Statement"] if one["Effect"] == "Allow"]
    assert [one["Action"] for one in allowed] == ["s3:GetObject"]
    assert allowed[0]["Condition"]["StringEquals"]["AWS:SourceArn"].endswith(f"distribution/{made['Distribution']}")


@pytest.mark.slow
def test_photos_may_be_sent_from_the_domain_and_from_the_product(made: Made) -> None:
    (rule,) = aws.client("s3").get_bucket_cors(Bucket=made["IncomingBucket"])["CORSRules"]
    origins = [f"https://{DOMAIN}", "https://fairlead.example.com"]
    assert (rule["AllowedMethods"], rule["AllowedOrigins"]) == (["POST"], origins)


@pytest.mark.slow
def test_the_function_is_live_with_the_prefix_of_the_site(made: Made) -> None:
    (ran,) = behaviours(made)["/g/*"]["FunctionAssociations"]["Items"]
    name = ran["FunctionARN"].rpartition("/")[2]
    live = build.globally("cloudfront").get_function(Name=name, Stage="LIVE")["FunctionCode"].read().decode()
    assert (ran["EventType"], ran["FunctionARN"], live) == (
        "viewer-request",
        made["Function"],
        template.function("guests/"),
    )


@pytest.mark.slow
def test_uploads_are_handed_on_and_nothing_of_them_is_kept(made: Made) -> None:
    found = behaviours(made)
    assert list(found) == ["/g/presign", "/g/upload", "/g/upload/*", "/g/*"]
    for path in ("/g/presign", "/g/upload", "/g/upload/*"):
        assert found[path]["TargetOriginId"] == "fairlead-product"
        assert found[path]["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
        assert len(found[path]["AllowedMethods"]["Items"]) == 7


@pytest.mark.slow
def test_the_distribution_answers_for_the_domain_alone(made: Made) -> None:
    found = config(made)
    assert (found["Aliases"]["Items"], found["HttpVersion"]) == ([DOMAIN], "http2and3")
    assert found["ViewerCertificate"]["ACMCertificateArn"] == CERTIFICATE


@pytest.mark.slow
def test_what_is_not_there_leads_to_the_page_that_says_so_and_the_products_404_stays(made: Made) -> None:
    errors = config(made)["CustomErrorResponses"]["Items"]
    shown = [(one["ErrorCode"], one["ResponseCode"], one["ResponsePagePath"]) for one in errors]
    assert shown == [(403, "404", "/g/index.html")]


@pytest.mark.slow
def test_nobody_may_frame_guess_or_index_a_page(made: Made) -> None:
    policy = build.globally("cloudfront").get_response_headers_policy(Id=made["Headers"])
    said = policy["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"]
    security = said["SecurityHeadersConfig"]
    assert security["ContentSecurityPolicy"]["ContentSecurityPolicy"] == "frame-ancestors 'none'"
    assert security["FrameOptions"]["FrameOption"] == "DENY"
    assert security["ReferrerPolicy"]["ReferrerPolicy"] == "no-referrer"
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] == 31_536_000
    assert [(one["Header"], one["Value"]) for one in said["CustomHeadersConfig"]["Items"]] == [
        ("X-Robots-Tag", "noindex")
    ]
    assert behaviours(made)["/g/*"]["ResponseHeadersPolicyId"] == made["Headers"]


@pytest.mark.slow
def test_the_template_is_without_fault() -> None:
    from cfnlint import api  # type: ignore[import-untyped]  # takes seconds: only for the slow tests

    assert api.lint(template.body("g/")) == []


def rules(bucket: str) -> dict[str, Any]:
    from cfnlint.decode import decode  # type: ignore[import-untyped]

    written, _ = decode(str(template.INFRA / "brand-site.yaml"))
    found = written["Resources"][bucket]["Properties"]["LifecycleConfiguration"]["Rules"]
    return {rule["Id"]: rule for rule in found}


@pytest.mark.slow
def test_what_is_old_goes() -> None:
    assert rules("SiteBucket")["older-versions-go"]["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert rules("LogBucket")["logs-go"]["ExpirationInDays"] == 90
    taken_in = rules("IncomingBucket")["what-nobody-took-in-goes"]
    assert (taken_in["Prefix"], taken_in["ExpirationInDays"]) == ("in/", 7)
    assert rules("IncomingBucket")["older-versions-go"]["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}


def test_the_function_fits_and_so_does_the_template() -> None:
    assert len(template.function("guests/").encode()) <= 10_240
    assert len(template.body("guests/").encode()) <= 51_200
    assert "__" not in template.function("guests/")
