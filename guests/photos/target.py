"""Photos as a target of the outbox: what a guest sends is looked at, kept or refused, and goes when it has to."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from bookings.outbox.targets import Job, Target, Wish, Wishes
from guests.models import Photo, PhotoState
from guests.photos import arrival, removal

UNWANTED = (PhotoState.REMOVING, PhotoState.REMOVED)


class GuestPhotos(Target):
    """One recipient a photo: its number.

    The facts are what people and the clock decided: whether it is wanted, and whether its form may still be used.
    What the file turned out to be is not theirs to say, and so finding it out makes nothing owed.
    """

    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        wishes: dict[str, dict[str, Wish]] = defaultdict(dict)
        for photo in Photo.objects.filter(booking__code__in=codes).select_related("booking__client"):
            wishes[photo.booking.code][str(photo.pk)] = _wish(photo, now)
        return wishes

    def deliver(self, job: Job) -> str:
        """Take in what arrived, or take out what has to go; either leaves nothing of the guest's own file."""
        if job.facts is None:  # its row is gone, and with it all that says what was its
            return ""
        photo = Photo.objects.select_related("booking__brand__site").get(pk=job.recipient)
        if job.facts["wanted"]:
            arrival.take_in(photo, at=job.at)
        else:
            removal.remove(photo, at=job.at)
        return ""

    def names(self, recipients: Collection[str]) -> Mapping[str, str]:
        return {recipient: f"photo {recipient}" for recipient in recipients}


def _wish(photo: Photo, now: datetime) -> Wish:
    """Once more when its form has run out: until then it may be sent again over what was taken in."""
    client, closes_at = photo.booking.client, arrival.closes_at(photo)
    forgotten = client is not None and client.erased_at is not None
    facts = {"wanted": photo.state not in UNWANTED and not forgotten, "open": now < closes_at}
    return Wish(facts, changes_at=closes_at if facts["open"] else None)
