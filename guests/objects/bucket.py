"""Objects in a bucket: django-storages knows the bucket and holds the client, conditional writes go through it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from bookings.outbox.targets import PermanentError, TransientError
from guests.objects.seen import ChangedError, Seen

OURS = {"made-by": "fairlead"}
"""Kept with every object: what carries it not was put there by somebody else."""
CHANGED = (409, 412)
REFUSED = {"AccessDenied", "NoSuchBucket", "InvalidAccessKeyId", "SignatureDoesNotMatch"}
MOST_DELETED = 1000
BUILDING = Lock()
PATIENT = Config(
    connect_timeout=3,
    read_timeout=20,
    retries={"total_max_attempts": 2},
    max_pool_connections=32,
    signature_version="s3v4",
    s3={"addressing_style": "virtual"},
)


class BucketObjects:
    """A bucket. A tag is an ETag, quotes included."""

    def __init__(self, name: str, region: str) -> None:
        with BUILDING:  # threads that start together would each build one
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

    def remove(self, key: str, *, over: str | None = None) -> None:
        with self._asking(key):
            versions = self._versions(key)
            standing = next((one["ETag"] for one in versions if one["IsLatest"] and "ETag" in one), None)
            if over is not None and standing and over != standing:
                raise ChangedError(key)
            # Version by version: one that is put after our look is not among them.
            for start in range(0, len(versions), MOST_DELETED):
                self._delete(versions[start : start + MOST_DELETED])

    def _versions(self, key: str) -> list[dict[str, Any]]:
        """List every version of `key`, those that mark a deletion (they have no ETag) included."""
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self.name, Prefix=key)
        found = (one for page in pages for name in ("Versions", "DeleteMarkers") for one in page.get(name, ()))
        return [one for one in found if one["Key"] == key]

    def _delete(self, versions: list[dict[str, Any]]) -> None:
        named = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in versions]
        answer = self._client.delete_objects(Bucket=self.name, Delete={"Objects": named, "Quiet": True})
        if refused := answer.get("Errors"):
            raise TransientError(f"The bucket {self.name} did not delete it: {refused[0].get('Code')}.")

    @contextmanager
    def _asking(self, key: str) -> Iterator[None]:
        """Turn what the bucket refuses into what it means. Names the bucket and the code, never the words."""
        try:
            yield
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if _status(error) in CHANGED or code == "NoSuchKey":  # the latter where If-Match meets nothing
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
