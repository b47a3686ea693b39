"""The address of a person's own calendar feed. What stands there, an upper room writes (calendar_sync)."""

from django.conf import settings
from django.db.models import F
from django.urls import reverse

from bookings import tokens
from crew.models import Person

FEED = "crew-feed"


def feed_address(person: Person) -> str:
    """Return the secret address: whoever has it reads when they sail. Not for logs."""
    token = tokens.make(FEED, person.pk, person.feed_version)
    return f"{settings.PUBLIC_URL}{reverse('calendar_sync:feed', args=[token])}"


def renew_feed(person: Person) -> None:
    """Give the feed a new address; the one that stood opens nothing from now on."""
    Person.objects.filter(pk=person.pk).update(feed_version=F("feed_version") + 1)
