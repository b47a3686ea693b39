"""What a guest would like to send, read from what a browser says of it."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from guests.uploads.refusals import UploadError

MOST_FILES = 24
LARGEST_BYTES = 25 * 1024 * 1024
TYPES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif")
LONGEST_NAME = 200
NAMELESS = "photo"


@dataclass(frozen=True)
class Wanted:
    """One file, before it comes. The bytes themselves are looked at when they are there."""

    name: str
    content_type: str


def read(files: Any) -> list[Wanted]:
    """Return the files of a batch, [{"name", "size", "type"}]. Raises UploadError for a field like files[3].type."""
    if not isinstance(files, list):
        raise UploadError("unreadable", status=400, field="files")
    check_number(len(files), field="files")
    return [_file(one, f"files[{index}]") for index, one in enumerate(files)]


def check_number(number: int, *, field: str) -> None:
    if not 1 <= number <= MOST_FILES:
        raise UploadError("how_many", status=400, field=field, most=MOST_FILES)


def _file(one: Any, field: str) -> Wanted:
    match one:
        case {"name": str(name), "size": int(size), "type": str(content_type)} if type(size) is int:
            _check_size(size, f"{field}.size")
            return Wanted(_legible(name), _known(content_type, f"{field}.type"))
    raise UploadError("unreadable", status=400, field=field)


def _check_size(size: int, field: str) -> None:
    if size < 1:
        raise UploadError("empty", status=400, field=field)
    if size > LARGEST_BYTES:
        raise UploadError("too_large", status=413, field=field, megabytes=LARGEST_BYTES // 1024**2)


def _legible(name: str) -> str:
    """Leave out what no screen shows: controls, marks that turn the reading direction, half characters."""
    legible = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C").strip()
    return legible[:LONGEST_NAME] or NAMELESS


def _known(content_type: str, field: str) -> str:
    if content_type not in TYPES:
        raise UploadError("wrong_type", status=400, field=field)
    return content_type
