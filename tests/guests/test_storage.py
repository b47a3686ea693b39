from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile, File

from guests.storage import AtomicFileStorage


def test_a_name_is_overwritten_and_stays_one_file(tmp_path: Path) -> None:
    storage = AtomicFileStorage(location=tmp_path)
    names = [storage.save("sail.example.com/g/XHQGMDH.html", ContentFile(body)) for body in (b"old", b"new")]
    assert names == ["sail.example.com/g/XHQGMDH.html"] * 2
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"new"]


def test_a_write_that_breaks_off_leaves_the_old_bytes_and_no_litter(tmp_path: Path) -> None:
    class Broken(ContentFile[bytes]):
        def chunks(self, chunk_size: int | None = None):  # type: ignore[no-untyped-def]
            yield b"ne"
            raise OSError("the line went dead")

    storage = AtomicFileStorage(location=tmp_path)
    storage.save("page.html", ContentFile(b"old"))
    with pytest.raises(OSError, match="the line went dead"):
        storage.save("page.html", Broken(b"new"))
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_nothing_is_written_outside_the_folder(tmp_path: Path) -> None:
    content: File[bytes] = ContentFile(b"x")
    with pytest.raises(SuspiciousFileOperation):
        AtomicFileStorage(location=tmp_path / "sites").save("../escaped.html", content)
