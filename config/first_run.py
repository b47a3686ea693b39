"""Make the secrets that a machine needs, once, and keep them: `python -m config.first_run`.

Settings refuse to start without them, so this stands apart from Django.
"""

import fcntl
import os
import secrets
from pathlib import Path

GENERATED = ("SECRET_KEY",)


def ensure_secrets(var_dir: Path) -> None:
    """Add to VAR_DIR/env whatever secret it lacks. What stands there stays; several at once make one set."""
    var_dir.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(var_dir / "env", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        text = file.read()
        known = {line.partition("=")[0].strip() for line in text.splitlines()}
        missing = [f"{name}={secrets.token_urlsafe(48)}\n" for name in GENERATED if name not in known]
        if missing and text and not text.endswith("\n"):
            file.write("\n")
        file.writelines(missing)


if __name__ == "__main__":
    beside_the_code = Path(__file__).resolve().parent.parent / "var"
    ensure_secrets(Path(os.environ.get("VAR_DIR") or beside_the_code))
