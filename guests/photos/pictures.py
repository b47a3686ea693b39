"""Bytes that a guest sent to a clean picture: read, rebuilt from its pixels alone, and written anew."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from bookings.errors import BookingError

pillow_heif.register_heif_opener()

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_PIXELS = 50_000_000
"""What the largest telephones take by themselves; at most 350 MB while it is looked at."""
LONGEST, THUMBNAIL_LONGEST = 2560, 480
QUALITY, THUMBNAIL_QUALITY = 85, 80

DAMAGED = "This picture is damaged, or was cut off on its way. Please send it again."
EMPTY = "This file is empty. Please choose it again."
NO_PICTURE = "This is no picture that we can show. Please send a JPEG, PNG, WebP or HEIC."
TOO_MANY_PIXELS = f"This picture has more than {MOST_PIXELS // 1_000_000} megapixels. Please send a smaller copy."


class UnusableError(BookingError):
    """What was sent is no picture, or one that we cannot take."""

    code = "unusable_picture"


@dataclass(frozen=True)
class Clean:
    """Two JPEGs without a byte of what was sent. `content` is the SHA-256 of the pixels: equal for equal pictures."""

    content: str
    picture: bytes
    thumbnail: bytes
    width: int
    height: int


def clean(body: bytes) -> Clean:
    """Return what `body` shows, upright, on white, in sRGB. Raises UnusableError.

    What it is called and said to be does not count. Its header is looked at before any pixel is decoded.
    """
    with _opened(body) as sent:
        shown = _upright(_fitted(_flat(sent), LONGEST))
        picture = _rebuilt(_in_srgb(shown, _upright(_fitted(sent, LONGEST)) if sent.mode == "CMYK" else shown))
    thumbnail = _fitted(picture, THUMBNAIL_LONGEST)
    return Clean(
        content=hashlib.sha256(f"{shown.width}x{shown.height} ".encode() + shown.tobytes()).hexdigest(),
        picture=_jpeg(picture, QUALITY),
        thumbnail=_jpeg(thumbnail, THUMBNAIL_QUALITY),
        width=picture.width,
        height=picture.height,
    )


@contextmanager
def _opened(body: bytes) -> Iterator[Image.Image]:
    """Open and decode, or say in words why not."""
    if not body:
        raise UnusableError(EMPTY)
    try:
        with Image.open(BytesIO(body), formats=FORMATS) as image:
            _bound(image)
            if image.format in ("JPEG", "MPO"):  # decoded at half the size, in a quarter of the memory, where that does
                image.draft(None, _size_within(image.size, LONGEST))
            image.load()
            _bound(image)  # a HEIC may turn out larger than its header says
            yield image
    except UnusableError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnusableError(TOO_MANY_PIXELS) from None
    except UnidentifiedImageError:
        raise UnusableError(NO_PICTURE) from None
    except Exception as fault:  # foreign bytes fail in every way that a decoder knows
        raise UnusableError(DAMAGED) from fault


def _bound(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise UnusableError(TOO_MANY_PIXELS)


def _flat(image: Image.Image) -> Image.Image:
    """Bring any mode to 8-bit RGB, what is transparent onto white."""
    if image.mode.startswith("I"):  # 16-bit grey, which convert() would clip
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L").convert("RGB")
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")


def _upright(image: Image.Image) -> Image.Image:
    """Turn it as the telephone was held."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # its notes are foreign bytes too, and may be nonsense: it is a picture without them
        return image


def _in_srgb(shown: Image.Image, sent: Image.Image) -> Image.Image:
    """Translate the colours of `sent` by its own profile, where it has one that can be used; else return `shown`."""
    profile = sent.info.get("icc_profile")
    if not profile:
        return shown
    try:
        theirs = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(sent, theirs, ImageCms.createProfile("sRGB"), outputMode="RGB") or shown
    except (ImageCms.PyCMSError, OSError, ValueError):
        return shown


def _rebuilt(image: Image.Image) -> Image.Image:
    """Copy the pixels, and nothing that hangs on them: Pillow would write a comment again that it has read."""
    return Image.frombytes("RGB", image.size, image.tobytes())


def _fitted(image: Image.Image, longest: int) -> Image.Image:
    size = _size_within(image.size, longest)
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _size_within(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Scale down, never up, so that neither side is longer."""
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _jpeg(image: Image.Image, quality: int) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=quality, progressive=True, optimize=True)
    return written.getvalue()
