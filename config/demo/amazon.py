"""An AWS on this machine alone: ministack, in an environment of its own, found as in production, by the environment."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import boto3
from django.conf import settings

from config.demo.answering import until_answering
from config.tree import die_with_parent

PROGRAM = Path(settings.BASE_DIR) / ".venv-aws" / "bin" / "python"
PORT = 14_566
INBOXES = {"E-mails": "/_ministack/ses/messages", "Text messages": "/_ministack/sns/sms-messages"}
"""Where the stand-in shows what was sent, as JSON."""
START_SECONDS = 20.0
STOP_SECONDS = 10.0
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "invented",
    "AWS_SECRET_ACCESS_KEY": "invented-secret-access",
    "AWS_DEFAULT_REGION": "us-west-2",
    "AWS_REGION": "us-west-2",
}


class StandInError(Exception):
    """The AWS stand-in is not to be had, and why."""


def verify_house_senders() -> None:
    """Have SES know the domains from which the house itself writes; those of brands are launch_site's to verify."""
    client = boto3.client("sesv2", region_name=CREDENTIALS["AWS_REGION"])
    for sender in (settings.DEFAULT_FROM_EMAIL, settings.CREW_SENDER):
        with suppress(client.exceptions.AlreadyExistsException):
            client.create_email_identity(EmailIdentity=sender.rpartition("@")[2])


@contextmanager
def running(folder: Path, *, port: int) -> Iterator[dict[str, str]]:
    """Run one that logs and keeps its state below `folder`; give the environment that leads to it."""
    if not PROGRAM.exists():
        raise StandInError("The AWS stand-in is not installed. `make demo-aws` and `make test` install it.")
    folder.mkdir(parents=True, exist_ok=True)
    own = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port)}
    kept = {"PERSIST_STATE": "1", "STATE_DIR": str(folder / "state")}
    kept |= {"S3_PERSIST": "1", "S3_DATA_DIR": str(folder / "objects")}
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603  # our own command
            [str(PROGRAM), "-m", "ministack"],
            cwd=folder,
            env=os.environ | own | kept | CREDENTIALS,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
    try:
        health = f"http://127.0.0.1:{port}/_ministack/health"
        if not until_answering(
            health, within_seconds=START_SECONDS, meanwhile=partial(_require_alive, process, folder)
        ):
            raise StandInError(f"The AWS stand-in does not answer; see {folder / 'log'}.")
        yield {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"} | CREDENTIALS
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _require_alive(process: subprocess.Popen[bytes], folder: Path) -> None:
    if process.poll() is not None:
        raise StandInError(f"The AWS stand-in ended by itself; see {folder / 'log'}.")
