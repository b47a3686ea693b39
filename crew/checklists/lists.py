"""What is on a charter's list, worked out afresh from the templates each time it is asked."""

from crew.checklists.models import TemplateItem
from crew.models import Answer, Assignment


def items_of(place: Assignment) -> list[TemplateItem]:
    """Return what one person has to do, in order: what all who sail share, and what is for their role."""
    if place.answer == Answer.DECLINED:
        return []
    booking, items = place.booking, TemplateItem.objects.for_charters([place.booking])
    return [item for item in items if item.fits(booking, {place.role_id}) and item.stands_for(booking)]
