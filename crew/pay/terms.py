"""Own pay as a part of consent: another amount asks for consent again, and nobody reads it from the digest."""

import hashlib
from collections.abc import Collection

from crew.models import Assignment
from crew.pay.models import AgreedRate


def opaque_terms(assignments: Collection[Assignment]) -> dict[int, str]:
    """Return assignment pk → salted hash. The salt stays with the amount, so the same amount again reads the same."""
    agreed = AgreedRate.objects.filter(assignment__in=[assignment.pk for assignment in assignments])
    return {rate.assignment_id: _opaque(rate) for rate in agreed}


def _opaque(rate: AgreedRate) -> str:
    terms = f"{rate.salt}:{rate.cents_per_hour}:{rate.currency}"
    return hashlib.sha256(terms.encode()).hexdigest()
