"""Messages as files, one each, for a machine without any provider. A repeated send overwrites its own file."""

import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


def file_for(folder: str | Path, key: str, suffix: str) -> Path:
    """Name the file of one message after its key, kept to letters that every file system takes."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder) / (re.sub(r"[^A-Za-z0-9.-]+", "_", key) + suffix)


class FileEmailBackend(BaseEmailBackend):
    """Writes each e-mail to EMAIL_FILE_PATH as an .eml that any mail program opens."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            rendered = message.message()
            key = str(rendered.get("X-Fairlead-Notice") or rendered["Message-ID"])
            path = file_for(settings.EMAIL_FILE_PATH, key, ".eml")
            path.write_bytes(rendered.as_bytes())
            message.extra_headers["X-Fairlead-File"] = str(path)
        return len(email_messages)


class FileSms:
    """Writes each text message to SMS_FILE_PATH."""

    def send(self, *, to: str, text: str, key: str) -> str:
        path = file_for(settings.SMS_FILE_PATH, key, ".txt")
        path.write_text(f"To: {to}\n\n{text}\n", encoding="utf-8")
        return str(path)
