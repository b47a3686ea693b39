"""The form of a brand's site: its look, with a logo that is taken apart before it is kept."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminColorInputWidget, UnfoldAdminImageFieldWidget, UnfoldBooleanWidget

from guests.logos import LogoError, rebuilt
from guests.models import Site

COLOURS = ("ink", "accent", "paper")


class SiteForm(forms.ModelForm[Site]):
    new_logo = forms.FileField(
        label="New logo",
        required=False,
        widget=UnfoldAdminImageFieldWidget,
        help_text="PNG, JPEG or WebP. It stands on the band: light letters on nothing look best.",
    )
    remove_logo = forms.BooleanField(
        required=False, widget=UnfoldBooleanWidget, help_text="The brand's name stands in its place."
    )

    class Meta:
        model = Site
        fields = COLOURS  # the least; each admin page names its own
        widgets = dict.fromkeys(COLOURS, UnfoldAdminColorInputWidget)

    def has_changed(self) -> bool:
        """A new brand gets its site even where every value is the usual one."""
        return self.instance.pk is None or super().has_changed()

    def clean_new_logo(self) -> str:
        file = self.cleaned_data["new_logo"]
        try:
            return rebuilt(file) if file else ""
        except LogoError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if logo := cleaned.get("new_logo"):
            self.instance.logo = logo
        elif cleaned.get("remove_logo"):
            self.instance.logo = ""
        return cleaned
