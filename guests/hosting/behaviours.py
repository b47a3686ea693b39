"""What an adopted distribution needs beside what it has: pure, from its configuration to a changed one."""

from dataclasses import dataclass

from guests.hosting import obstacles
from guests.hosting.distribution import (
    HANDED_ON,
    PAGES,
    VIEWER_REQUEST,
    Config,
    holds,
    items,
    listed,
    of_path,
    path,
)

PRODUCT = "fairlead-product"
CACHED = "658327ea-f89d-4fab-a63d-7e88639e58f6"  # CachingOptimized: by the object's own Cache-Control
NOT_CACHED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # CachingDisabled
FORWARD_ALL = "b689b0a8-53d0-40ab-baf2-68738e2966ac"  # AllViewerExceptHostHeader
READING = ["HEAD", "GET"]
ALL = ["HEAD", "DELETE", "POST", "GET", "OPTIONS", "PUT", "PATCH"]


@dataclass(frozen=True)
class Wanted:
    """Whose pages, whose uploads, and the two things of ours that the pages' behaviour names."""

    bucket: str
    product_host: str
    function: str
    headers: str


def adopted(config: Config, wanted: Wanted) -> tuple[Config, list[str]]:
    """Return the configuration with what we need in it, and a line for each change. The rest is as it was.

    Ours go before all others, for the first that fits a path answers it. Raises HostingError where something stands
    in the way.
    """
    origin = obstacles.bucket_origin(config, wanted.bucket)
    obstacles.require_room_below_g(config)
    obstacles.require_free_pages(config, origin=origin, function=wanted.function)
    ours = {one: _handing_on(one) for one in HANDED_ON} | {PAGES: _serving(of_path(config, PAGES), origin, wanted)}
    differing = {one: behaviour for one, behaviour in ours.items() if not holds(of_path(config, one), behaviour)}
    changes = {"CacheBehaviors": _with_behaviours(config, ours)} if differing else {}
    lines = [f"{_mark(of_path(config, one))} behaviour {one} → {ours[one]['TargetOriginId']}" for one in differing]
    product = _product(wanted.product_host)
    standing = next((one for one in items(config, "Origins") if one["Id"] == PRODUCT), None)
    if not holds(standing, product):
        others = [one for one in items(config, "Origins") if one["Id"] != PRODUCT]
        changes["Origins"] = listed([*others, (standing or {}) | product])
        lines.insert(0, f"{_mark(standing)} origin {PRODUCT} ({wanted.product_host})")
    return config | changes, lines


def _mark(standing: Config | None) -> str:
    return "~" if standing else "+"


def _with_behaviours(config: Config, ours: dict[str, Config]) -> Config:
    others = [one for one in items(config, "CacheBehaviors") if path(one) not in ours]
    return listed([*((of_path(config, one) or {}) | behaviour for one, behaviour in ours.items()), *others])


def _product(host: str) -> Config:
    return {
        "Id": PRODUCT,
        "DomainName": host,
        "OriginPath": "",
        "CustomHeaders": {"Quantity": 0},
        "CustomOriginConfig": {
            "HTTPPort": 80,
            "HTTPSPort": 443,
            "OriginProtocolPolicy": "https-only",
            "OriginSslProtocols": {"Quantity": 1, "Items": ["TLSv1.2"]},
            "OriginReadTimeout": 30,
            "OriginKeepaliveTimeout": 5,
        },
    }


def _handing_on(one: str) -> Config:
    """Take what guests send to the product, and keep nothing of it."""
    return _behaviour(one, PRODUCT, ALL, NOT_CACHED) | {"OriginRequestPolicyId": FORWARD_ALL}


def _serving(standing: Config | None, origin: str, wanted: Wanted) -> Config:
    """Serve pages by the function's rules. What else runs in a behaviour that stands goes on running."""
    runs = [one for one in items(standing or {}, "FunctionAssociations") if one["EventType"] != VIEWER_REQUEST]
    runs.append({"EventType": VIEWER_REQUEST, "FunctionARN": wanted.function})
    if standing:
        return {"PathPattern": standing["PathPattern"], "TargetOriginId": origin, "FunctionAssociations": listed(runs)}
    return _behaviour(PAGES, origin, READING, CACHED) | {
        "FunctionAssociations": listed(runs),
        "ResponseHeadersPolicyId": wanted.headers,
    }


def _behaviour(one: str, origin: str, methods: list[str], cache_policy: str) -> Config:
    return {
        "PathPattern": one,
        "TargetOriginId": origin,
        "ViewerProtocolPolicy": "redirect-to-https",
        "AllowedMethods": listed(methods) | {"CachedMethods": listed(READING)},
        "SmoothStreaming": False,
        "Compress": True,
        "LambdaFunctionAssociations": {"Quantity": 0},
        "FunctionAssociations": {"Quantity": 0},
        "FieldLevelEncryptionId": "",
        "CachePolicyId": cache_policy,
    }
