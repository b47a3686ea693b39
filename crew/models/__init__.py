"""The crew room's tables. No money here: that is crew.pay's alone."""

from crew.models.aboard import GuestCall, HeadCount
from crew.models.manning import CallingPause, CallingRule, ManningRule, Need, QuietHours
from crew.models.people import Away, HeldLicence, Licence, Person, Reach, Role
from crew.models.places import (
    CALL_LEAD_MINUTES,
    LINK_OUTLIVES_CHARTER,
    SHOWN,
    Answer,
    Assignment,
    AssignmentQuerySet,
)

__all__ = [
    "CALL_LEAD_MINUTES",
    "LINK_OUTLIVES_CHARTER",
    "SHOWN",
    "Answer",
    "Assignment",
    "AssignmentQuerySet",
    "Away",
    "CallingPause",
    "CallingRule",
    "GuestCall",
    "HeadCount",
    "HeldLicence",
    "Licence",
    "ManningRule",
    "Need",
    "Person",
    "QuietHours",
    "Reach",
    "Role",
]
