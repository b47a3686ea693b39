"""`manage.py demo --aws`: pages come back out of the bucket, messages went through SES and SNS, CloudFront was told."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from config.demo import amazon
from tests.demo.run import fresh_environment, manage, processes_of, read
from tests.services import free_port

pytestmark = [pytest.mark.demo, pytest.mark.xdist_group("demo")]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the demo prints, while it is up."""
    environment = fresh_environment(tmp_path_factory.mktemp("aws") / "var", port=free_port())
    run = manage("demo", "--aws", "--json", environment=environment)
    assert run.stdout
    try:
        line = run.stdout.readline()
        assert line, run.communicate()[1]
        yield json.loads(line)
    finally:
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=60)
    assert processes_of(Path(environment["VAR_DIR"])) == []


def client(shown: dict[str, Any], service: str) -> Any:
    named = {name.lower(): value for name, value in amazon.CREDENTIALS.items() if "KEY" in name}
    return boto3.client(service, endpoint_url=shown["aws"], region_name="us-west-2", **named)


def test_everything_due_is_delivered(shown: dict[str, Any]) -> None:
    deliveries = shown["deliveries"]
    assert (deliveries["owed"], deliveries["parked"]) == (0, 0)


def test_the_page_comes_out_of_its_bucket(shown: dict[str, Any]) -> None:
    stored = urlsplit(shown["guest_page"]["file"])
    in_the_bucket = client(shown, "s3").get_object(Bucket=stored.netloc, Key=stored.path[1:])
    assert (stored.scheme, in_the_bucket["ContentType"]) == ("s3", "text/html; charset=utf-8")
    page = read(shown["guest_page"]["url"])
    assert page == in_the_bucket["Body"].read()
    assert read(shown["guest_page"]["url"].lower() + "/") == page


def test_each_brand_has_an_edge_that_is_asked_for_little(shown: dict[str, Any]) -> None:
    cloudfront = client(shown, "cloudfront")
    found = cloudfront.list_distributions()["DistributionList"]["Items"]
    asked = [cloudfront.list_invalidations(DistributionId=one["Id"])["InvalidationList"]["Quantity"] for one in found]
    assert len(found) == 2
    assert max(asked) < 20


def test_messages_went_out_through_amazon(shown: dict[str, Any]) -> None:
    letters, texts = (json.loads(read(f"{shown['aws']}{path}")) for path in amazon.INBOXES.values())
    assert len(json.dumps(letters)) > 1000
    assert len(json.dumps(texts)) > 100
