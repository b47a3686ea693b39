"""What keeps a distribution from being adopted, each with what to do about it."""

from guests.hosting.distribution import HANDED_ON, PAGES, VIEWER_REQUEST, Config, items, of_path, path
from guests.hosting.errors import HostingError


def require_alias(config: Config, domain: str, distribution: str) -> None:
    aliases = (config.get("Aliases") or {}).get("Items") or ()
    if domain not in aliases:
        answers_for = ", ".join(aliases) or "no domain at all"
        raise HostingError(f"The distribution {distribution} does not answer for {domain} but for {answers_for}.")


def bucket_origin(config: Config, bucket: str) -> str:
    """Return the id of the origin that is `bucket`."""
    for origin in items(config, "Origins"):
        if origin["DomainName"].startswith(f"{bucket}.s3"):
            if origin.get("OriginPath"):
                raise HostingError(
                    f"The distribution puts {origin['OriginPath']} before every key of {bucket}: pages would lie "
                    "outside the site's key prefix. Add an origin without a path, and run this again."
                )
            return str(origin["Id"])
    raise HostingError(f"The distribution has no origin that is the bucket {bucket}. Add one, and run this again.")


def require_room_below_g(config: Config) -> None:
    """Refuse behaviours of somebody else below /g/: which of them answers a page would be anybody's guess."""
    ours = {PAGES, *HANDED_ON}
    paths = (path(behaviour) for behaviour in items(config, "CacheBehaviors"))
    if others := [one for one in paths if one.startswith("/g/") and one not in ours]:
        raise HostingError(
            f"The distribution has behaviours of its own below /g/: {', '.join(others)}. These paths are the guest "
            "pages'. Remove them, and run this again."
        )


def require_free_pages(config: Config, *, origin: str, function: str) -> None:
    """Refuse a behaviour of /g/* that somebody else's code answers, or that leads elsewhere."""
    standing = of_path(config, PAGES)
    if standing is None:
        return
    for ran in (*items(standing, "FunctionAssociations"), *items(standing, "LambdaFunctionAssociations")):
        name = ran.get("FunctionARN") or ran.get("LambdaFunctionARN")
        if ran["EventType"] == VIEWER_REQUEST and name != function:
            raise HostingError(
                f"The behaviour {PAGES} runs a viewer-request function already: {name}. A behaviour takes one. "
                "Remove it there, and run this again."
            )
    if standing["TargetOriginId"] != origin:
        raise HostingError(
            f"The behaviour {PAGES} leads to the origin {standing['TargetOriginId']}, not to the bucket. Remove the "
            "behaviour, and run this again."
        )
