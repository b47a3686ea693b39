"""Another ShipCaptainCrew as a target of the outbox: it holds the event, and tells the crew by itself."""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime

from bookings.models import Booking, Kind, Stage
from bookings.outbox import epoch
from bookings.outbox.models import Delivery
from bookings.outbox.targets import (
    KEEP,
    Facts,
    Job,
    PermanentError,
    Standing,
    Target,
    TransientError,
    Wish,
    Wishes,
)
from crew.models import Assignment, Person
from crew.pay.terms import opaque_terms
from crew.scc import payloads
from crew.scc.client import Client
from crew.scc.comparing import differences, is_cancelled

WITHDRAWN: Facts = {"withdrawn": True}
"""Facts of what must not stand there and may: an event whose sending was tried, whatever came back."""
AT_ONCE = 8
MOST_LOOKED_AT = 100
"""Of one batch: an SCC may limit how often it is asked, and what we have to send goes before."""
LOOKING_SECONDS = 30.0

logger = logging.getLogger(__name__)


class RemoteScc(Target):
    """One recipient, "". Facts: the event in SCC's words, pay as an opaque digest; or WITHDRAWN."""

    def __init__(self, name: str, *, send_crew_ids: bool = False, deadline_seconds: float = 20.0) -> None:
        super().__init__(name)
        self._send_crew_ids, self._deadline_seconds = send_crew_ids, deadline_seconds

    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        bookings = list(Booking.objects.filter(code__in=codes).select_related("vessel"))
        places = list(Assignment.objects.on(codes).not_declined().with_terms())
        terms = opaque_terms(places)
        tried = Delivery.objects.filter(target=self.name, booking_code__in=codes)
        withdrawn = {code: {"": Wish(WITHDRAWN)} for code in tried.values_list("booking_code", flat=True)}
        wishes = {}
        for booking in bookings:
            crew = [place for place in places if place.booking_id == booking.pk]
            if wish := _wish(booking, crew, terms, now):
                wishes[booking.code] = {"": wish}
        return withdrawn | wishes

    def deliver(self, job: Job) -> str:
        client = self._client()
        if job.facts is None or job.facts == WITHDRAWN:
            client.delete(job.code)
            return job.code
        event = payloads.event_for(
            job.facts,
            payloads.agreed_rates(job.code),
            version=epoch.version(job.version),
            crew_ids=self._send_crew_ids,
        )
        harmless = Booking.objects.filter(code=job.code).values_list("harmless_texts", flat=True).first()
        payloads.require_clean(event, harmless=harmless or [])
        standing = client.find(job.code)
        if job.ref or not standing or not _is(standing, event):  # else: first contact, and all is well there
            _write(client, event, standing)
        _require_everyone(job.code, job.facts)
        return job.code

    def drifted(self, standings: Iterable[Standing]) -> Iterator[tuple[str, str]]:
        """Yield the events that are gone, cancelled or otherwise than delivered, of the charters ahead, soonest first.

        An SCC that cannot be asked says nothing of that kind.
        """
        delivered = {standing.code: standing for standing in standings if standing.ref and standing.facts != WITHDRAWN}
        ahead = Booking.objects.confirmed().filter(code__in=delivered).order_by("starts_at")[:MOST_LOOKED_AT]
        for code, event in _look(self._client(), [booking.code for booking in ahead]).items():
            standing = delivered[code]
            if event is None or not _is(event, standing.facts or {}):
                yield code, standing.recipient

    def _client(self) -> Client:
        return Client(deadline_seconds=self._deadline_seconds)


def _wish(booking: Booking, crew: Collection[Assignment], terms: Mapping[int, str], now: datetime) -> Wish | None:
    if booking.stage == Stage.COMPLETED or (booking.stage == Stage.CONFIRMED and booking.ends_at <= now):
        return KEEP
    if booking.stage == Stage.CONFIRMED and (crew or booking.kind == Kind.CHARTER):
        return Wish(payloads.facts_of(booking, crew, terms))
    return None


def _write(client: Client, event: Facts, standing: Facts | None) -> None:
    """Bring the event about, above whatever version stands there, and make sure that it did."""
    event["version"] = max(event["version"], _version(standing or {}) + 1)
    stored = None
    if standing and not is_cancelled(standing):
        stored = client.patch(event)
    stored = stored or client.post(event)
    if not _is(stored, event):
        wrong = ", ".join(differences(stored, event)) or "stage"
        raise TransientError(f"SCC took {event['eventId']}, but shows another {wrong} than what was sent.")


def _is(event: Facts, wanted: Facts) -> bool:
    return not is_cancelled(event) and not differences(event, wanted)


def _version(event: Facts) -> int:
    version = event.get("version")
    return version if isinstance(version, int) else 0


def _require_everyone(code: str, facts: Facts) -> None:
    """Have staff see who could not be named. Last, so that the others are told."""
    if any(not place["crewId"] for place in facts["crew_assignments"]):
        people = Person.objects.filter(assignments__booking__code=code, scc_id="")
        names = ", ".join(people.values_list("name", flat=True))
        raise PermanentError(f"SCC does not hear of {names}: no SCC id. Enter it with the person, then try again.")


def _look(client: Client, codes: Collection[str]) -> dict[str, Facts | None]:
    """Fetch events side by side, as many as the time allows; what cannot be fetched is missing."""
    pool = ThreadPoolExecutor(AT_ONCE)
    asked = {code: pool.submit(client.find, code) for code in codes}
    wait(asked.values(), timeout=LOOKING_SECONDS)
    pool.shutdown(cancel_futures=True)
    answered = {code: future for code, future in asked.items() if not future.cancelled()}
    faults = {str(fault) for future in answered.values() if (fault := future.exception())}
    if faults:
        logger.warning("SCC could not be compared: %s", "; ".join(sorted(faults)))
    return {code: future.result() for code, future in answered.items() if not future.exception()}
