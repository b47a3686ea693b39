"""Whatever a guest sends becomes a clean picture or a clear refusal."""

import hashlib
import zlib
from io import BytesIO
from struct import pack
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from guests.photos import pictures
from guests.photos.pictures import UnusableError, clean
from tests.guests.photos.build import drawing, written

pytestmark = pytest.mark.slow

SCRIPT = b"<html><script>alert('harbor')</script></html>"
ORIENTATION, GPS = 0x0112, 0x8825


def read(body: bytes) -> Image.Image:
    image = Image.open(BytesIO(body))
    image.load()
    return image


def refusal(body: bytes) -> str:
    with pytest.raises(UnusableError) as refused:
        clean(body)
    return str(refused.value)


def exif(orientation: int = 1) -> Image.Exif:
    notes = Image.Exif()
    notes[ORIENTATION] = orientation
    notes[0x010E] = SCRIPT.decode()
    notes.get_ifd(GPS)[2] = (32.0, 43.0, 12.0)
    return notes


def archive() -> bytes:
    body = BytesIO()
    with ZipFile(body, "w") as zipped:
        zipped.writestr("Main.class", SCRIPT)
    return body.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))


def huge_png(width: int, height: int) -> bytes:
    """A picture of that size by its header; its pixels are nowhere."""
    header = chunk(b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_pictures_of_every_kind_become_plain_jpegs(kind: str) -> None:
    made = clean(written(drawing(640, 480), kind))
    picture, thumbnail = read(made.picture), read(made.thumbnail)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (640, 480))
    assert (thumbnail.format, thumbnail.size, made.width, made.height) == ("JPEG", (480, 360), 640, 480)


def test_a_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    made = clean(written(drawing(5200, 2600)))
    assert (made.width, made.height, read(made.thumbnail).size) == (2560, 1280, (480, 240))


def test_a_thread_of_a_picture_keeps_a_pixel_of_its_width() -> None:
    made = clean(written(drawing(6000, 1), "PNG"))
    assert (made.width, made.height) == (2560, 1)


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        (
            "JPEG",
            {
                "exif": exif(),
                "comment": SCRIPT,
                "icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
            },
        ),
        ("WEBP", {"exif": exif(), "xmp": SCRIPT}),
        ("HEIF", {"exif": exif(), "xmp": SCRIPT}),
    ],
)
def test_notes_of_the_telephone_do_not_survive(kind: str, how: dict[str, Any]) -> None:
    made = clean(written(drawing(), kind, **how))
    for body in (made.picture, made.thumbnail):
        assert set(read(body).info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
        assert (dict(read(body).getexif()), b"harbor" in body) == ({}, False)


def test_text_in_a_png_does_not_survive() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SCRIPT.decode())
    notes.add_text("Squeezed", SCRIPT.decode() * 10, zip=True)
    made = clean(written(drawing(), "PNG", pnginfo=notes))
    assert b"harbor" in written(drawing(), "PNG", pnginfo=notes)
    assert b"harbor" not in made.picture + made.thumbnail


@pytest.mark.parametrize("foreign", [SCRIPT, archive()], ids=["page", "archive"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_what_hangs_behind_a_picture_does_not_survive(kind: str, foreign: bytes) -> None:
    plain = written(drawing(), kind)
    made = clean(plain + foreign)
    assert (made.picture, made.thumbnail) == (clean(plain).picture, clean(plain).thumbnail)


def test_a_script_in_a_comment_of_a_jpeg_leaves_the_same_picture() -> None:
    assert clean(written(drawing(), comment=SCRIPT)) == clean(written(drawing()))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_stands_as_the_telephone_was_held(kind: str, orientation: int) -> None:
    made = clean(written(drawing(640, 480), kind, exif=exif(orientation)))
    assert (made.width, made.height) == ((640, 480) if orientation < 5 else (480, 640))


def test_a_picture_that_was_taken_on_its_side_is_turned() -> None:
    left = read(clean(written(drawing(64, 48, seed=2), "PNG", exif=exif(6))).picture)
    turned = drawing(64, 48, seed=2).transpose(Image.Transpose.ROTATE_270)
    for spot in ((40, 4), (4, 60), (4, 4)):
        assert near(left.getpixel(spot), turned.getpixel(spot))


def near(one: Any, other: Any) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")  # said by the library
def test_nonsense_in_its_notes_leaves_a_picture_as_it_lies() -> None:
    made = clean(written(drawing(64, 48), exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x01" * 40))
    assert (made.width, made.height) == (64, 48)


def test_equal_pixels_with_other_notes_are_one_picture() -> None:
    plain = clean(written(drawing(), "PNG"))
    noted = clean(written(drawing(), "PNG", exif=exif(), icc_profile=profile()))
    assert (noted.content, plain.content == clean(written(drawing(seed=1), "PNG")).content) == (plain.content, False)


def test_a_turned_picture_and_the_same_with_a_note_to_turn_it_are_one() -> None:
    turned = drawing().transpose(Image.Transpose.ROTATE_270)
    assert clean(written(turned, "PNG")).content == clean(written(drawing(), "PNG", exif=exif(6))).content


def profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_a_png_is_shown(mode: str) -> None:
    image = (
        drawing().convert("L").convert("I").point(lambda v: v * 257).convert("I;16") if mode == "I;16" else drawing()
    )
    sent = image if mode == "I;16" else image.convert(mode)
    shown = read(clean(written(sent, "PNG")).picture)
    assert (shown.mode, shown.size) == ("RGB", (64, 48))


def test_sixteen_bit_grey_keeps_its_greys() -> None:
    grey = Image.new("I;16", (32, 32), 128 * 257)
    assert near(read(clean(written(grey, "PNG")).picture).getpixel((5, 5)), (128, 128, 128))


def test_what_is_transparent_stands_on_white() -> None:
    glass = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
    for kind in ("PNG", "WEBP"):
        assert near(read(clean(written(glass, kind)).picture).getpixel((5, 5)), (255, 255, 255))


def test_a_palette_with_a_transparent_colour_stands_on_white() -> None:
    dotted = Image.new("P", (32, 32), 0)
    dotted.putpalette([0, 0, 0, 255, 0, 0])
    assert near(read(clean(written(dotted, "PNG", transparency=0)).picture).getpixel((5, 5)), (255, 255, 255))


def test_a_picture_for_the_printer_is_shown() -> None:
    made = clean(written(Image.new("CMYK", (32, 32), (0, 255, 255, 0))))
    assert near(read(made.picture).getpixel((5, 5)), (254, 0, 0))


def test_a_profile_that_is_none_is_passed_over() -> None:
    made = clean(written(drawing(), "PNG", icc_profile=b"nonsense" * 20))
    assert made.picture == clean(written(drawing(), "PNG")).picture


def test_of_a_moving_picture_the_first_is_shown() -> None:
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "lime")]
    for kind in ("PNG", "WEBP"):
        moving = written(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        assert near(read(clean(moving).picture).getpixel((5, 5)), (254, 0, 0))


@pytest.mark.parametrize(
    "body",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        SCRIPT,
        b"%PDF-1.7 nothing",
        archive(),
        b"GIF89a/*" + SCRIPT + b"*/",
        written(drawing(), "GIF"),
        written(drawing(), "TIFF"),
        written(drawing(), "BMP"),
        b"MZ" + b"\0" * 200,
        SCRIPT + written(drawing()),
        b"\xff",
    ],
    ids=["svg", "html", "pdf", "zip", "gifar", "gif", "tiff", "bmp", "exe", "html before a jpeg", "one byte"],
)
def test_what_is_no_picture_of_ours_is_refused(body: bytes) -> None:
    assert refusal(body) == pictures.NO_PICTURE


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"") == pictures.EMPTY


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_picture_cut_off_on_its_way_is_refused(kind: str) -> None:
    body = written(Image.effect_noise((300, 200), 80).convert("RGB"), kind)
    assert refusal(body[: len(body) * 2 // 3]) in (pictures.DAMAGED, pictures.NO_PICTURE)


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (10_000, 5_001), (9_000, 12_000), (2**31 - 1, 1)])
def test_a_picture_too_large_is_refused_by_its_header(width: int, height: int) -> None:
    assert refusal(huge_png(width, height)) == pictures.TOO_MANY_PIXELS


def test_a_picture_as_large_as_may_be_is_taken() -> None:
    made = clean(written(Image.new("RGB", (10_000, 5_000), "navy")))
    assert (made.width, made.height) == (2560, 1280)


def test_a_png_that_unpacks_to_a_flood_of_text_is_refused() -> None:
    flood = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"harbor" * 20_000_000))
    plain = written(drawing(), "PNG")
    assert refusal(plain[:33] + flood + plain[33:]) == pictures.DAMAGED


@given(st.binary(max_size=400), st.sampled_from(["JPEG", "PNG", "WEBP", "HEIF"]), st.integers(0, 400))
def test_no_bytes_do_worse_than_be_refused(noise: bytes, kind: str, where: int) -> None:
    body = written(drawing(), kind)
    try:
        made = clean(body[:where] + noise + body[where + len(noise) :])
    except UnusableError:
        return
    assert read(made.picture).format == "JPEG"


def test_the_same_bytes_make_the_same_picture() -> None:
    body = written(drawing(), "HEIF")
    assert [hashlib.sha256(clean(body).picture).hexdigest() for _ in range(2)] == [
        hashlib.sha256(clean(body).picture).hexdigest()
    ] * 2
