"""A distribution's configuration as CloudFront writes it: lists that carry their own length, and may have no items."""

from collections.abc import Sequence
from typing import Any

Config = dict[str, Any]

PAGES = "/g/*"
HANDED_ON = ("/g/presign", "/g/upload", "/g/upload/*")
"""Not /g/upload*: that would swallow the uploader's script, and a charter called upload-party."""
VIEWER_REQUEST = "viewer-request"


def items(config: Config, name: str) -> list[Config]:
    return list((config.get(name) or {}).get("Items") or ())


def listed(entries: Sequence[Any]) -> Config:
    return {"Quantity": len(entries), "Items": list(entries)} if entries else {"Quantity": 0}


def path(behaviour: Config) -> str:
    """Return its pattern with the leading stroke that CloudFront lets people leave out."""
    return "/" + str(behaviour["PathPattern"]).lstrip("/")


def of_path(config: Config, wanted: str) -> Config | None:
    return next((one for one in items(config, "CacheBehaviors") if path(one) == wanted), None)


def holds(standing: Any, wanted: Any) -> bool:
    """Tell whether `standing` says all that `wanted` says; what else it says is CloudFront's."""
    if isinstance(wanted, dict):
        return isinstance(standing, dict) and all(holds(standing.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list) and all(isinstance(one, str) for one in wanted):
        return sorted(standing or ()) == sorted(wanted)
    if isinstance(wanted, list):
        return len(standing or ()) == len(wanted) and all(map(holds, standing, wanted))
    return bool(standing == wanted)
