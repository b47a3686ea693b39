"""Objects as local files that a reader never sees half written."""

import contextlib
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import SuspiciousFileOperation
from django.utils._os import safe_join

from guests.objects.seen import ChangedError, Seen

LOCK = ".lock"


class LocalObjects:
    """A folder of objects like a bucket: compared under a lock, replaced by rename. A tag is the bytes' SHA-256."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, key: str, body: bytes, *, content_type: str, cache_control: str, over: str | None) -> str:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._locked():
            standing = self.see(key)
            if over is not None and over != (standing.tag if standing else ""):
                raise ChangedError(key)
            _replace(path, body)
        return hashlib.sha256(body).hexdigest()

    def see(self, key: str) -> Seen | None:
        try:
            body = self._path(key).read_bytes()
        except FileNotFoundError:
            return None
        return Seen(tag=hashlib.sha256(body).hexdigest(), size=len(body), ours=True)

    def read(self, key: str, *, at_most: int) -> bytes | None:
        try:
            with self._path(key).open("rb") as file:
                return file.read(at_most)
        except FileNotFoundError:
            return None

    def listed(self, prefix: str) -> dict[str, str]:
        files = (path for path in self.root.rglob("*") if path.is_file() and not path.name.startswith("."))
        keys = (path.relative_to(self.root).as_posix() for path in files)
        seen = ((key, self.see(key)) for key in keys if key.startswith(prefix))
        return {key: standing.tag for key, standing in seen if standing}

    def remove(self, key: str, *, over: str | None = None) -> None:
        if not self.root.exists():
            return
        with self._locked():
            standing = self.see(key)
            if over is not None and standing and over != standing.tag:
                raise ChangedError(key)
            self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        """Return where `key` lies. Raises SuspiciousFileOperation for one that leads out of the folder."""
        path = Path(safe_join(self.root, key))
        if path.name.startswith("."):
            raise SuspiciousFileOperation(f"{key!r} is no name of an object.")
        return path

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.root / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _replace(path: Path, body: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
