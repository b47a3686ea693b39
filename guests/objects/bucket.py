"""Objects in a bucket: django-storages knows the bucket and holds the client, conditional writes go through it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from bookings.outbox.targets import PermanentError, TransientError
from guests.objects.seen import ChangedError, Seen

OURS = {"made-by": "fairlead"}
"""Kept with every object: what carries it not was put there by somebody else."""
REFUSED = {"AccessDenied", "NoSuchBucket", "InvalidAccessKeyId", "SignatureDoesNotMatch"}
PATIENT = Config(connect_timeout=3, read_timeout=20, retries={"total_max_attempts": 2}, max_pool_connections=32)


class BucketObjects:
    """A bucket. A tag is an ETag, quotes included."""

    def __init__(self, name: str, region: str) -> None:
        self.name, self._client = name, client(name, region)

    def put(self, key: str, body: bytes, *, content_type: str, cache_control: str, over: str | None) -> str:
        condition = {} if over is None else {"IfMatch": over} if over else {"IfNoneMatch": "*"}
        with self._asking(key):
            answer = self._client.put_object(
                Bucket=self.name,
                Key=key,
                Body=body,
                ContentType=content_type,
                CacheControl=cache_control,
                Metadata=OURS,
                **condition,
            )
        return str(answer["ETag"])

    def see(self, key: str) -> Seen | None:
        with self._asking(key):
            try:
                answer = self._client.head_object(Bucket=self.name, Key=key)
            except ClientError as error:
                if _status(error) == 404:
                    return None
                raise
        ours = answer.get("Metadata", {}).items() >= OURS.items()
        return Seen(tag=answer["ETag"], size=answer["ContentLength"], ours=ours)

    def read(self, key: str, *, at_most: int) -> bytes | None:
        with self._asking(key):
            try:
                body: bytes = self._client.get_object(Bucket=self.name, Key=key)["Body"].read(at_most)
            except ClientError as error:
                if _status(error) == 404:
                    return None
                raise
        return body

    def listed(self, prefix: str) -> dict[str, str]:
        with self._asking(prefix):
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
            return {item["Key"]: item["ETag"] for page in pages for item in page.get("Contents", ())}

    def remove(self, key: str) -> None:
        with self._asking(key):
            pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self.name, Prefix=key)
            for version in (one for page in pages for one in _versions(page) if one["Key"] == key):
                self._client.delete_object(Bucket=self.name, Key=key, VersionId=version["VersionId"])

    @contextmanager
    def _asking(self, key: str) -> Iterator[None]:
        """Turn what the bucket refuses into what it means. Names the bucket and the code, never the words."""
        try:
            yield
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if _status(error) in (409, 412):
                raise ChangedError(key) from error
            kind = PermanentError if code in REFUSED else TransientError
            raise kind(f"The bucket {self.name} did not take it: {code or _status(error)}.") from error
        except BotoCoreError as error:
            raise TransientError(f"The bucket {self.name} could not be asked: {type(error).__name__}.") from error


@cache
def client(bucket: str, region: str) -> Any:
    """Return the S3 client for a bucket; address and credentials come from the environment, as everywhere."""
    storage = S3Storage(bucket_name=bucket, region_name=region, client_config=PATIENT)
    return storage.connection.meta.client


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _versions(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
