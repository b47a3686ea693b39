"""The two things that we ask of CloudFront, and what its refusals mean."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from bookings.messages import aws
from bookings.outbox.targets import PermanentError, TransientError

UNKNOWN = "NoSuchDistribution"
GONE = "NoSuchInvalidation"
NOT_OURS = {"AccessDenied", "InvalidClientTokenId", "SignatureDoesNotMatch", "UnrecognizedClientException"}
BUSY = {"TooManyInvalidationsInProgress": 60.0, "Throttling": 30.0, "ThrottlingException": 30.0}
"""Code → seconds until it is worth another try: an invalidation under way takes about a minute."""
DOWN_SECONDS = 15.0


def invalidate(distribution: str, paths: Sequence[str], *, reference: str) -> str:
    """Ask for an invalidation and return CloudFront's id of it. The same reference again is the same invalidation.

    Raises TransientError where CloudFront has too much to do or cannot be reached, PermanentError where it refuses.
    """
    batch = {"Paths": {"Quantity": len(paths), "Items": list(paths)}, "CallerReference": reference}
    with _asking(distribution):
        answer = aws.client("cloudfront").create_invalidation(DistributionId=distribution, InvalidationBatch=batch)
    return str(answer["Invalidation"]["Id"])


def paths_in_progress(distribution: str, invalidation: str) -> int | None:
    """Say of how many paths an invalidation is still in progress: 0 when it is done, None where there is none of it.

    Raises as `invalidate` does.
    """
    with _asking(distribution):
        try:
            answer = aws.client("cloudfront").get_invalidation(DistributionId=distribution, Id=invalidation)
        except ClientError as error:
            if _code(error) == GONE:
                return None
            raise
    asked = answer["Invalidation"]
    return 0 if asked["Status"] == "Completed" else int(asked["InvalidationBatch"]["Paths"]["Quantity"])


@contextmanager
def _asking(distribution: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        raise _meaning(error, distribution) from error
    except BotoCoreError as error:
        raise TransientError(
            f"CloudFront could not be asked: {type(error).__name__}.", retry_after=DOWN_SECONDS
        ) from error


def _meaning(error: ClientError, distribution: str) -> Exception:
    """Name the code and never repeat the words: they quote names of the account."""
    code = _code(error)
    if code == UNKNOWN:
        return PermanentError(
            f"CloudFront knows no distribution {distribution}. Correct it on the site's page, "
            "or run `launch_site` for its domain; then retry."
        )
    if code in NOT_OURS:
        return PermanentError(
            f"AWS does not let us invalidate {distribution} ({code}). Allow cloudfront:CreateInvalidation and "
            "cloudfront:GetInvalidation on it to the product's own role; then retry."
        )
    return TransientError(
        f"CloudFront did not take it: {code or 'no reason given'}.", retry_after=BUSY.get(code, DOWN_SECONDS)
    )


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
