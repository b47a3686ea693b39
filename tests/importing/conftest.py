import pytest

from bookings import sockets
from bookings.models import Brand, Vessel
from tests import make
from tests.importing.ledger import NotedMoney


@pytest.fixture
def jada(db: None) -> Vessel:
    return make.vessel(name="JADA", capacity=40)


@pytest.fixture
def sailjada(db: None) -> Brand:
    return make.brand(name="Sail JADA", domain="sailjada.com", is_default=True)


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> NotedMoney:
    """A taker of money in the ledger's place, so that these tests know the socket alone."""
    noted = NotedMoney()
    monkeypatch.setattr(sockets, "import_columns", [noted])
    return noted
