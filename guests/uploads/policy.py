"""The product's own presigned posts: a signed policy in the form of S3's, and its door keeper, as strict as S3."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

from guests.uploads.refusals import UploadError

SEALS = {"policy", "signature"}

Condition = dict[str, str] | list[str | int]
"""{field: exact value}, or ["content-length-range", least, most] in bytes."""


def sealed(conditions: Sequence[Condition], *, expires_at: datetime) -> dict[str, str]:
    """Return the two hidden fields with which a form proves that we promised this much."""
    terms = {"expiration": expires_at.isoformat(), "conditions": conditions}
    policy = b64encode(json.dumps(terms).encode()).decode()
    return {"policy": policy, "signature": _signature(policy)}


def check(fields: Mapping[str, str], size: int, *, at: datetime) -> None:
    """Hold a posted form and a file of `size` bytes to the policy among its fields. Raises UploadError."""
    policy = fields.get("policy", "")
    if not constant_time_compare(_signature(policy), fields.get("signature", "")):
        raise UploadError("altered", status=403, field="policy")
    terms = json.loads(b64decode(policy))
    if at >= datetime.fromisoformat(terms["expiration"]):
        raise UploadError("expired", status=403, field="policy")
    _check_fields({name: value for name, value in fields.items() if name not in SEALS}, terms["conditions"])
    _check_size(size, terms["conditions"])


def _signature(policy: str) -> str:
    return Signer(salt="guests.uploads.policy").signature(policy)


def _check_fields(posted: dict[str, str], conditions: list[Any]) -> None:
    """Every field exactly as promised: none other, none missing, none more."""
    promised = {name: value for terms in conditions if isinstance(terms, dict) for name, value in terms.items()}
    for name in sorted(posted.keys() | promised.keys()):
        if posted.get(name) != promised.get(name):
            raise UploadError("altered", status=403, field=name)


def _check_size(size: int, conditions: list[Any]) -> None:
    least, most = next(terms[1:] for terms in conditions if isinstance(terms, list))
    if size < least:
        raise UploadError("empty", status=400, field="file")
    if size > most:
        raise UploadError("too_large", status=413, field="file", megabytes=most // 1024**2)
