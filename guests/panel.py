"""A brand's site on the brand's own page in the admin, so that one form adds both."""

from django.contrib import admin
from django.utils.html import format_html
from unfold.admin import StackedInline

from guests.models import Site
from guests.site_form import COLOURS, SiteForm

LOOK = [*COLOURS, ("heading_face", "header_shape"), "logo_shown", "new_logo", "remove_logo"]
GUESTS = ["tells_guests", ("gallery_months", "photo_quota")]


@admin.display(description="Logo")
def logo_shown(site: Site) -> str:
    """Show it as it stands on the band."""
    if not site.logo:
        return "None: the brand's name stands in its place."
    return format_html('<img src="{}" alt="" style="background: {}; padding: 12px">', site.logo, site.ink)


class SitePanel(StackedInline):
    model = Site
    form = SiteForm
    min_num = max_num = 1
    can_delete = False
    show_change_link = True
    readonly_fields = ["logo_shown"]
    fields = [*LOOK, *GUESTS]

    logo_shown = staticmethod(logo_shown)
