"""Keeps what opens a door out of every log: the tokens of crew links and calendar feeds."""

import logging
import re
from typing import Any

TOKEN = re.compile(r"(/(?:c|feeds)/)[\w.~%-]+")


def install() -> None:
    """Redact records as they are made, so that no handler, of ours or of a library's, ever holds a token."""
    make = logging.getLogRecordFactory()

    def redacted(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        said = record.getMessage()
        if TOKEN.search(said):
            record.msg, record.args = TOKEN.sub(r"\1…", said), ()
        return record

    logging.setLogRecordFactory(redacted)
