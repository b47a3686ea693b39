"""Builders of what launching meets."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from typing import Any
from unittest.mock import patch

import boto3
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from django.core.management import call_command

from guests.hosting.behaviours import Wanted
from guests.hosting.distribution import listed
from guests.hosting.launch import Launch
from guests.models import Site
from tests import make

FUNCTION = "arn:aws:cloudfront::000000000000:function/fairlead-rewrite"
THEIRS = "arn:aws:cloudfront::000000000000:function/theirs"
WANTED = Wanted(bucket="old-site", product_host="fairlead.example.com", function=FUNCTION, headers="headers-policy")


def launch(domain: str, *arguments: str) -> str:
    """Run the command, and return what it says."""
    out = StringIO()
    call_command("launch_site", domain, *arguments, stdout=out)
    return out.getvalue()


def job(site: Site, **fields: Any) -> tuple[Launch, list[str]]:
    """A run that does not wait, and what it says."""
    said: list[str] = []
    own: dict[str, Any] = {
        "plan": False,
        "by": make.STAFF,
        "at": make.NOW,
        "say": said.append,
        "patience": timedelta(0),
    }
    return Launch(site=site, **own | fields), said


def globally(service: str) -> Any:
    return boto3.client(service, region_name="us-east-1")


@contextmanager
def amazon_says(operation: str, answer: dict[str, Any] | str) -> Iterator[None]:
    """Have Amazon answer one operation with `answer`, or refuse it with that code; it does the others as ever."""
    asked = BaseClient._make_api_call

    def ask(self: BaseClient, name: str, parameters: dict[str, Any]) -> Any:
        if name != operation:
            return asked(self, name, parameters)
        if isinstance(answer, str):
            raise ClientError({"Error": {"Code": answer, "Message": "as it is put there"}}, name)
        return answer

    with patch.object(BaseClient, "_make_api_call", ask):
        yield


def origin(name: str, host: str, **fields: Any) -> dict[str, Any]:
    plain = {"OriginPath": "", "CustomHeaders": {"Quantity": 0}, "S3OriginConfig": {"OriginAccessIdentity": ""}}
    return {"Id": name, "DomainName": host} | plain | fields


def behaviour(path: str, **fields: Any) -> dict[str, Any]:
    """A behaviour as somebody else would have made it."""
    return {
        "PathPattern": path,
        "TargetOriginId": "their-bucket",
        "ViewerProtocolPolicy": "allow-all",
        "AllowedMethods": listed(["GET", "HEAD"]) | {"CachedMethods": listed(["GET", "HEAD"])},
        "SmoothStreaming": False,
        "Compress": False,
        "LambdaFunctionAssociations": {"Quantity": 0},
        "FunctionAssociations": {"Quantity": 0},
        "FieldLevelEncryptionId": "",
        "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
    } | fields


def runs(function: str) -> dict[str, Any]:
    return {"FunctionAssociations": listed([{"EventType": "viewer-request", "FunctionARN": function}])}


def distribution_config(domain: str, *behaviours: dict[str, Any], bucket: str = "old-site") -> dict[str, Any]:
    """What serves a brand's domain since before us: its bucket, an API, a behaviour for pictures."""
    default = behaviour("", **runs(THEIRS))
    del default["PathPattern"]
    return {
        "CallerReference": domain,
        "Comment": "made by hand",
        "Enabled": True,
        "Aliases": listed([domain, f"www.{domain}"]),
        "DefaultRootObject": "home.html",
        "Origins": listed(
            [
                origin("their-bucket", f"{bucket}.s3.us-west-2.amazonaws.com"),
                origin("their-api", "api.example.com"),
            ]
        ),
        "DefaultCacheBehavior": default,
        "CacheBehaviors": listed([*behaviours, behaviour("*.png")]),
        "CustomErrorResponses": {"Quantity": 0},
        "PriceClass": "PriceClass_100",
    }


@contextmanager
def amazon_says_in_turn(operation: str, events: list[list[dict[str, Any]]]) -> Iterator[None]:
    """Have each question after the other answered with the next of `events`."""
    answers = iter(events)
    asked = BaseClient._make_api_call

    def ask(self: BaseClient, name: str, parameters: dict[str, Any]) -> Any:
        return {"StackEvents": next(answers)} if name == operation else asked(self, name, parameters)

    with patch.object(BaseClient, "_make_api_call", ask):
        yield
