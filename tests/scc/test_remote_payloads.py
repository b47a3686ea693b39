"""The last look before anything leaves."""

from typing import Any

import pytest

from bookings.outbox.targets import PermanentError
from crew.scc import payloads


@pytest.mark.parametrize("event", [{"revenue": "1"}, {"crew_assignments": [{"crewId": "c-1", "fee": 5}]}])
def test_a_key_that_scc_does_not_know_is_never_sent(event: dict[str, Any]) -> None:
    with pytest.raises(PermanentError, match=r"SCC knows no (revenue|fee)"):
        payloads.require_clean(event)


def test_a_code_that_reads_like_an_amount_is_no_money() -> None:
    payloads.require_clean({"eventId": "GBP2345", "crew_assignments": [{"crewId": "USD 20", "hourlyRate": "45.00"}]})
