"""What stops the start, and what `check --deploy` says about the wire that we serve."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

from crew.scc import keys


def require_sound_keys() -> None:
    """Raise ImproperlyConfigured where keys are set up so that strangers could get in, or nobody."""
    if found := keys.problems():
        raise ImproperlyConfigured(f"scc.E001: {' '.join(found)}")


@register(Tags.security, deploy=True)
def key_is_set(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    if settings.SERVICE_KEY_HASH:
        return []
    return [
        Warning(
            "SERVICE_KEY_HASH is empty: /scc/ answers 401 to everyone.",
            hint="That is right where nobody sends us events. `manage.py make_scc_key` makes a key.",
            id="scc.W001",
        )
    ]
