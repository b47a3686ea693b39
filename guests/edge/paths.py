"""Which paths to invalidate so that an edge forgets what is stale, in as few as do the job. Pure."""

from collections.abc import Iterable

SHOWN = "/g/"
"""Below which readers ask for everything, whatever the prefix of the keys."""
PAGE = ".html"


def fewest(stale: Iterable[str], *, at_most: int) -> list[str]:
    """Return the paths that cover the objects `stale` (/g/XHQGMDH.html) by every address that readers are given.

    Where a function rewrites addresses, CloudFront wants both named, the reader's and the object's. A page is asked
    for as /g/X, /g/X/ and /g/X.html: one path with a wildcard, which takes in its calendar and pictures too. More
    than `at_most` become everything of ours.
    """
    stale = set(stale)
    found = _uncovered({address for path in stale for address in (_covering(path), _covering(_as_shown(path)))})
    return found if len(found) <= at_most else sorted({SHOWN + "*", *(_folder(path) + "*" for path in stale)})


def _covering(path: str) -> str:
    return path.removesuffix(PAGE) + "*" if path.endswith(PAGE) else path


def _as_shown(path: str) -> str:
    return SHOWN + path.removeprefix(_folder(path))


def _folder(path: str) -> str:
    return path[: path.rindex("/") + 1]


def _uncovered(addresses: Iterable[str]) -> list[str]:
    """Leave out what a wildcard takes in: sorted, it stands right behind it, for * comes before all that names have."""
    found: list[str] = []
    for address in sorted(addresses):
        if not (found and found[-1].endswith("*") and address.startswith(found[-1][:-1])):
            found.append(address)
    return found
