from collections.abc import Iterator

import pytest
import time_machine

from tests import make


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    """A clock that stands at make.NOW, and can be moved."""
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock
