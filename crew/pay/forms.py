"""How a person enters hours: whole ones and a quarter, as they would say them."""

from typing import Any

from django import forms

from crew.pay.models import NOTE_LENGTH

QUARTERS = [(minutes, f"{minutes} min") for minutes in (0, 15, 30, 45)]


class HoursForm(forms.Form):
    """Two controls, so that thirty charters on a page stay light; `minutes` are both together."""

    whole = forms.IntegerField(min_value=0, max_value=24, error_messages={"required": "How many hours?"})
    quarter = forms.TypedChoiceField(choices=QUARTERS, coerce=int)
    note = forms.CharField(required=False, max_length=NOTE_LENGTH)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            cleaned["minutes"] = cleaned["whole"] * 60 + cleaned["quarter"]
        return cleaned

    @property
    def says(self) -> str:
        """What is wrong, as one sentence or two."""
        return " ".join(message for messages in self.errors.values() for message in map(str, messages))
