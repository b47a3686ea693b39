from django import forms
from django.core.files.uploadedfile import UploadedFile
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget, UnfoldBooleanSwitchWidget

from bookings.importing.rows import MAX_BYTES
from bookings.models import Brand, Vessel


class ImportForm(forms.Form):
    file = forms.FileField(
        help_text="A .csv or an .ics file.",
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.ics,text/csv,text/calendar"}),
    )
    vessel = forms.ModelChoiceField(
        Vessel.objects.all(),
        required=False,
        empty_label="The only one there is",
        help_text="For rows that name no vessel.",
        widget=UnfoldAdminSelectWidget,
    )
    brand = forms.ModelChoiceField(
        Brand.objects.all(),
        required=False,
        empty_label="The default brand",
        help_text="For rows that name no brand.",
        widget=UnfoldAdminSelectWidget,
    )
    tell = forms.BooleanField(
        label="Tell people",
        required=False,
        help_text="Guests and crew hear of these charters as of any other. Off: nobody does.",
        widget=UnfoldBooleanSwitchWidget,
    )
    strict = forms.BooleanField(
        label="All or nothing",
        required=False,
        help_text="One bad row, and nothing is imported.",
        widget=UnfoldBooleanSwitchWidget,
    )
    dry_run = forms.BooleanField(
        label="Dry run",
        required=False,
        initial=True,
        help_text="Show what would happen, and write nothing.",
        widget=UnfoldBooleanSwitchWidget,
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_BYTES:
            raise forms.ValidationError("The file is larger than 20 MB. Split it and import the parts.")
        return file
