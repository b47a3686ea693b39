import base64
import io
import random
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from guests.logos import LARGEST, LogoError, rebuilt

DAMAGED = "This picture is damaged. Save it once more and send it again."
NO_PICTURE = "This is no PNG, JPEG or WebP picture. Save the logo as a PNG and send that."
TOO_MANY = "This picture has too many pixels. Send one of 480 × 128 or a little more."


def file(picture: Image.Image, kind: str = "PNG", **how: object) -> io.BytesIO:
    body = io.BytesIO()
    picture.save(body, kind, **how)
    return io.BytesIO(body.getvalue())


def logo(size: tuple[int, int] = (600, 200), mode: str = "RGBA") -> Image.Image:
    picture = Image.new(mode, size)
    picture.paste(Image.linear_gradient("L").resize((size[0] // 2, size[1])))
    return picture


def claiming(width: int, height: int) -> bytes:
    """A PNG whose header promises that many pixels."""
    body = file(logo()).getvalue()
    header = b"IHDR" + struct.pack(">II", width, height) + body[24:29]
    return body[:12] + header + struct.pack(">I", zlib.crc32(header)) + body[33:]


def stored(address: str) -> tuple[str, bytes, Image.Image]:
    """A data: address as its kind, its bytes and its picture."""
    kind, _, encoded = address.partition(";base64,")
    body = base64.b64decode(encoded)
    return kind, body, Image.open(io.BytesIO(body))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_small_data_address(kind: str) -> None:
    given, body, picture = stored(rebuilt(file(logo(mode="RGB"), kind)))
    assert (given, picture.size, len(body) <= LARGEST) == ("data:image/png", (384, 128), True)


def test_a_logo_on_nothing_stays_on_nothing() -> None:
    _, _, picture = stored(rebuilt(file(logo())))
    assert (picture.mode, picture.getpixel((380, 5))) == ("RGBA", (0, 0, 0, 0))


def test_a_small_logo_is_not_blown_up() -> None:
    assert stored(rebuilt(file(logo((60, 20)))))[2].size == (60, 20)


def noise(width: int, height: int) -> Image.Image:
    return Image.frombytes("RGB", (width, height), random.Random(1).randbytes(width * height * 3))


def test_a_photograph_as_a_logo_is_small_all_the_same() -> None:
    kind, body, picture = stored(rebuilt(file(noise(60, 16).resize((480, 128)))))
    assert (kind, picture.size, len(body) <= LARGEST) == ("data:image/webp", (480, 128), True)


def test_what_cannot_be_made_small_is_refused() -> None:
    with pytest.raises(LogoError, match="too busy for a logo"):
        rebuilt(file(noise(480, 128)))


def test_nothing_but_the_pixels_is_kept() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "<script>alert(1)</script>")
    sent = file(logo(), pnginfo=words).getvalue() + b"<script>alert(2)</script>"
    assert b"script" not in stored(rebuilt(io.BytesIO(sent)))[1]


def test_a_picture_taken_on_its_side_stands_upright() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    assert stored(rebuilt(file(logo((100, 300), "RGB"), "JPEG", exif=turned)))[2].size == (300, 100)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", NO_PICTURE),
        (b"Free beer", NO_PICTURE),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', NO_PICTURE),
        (file(logo(mode="RGB"), "GIF").getvalue(), NO_PICTURE),
        (file(logo()).getvalue()[:-400], DAMAGED),
        (file(logo(mode="RGB"), "JPEG").getvalue()[:900], DAMAGED),
        (claiming(50_000, 50_000), TOO_MANY),
        (claiming(5_000, 5_000), TOO_MANY),
        (bytes(5_000_001), "This file is larger than 5 MB. Send a smaller one: a logo needs 480 × 128 pixels."),
    ],
)
def test_what_cannot_be_a_logo_is_refused_with_a_reason(body: bytes, words: str) -> None:
    with pytest.raises(LogoError) as refused:
        rebuilt(io.BytesIO(body))
    assert (str(refused.value), refused.value.field) == (words, "new_logo")
