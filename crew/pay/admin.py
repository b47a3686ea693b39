from typing import Any

from django import forms
from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from crew.pay.models import Rate


class RateForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Takes the rate as people say it: 45.00 an hour."""

    per_hour = forms.DecimalField(min_value=0, max_digits=8, decimal_places=2, widget=UnfoldAdminDecimalFieldWidget)

    class Meta:
        model = Rate
        fields = ["role", "person", "per_hour", "currency", "from_date"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["per_hour"] = f"{self.instance.cents_per_hour / 100:.2f}"

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.instance.cents_per_hour = int(self.cleaned_data.get("per_hour", 0) * 100)
        return self.cleaned_data


@admin.register(Rate)
class RateAdmin(SimpleHistoryAdmin, ModelAdmin):
    form = RateForm
    fields = ["role", "person", "per_hour", "currency", "from_date"]
    list_display = ["role", "person", "per_hour", "from_date"]
    list_filter = ["role"]
    autocomplete_fields = ["role", "person"]

    @admin.display(description="Per hour")
    def per_hour(self, rate: Rate) -> str:
        return f"{rate.cents_per_hour // 100}.{rate.cents_per_hour % 100:02} {rate.currency}"
