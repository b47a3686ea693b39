"""What an adopted distribution gets, and what keeps it from being adopted."""

from typing import Any

import pytest

from guests.hosting import obstacles
from guests.hosting.behaviours import adopted
from guests.hosting.distribution import items, listed
from guests.hosting.errors import HostingError
from tests.hosting.build import THEIRS, WANTED, behaviour, distribution_config, origin, runs

OURS = ["/g/presign", "/g/upload", "/g/upload/*", "/g/*"]


def paths(config: dict[str, Any]) -> list[str]:
    return [one["PathPattern"] for one in items(config, "CacheBehaviors")]


def test_ours_go_before_theirs() -> None:
    changed, lines = adopted(distribution_config("sail.example.com"), WANTED)
    assert paths(changed) == [*OURS, "*.png"]
    assert lines == [
        "+ origin fairlead-product (fairlead.example.com)",
        "+ behaviour /g/presign → fairlead-product",
        "+ behaviour /g/upload → fairlead-product",
        "+ behaviour /g/upload/* → fairlead-product",
        "+ behaviour /g/* → their-bucket",
    ]


def test_everything_else_stays_as_it_was() -> None:
    config = distribution_config("sail.example.com")
    changed, _ = adopted(config, WANTED)
    for added in (changed["CacheBehaviors"], changed["Origins"]):
        added["Items"] = [one for one in added["Items"] if one.get("PathPattern") not in OURS]
        added["Items"] = [one for one in added["Items"] if one.get("Id") != "fairlead-product"]
        added["Quantity"] = len(added["Items"])
    assert changed == config


def test_adopted_again_nothing_changes() -> None:
    changed, _ = adopted(distribution_config("sail.example.com"), WANTED)
    assert adopted(changed, WANTED) == (changed, [])


def test_the_order_in_which_cloudfront_lists_methods_is_no_change() -> None:
    changed, _ = adopted(distribution_config("sail.example.com"), WANTED)
    for one in items(changed, "CacheBehaviors"):
        one["AllowedMethods"]["Items"].reverse()
        one["GrpcConfig"] = {"Enabled": False}
    assert adopted(changed, WANTED)[1] == []


def test_a_standing_behaviour_gets_the_function_and_keeps_the_rest() -> None:
    response = {"EventType": "viewer-response", "FunctionARN": "arn:aws:cloudfront::000000000000:function/stamps"}
    theirs = behaviour("g/*", FunctionAssociations=listed([response]))
    changed, lines = adopted(distribution_config("sail.example.com", theirs), WANTED)
    standing = items(changed, "CacheBehaviors")[3]
    ran = [response, {"EventType": "viewer-request", "FunctionARN": WANTED.function}]
    assert standing == theirs | {"FunctionAssociations": listed(ran)}
    assert lines[-1] == "~ behaviour /g/* → their-bucket"


def test_another_product_host_is_a_change_of_the_origin_alone() -> None:
    config, _ = adopted(distribution_config("sail.example.com"), WANTED)
    product = items(config, "Origins")[-1]
    product["DomainName"] = "elsewhere.example.com"
    assert adopted(config, WANTED)[1] == ["~ origin fairlead-product (fairlead.example.com)"]


@pytest.mark.parametrize("kind", ["FunctionAssociations", "LambdaFunctionAssociations"])
def test_a_viewer_function_of_somebody_else_stops_it(kind: str) -> None:
    name = "FunctionARN" if kind == "FunctionAssociations" else "LambdaFunctionARN"
    theirs = behaviour("/g/*", **{kind: listed([{"EventType": "viewer-request", name: "arn:theirs"}])})
    with pytest.raises(HostingError, match=r"runs a viewer-request function already: arn:theirs\."):
        adopted(distribution_config("sail.example.com", theirs), WANTED)


def test_a_viewer_function_of_the_default_behaviour_is_theirs_to_keep() -> None:
    default = adopted(distribution_config("sail.example.com"), WANTED)[0]["DefaultCacheBehavior"]
    assert {"FunctionAssociations": default["FunctionAssociations"]} == runs(THEIRS)


def test_pages_that_lead_elsewhere_stop_it() -> None:
    theirs = behaviour("/g/*", TargetOriginId="their-api")
    with pytest.raises(HostingError, match="leads to the origin their-api, not to the bucket"):
        adopted(distribution_config("sail.example.com", theirs), WANTED)


def test_behaviours_of_their_own_below_g_stop_it() -> None:
    with pytest.raises(HostingError, match="behaviours of its own below /g/: /g/old/"):
        adopted(distribution_config("sail.example.com", behaviour("/g/old/*")), WANTED)


def test_a_bucket_that_is_no_origin_stops_it() -> None:
    config = distribution_config("sail.example.com", bucket="old-site-of-others")
    with pytest.raises(HostingError, match="has no origin that is the bucket old-site"):
        adopted(config | {"Origins": listed([origin("x", "api.example.com")])}, WANTED)


def test_an_origin_with_a_path_stops_it() -> None:
    config = distribution_config("sail.example.com")
    config["Origins"] = listed([origin("x", "old-site.s3.amazonaws.com", OriginPath="/public")])
    with pytest.raises(HostingError, match="puts /public before every key"):
        adopted(config, WANTED)


def test_a_distribution_of_another_domain_stops_it() -> None:
    config = distribution_config("sail.example.com")
    with pytest.raises(HostingError, match=r"answer for row\.example\.com but for sail\.example\.com, www"):
        obstacles.require_alias(config, "row.example.com", "E123")
