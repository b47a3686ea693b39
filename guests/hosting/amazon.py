"""Amazon as launching sees it: clients, and what their errors mean to whoever launches."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    TokenRetrievalError,
)

from guests.hosting.errors import HostingError

GLOBAL = "us-east-1"
"""Where CloudFront is asked, and takes its certificates from."""
PATIENT = Config(connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 4, "mode": "standard"})
WITHOUT = (NoCredentialsError, PartialCredentialsError, CredentialRetrievalError, TokenRetrievalError)
UNKNOWN = {"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "InvalidAccessKeyId"}
EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}
FORBIDDEN = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Forbidden", "403"}
ALIAS_TAKEN = "CNAMEAlreadyExists"
CHANGED_MEANWHILE = {"PreconditionFailed", "InvalidIfMatchVersion"}


@cache
def client(service: str, region: str | None = GLOBAL) -> Any:
    """Return a client; address and credentials come from the environment, as everywhere with Amazon."""
    return session().client(service, region_name=region, config=PATIENT)


@cache
def session() -> Session:
    """One for all clients: each reads megabytes of what Amazon's services are like."""
    return Session()


def stands_in() -> bool:
    """Tell whether this is an AWS of this machine: no domain leads there, and it calls nobody."""
    return bool(os.environ.get("AWS_ENDPOINT_URL"))


def usual_region() -> str:
    """Return the region that the environment names. Raises HostingError where it names none."""
    region = os.environ.get("AWS_REGION") or session().region_name
    if not region:
        raise HostingError("No region is known. Give --region us-west-2, or set AWS_REGION.")
    return str(region)


def code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what Amazon refuses into a sentence."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise HostingError(_meaning(error)) from error


def taken(domain: str) -> str:
    return (
        f"Another distribution answers for {domain}, in this account or another one. Remove the alternate name there, "
        "or take that distribution over with --adopt; then run this again."
    )


def _meaning(error: BotoCoreError | ClientError) -> str:
    if isinstance(error, ClientError):
        return _refusal(error)
    if isinstance(error, WITHOUT):
        return "No credentials for Amazon were found. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
    if isinstance(error, NoRegionError):
        return "No region is known. Give --region us-west-2, or set AWS_REGION."
    if isinstance(error, EndpointConnectionError):
        return "Amazon cannot be reached. See to the network, or AWS_ENDPOINT_URL, and run this again."
    return f"Amazon could not be asked: {type(error).__name__}. Run this again."


def _refusal(error: ClientError) -> str:
    said, asked = code(error), error.operation_name
    if said in UNKNOWN:
        return f"Amazon does not know these credentials ({said}). See to AWS_PROFILE or AWS_ACCESS_KEY_ID."
    if said in EXPIRED:
        return "These credentials have expired. Log in again, and run this again."
    if said in FORBIDDEN:
        return f"These credentials may not do {asked}. Launch as an administrator; docs/sites.md lists what is needed."
    if said == ALIAS_TAKEN:
        return taken("this domain")
    if said in CHANGED_MEANWHILE:
        return "Somebody else changed it at this very moment. Run this again."
    return f"Amazon refuses {asked} ({said}): {error.response.get('Error', {}).get('Message', '')}"
