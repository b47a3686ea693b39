"""From whom a guest's e-mail comes."""

from email.utils import formataddr, parseaddr

from django.conf import settings

from bookings.messages import ses
from bookings.models import Brand
from guests.models import Site


def sender(brand: Brand) -> str:
    """Return the brand's name and address, as a header has them.

    SES sends only as what it has verified: until then the brand writes from the house's address, under its own name.
    """
    waits = ses.in_use() and Site.of(brand).mail_verified_at is None
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1] if waits else brand.sender
    return formataddr((brand.name, address))
