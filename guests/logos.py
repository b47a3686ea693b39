"""A brand's logo: whatever staff send, rebuilt from its pixels, small enough to stand inside every page."""

import base64
import io
from typing import IO, Any

from PIL import Image, ImageOps, UnidentifiedImageError

from bookings.errors import BookingError

KINDS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 5_000_000
MOST_PIXELS = 20_000_000
BOX = (480, 128)
"""Twice the 240 × 64 CSS pixels that a page gives it, for dense screens."""
LARGEST = 20_000
"""Bytes, as stored."""
QUALITIES = (90, 75, 60, 40)


class LogoError(BookingError):
    """It cannot be a logo, and why."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="new_logo")


def rebuilt(file: IO[bytes]) -> str:
    """Return `file` as a data: address of a PNG or WebP, at most 480 × 128 pixels and 20 kB. Raises LogoError."""
    body = file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise LogoError("This file is larger than 5 MB. Send a smaller one: a logo needs 480 × 128 pixels.")
    picture = _picture(body)
    picture.thumbnail(BOX, Image.Resampling.LANCZOS)
    return _data_address(picture)


def _picture(body: bytes) -> Image.Image:
    """Decode whole, upright, with its transparency and nothing else of the file."""
    try:
        with Image.open(io.BytesIO(body), formats=KINDS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise LogoError("This picture has too many pixels. Send one of 480 × 128 or a little more.")
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except UnidentifiedImageError:
        raise LogoError("This is no PNG, JPEG or WebP picture. Save the logo as a PNG and send that.") from None
    except Image.DecompressionBombError:
        raise LogoError("This picture has too many pixels. Send one of 480 × 128 or a little more.") from None
    except (OSError, SyntaxError, ValueError):
        raise LogoError("This picture is damaged. Save it once more and send it again.") from None
    pixels = Image.new("RGBA", upright.size)
    pixels.paste(upright)
    return pixels


def _data_address(picture: Image.Image) -> str:
    """Choose the first that is small enough: without loss, then with ever more of it."""
    tries = [("PNG", _encoded(picture, "PNG", optimize=True))]
    tries += (("WEBP", _encoded(picture, "WEBP", quality=quality)) for quality in QUALITIES)
    for kind, written in tries:
        if len(written) <= LARGEST:
            return f"data:image/{kind.lower()};base64,{base64.b64encode(written).decode()}"
    raise LogoError("This picture is too busy for a logo. Send one with fewer colours.")


def _encoded(picture: Image.Image, kind: str, **how: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **how)
    return buffer.getvalue()
