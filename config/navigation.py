"""The admin's sidebar: what the office does all day first. Each link shows only to those who may follow it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

GROUPS = (
    (
        "Charters",
        (
            ("Bookings", "sailing", "bookings", "booking"),
            ("Clients", "group", "bookings", "client"),
            ("Photos", "photo_library", "guests", "photo"),
            ("Calendar entries", "event", "calendar_sync", "entry"),
            ("Feeds", "rss_feed", "calendar_sync", "feed"),
        ),
    ),
    (
        "Crew",
        (
            ("People", "badge", "crew", "person"),
            ("Roles", "anchor", "crew", "role"),
            ("Manning", "groups", "crew", "manningrule"),
            ("Calling", "ring_volume", "crew", "callingrule"),
            ("Quiet hours", "bedtime", "crew", "quiethours"),
            ("Licences", "workspace_premium", "crew", "licence"),
            ("Checklists", "checklist", "checklists", "template"),
        ),
    ),
    (
        "Money",
        (
            ("Accounts", "receipt_long", "ledger", "account"),
            ("Rates", "payments", "pay", "rate"),
            ("Hours", "schedule", "pay", "hours"),
            ("Pay runs", "request_quote", "pay", "payrun"),
            ("Closed months", "lock", "ledger", "closedmonth"),
        ),
    ),
    (
        "Going out",
        (
            ("Alarms", "notifications_active", "duty", "alarm"),
            ("Deliveries", "local_shipping", "outbox", "delivery"),
            ("Messages", "mail", "booking_messages", "message"),
            ("Unreachable addresses", "phone_disabled", "booking_messages", "unreachable"),
        ),
    ),
    (
        "Set-up",
        (
            ("Vessels", "directions_boat", "bookings", "vessel"),
            ("Brands", "storefront", "bookings", "brand"),
            ("Sites", "language", "guests", "site"),
            ("Staff", "person", "bookings", "user"),
            ("Groups", "shield_person", "auth", "group"),
        ),
    ),
)


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """Build unfold's navigation out of what this user may view."""
    groups = [
        {
            "title": title,
            "separator": True,
            "items": [
                {"title": label, "icon": icon, "link": reverse(f"admin:{app}_{model}_changelist")}
                for label, icon, app, model in items
                if request.user.has_perm(f"{app}.view_{model}")
            ],
        }
        for title, items in GROUPS
    ]
    return [group for group in groups if group["items"]]
