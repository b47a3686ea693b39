"""Programs that bring a folder into a bucket, as somebody would run them."""

import os
import shutil
import subprocess
from pathlib import Path

AT_ONCE = "16"


def programs() -> dict[str, list[str]]:
    """Return name → command of those that are installed; the folder and the bucket follow."""
    every = {
        "aws s3 sync": ["aws", "s3", "sync", "--only-show-errors"],
        "rclone": ["rclone", "sync", "--transfers", AT_ONCE, "--checkers", AT_ONCE],
        "rclone --checksum": ["rclone", "sync", "--checksum", "--transfers", AT_ONCE, "--checkers", AT_ONCE],
    }
    return {name: command for name, command in every.items() if shutil.which(command[0])}


def sync(command: list[str], folder: Path, bucket: str) -> None:
    place = f"s3://{bucket}" if command[0] == "aws" else f"standin:{bucket}"
    subprocess.run([*command, str(folder), place], env=_environment(), check=True)  # noqa: S603  # named above


def _environment() -> dict[str, str]:
    settings = {
        "TYPE": "s3",
        "PROVIDER": "Other",
        "ENDPOINT": os.environ["AWS_ENDPOINT_URL"],
        "ENV_AUTH": "true",
        "REGION": os.environ["AWS_REGION"],
        "FORCE_PATH_STYLE": "true",
        "NO_CHECK_BUCKET": "true",
    }
    named = {f"RCLONE_CONFIG_STANDIN_{name}": value for name, value in settings.items()}
    # A bundle of certificates, which this rclone cannot load, is for https alone.
    kept = {name: value for name, value in os.environ.items() if name != "AWS_CA_BUNDLE"}
    return kept | named | {"RCLONE_CONFIG": os.devnull}
