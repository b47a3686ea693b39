from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.outbox.notebook import TARGETS, Notebook, only_owed_to


@pytest.fixture
def notebook(settings: Settings) -> Iterator[type[Notebook]]:
    """The notebook as the only target, owed by a receiver like any app's."""
    settings.OUTBOX_TARGETS = TARGETS
    Notebook.clean()
    with only_owed_to("notebook"):
        yield Notebook
