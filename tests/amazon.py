"""Amazon on this machine, found as in production, by the environment.

moto (`running`) says yes to almost everything. ministack (the fixture `amazon`) holds a presigned POST to its policy,
makes what CloudFormation asks for, and keeps e-mails to be read.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

from config.demo.amazon import CREDENTIALS
from guests.models import Hosting, Site
from tests import make


@contextmanager
def running() -> Iterator[dict[str, str]]:
    """Run moto and give the environment that leads to it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    host, port = server.get_host_and_port()
    try:
        yield {"AWS_ENDPOINT_URL": f"http://{host}:{port}"} | CREDENTIALS
    finally:
        server.stop()


def client(service: str) -> Any:
    return boto3.client(service, region_name="us-west-2")


def bucket(name: str, *, versioned: bool = True) -> str:
    s3 = client("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    if versioned:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return name


def site(**fields: Any) -> Site:
    """A site in two fresh buckets, without a distribution."""
    brand = fields.pop("brand", None) or make.brand()
    stem = brand.domain.replace(".", "-")
    own = {"bucket": bucket(f"{stem}-site"), "incoming_bucket": bucket(f"{stem}-incoming"), "region": "us-west-2"}
    return Site.objects.create(**{"brand": brand, "hosting": Hosting.BUCKET} | own | fields)
