"""Who of the staff may do what: three groups, made and kept in step by every migrate.

Apps are listed, so that a new one is closed to everybody until it is listed here. Nobody deletes a booking (it is
cancelled) and nobody writes an audit history (it writes itself).
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from django.apps import apps as installed
from django.db.models.signals import post_migrate

CHARTERS = ("bookings", "duty", "importing", "outbox", "crew", "checklists", "scc", "guests", "calendar_sync")
TO_READ = ("booking_messages",)
MONEY = ("ledger", "pay")
STAFF = "user"
"""The staff's own accounts: who writes these could become an owner."""
LIFTED = ("delete", "unreachable")
"""An address that bounced or said STOP may be tried again, by deleting what says so."""
NEVER = {"delete_booking", "add_account", "delete_account"}

May: TypeAlias = Callable[[str, str, str], bool]
"""(app, verb, model) → whether a role may."""


def owner(app: str, verb: str, model: str) -> bool:
    return app in (*CHARTERS, *MONEY) or (app in TO_READ and (verb == "view" or (verb, model) == LIFTED))


def office(app: str, verb: str, model: str) -> bool:
    if model.removeprefix("historical") == STAFF:
        return False
    return app in CHARTERS or (app in TO_READ and (verb == "view" or (verb, model) == LIFTED))


def bookkeeper(app: str, verb: str, model: str) -> bool:
    return app in MONEY or (app == "bookings" and verb == "view" and model.removeprefix("historical") != STAFF)


ROLES: Mapping[str, May] = {"owner": owner, "office": office, "bookkeeper": bookkeeper}


def may(role: str, app: str, codename: str) -> bool:
    """Tell whether a role has the permission `app.codename`, like `bookings.change_vessel`."""
    verb, _, model = codename.partition("_")
    if codename in NEVER or (model.startswith("historical") and verb != "view"):
        return False
    return ROLES[role](app, verb, model)


def sync(using: str, apps: Any = installed, **_: Any) -> None:
    """Make the groups and give each exactly its permissions; groups of the staff's own making stay as they are."""
    try:
        groups, permissions = (apps.get_model("auth", name).objects.using(using) for name in ("Group", "Permission"))
    except LookupError:  # migrated back to before there were any
        return
    known = permissions.filter(content_type__app_label__in=[*CHARTERS, *TO_READ, *MONEY])
    named = list(known.values_list("pk", "content_type__app_label", "codename"))
    for role in ROLES:
        group, _made = groups.get_or_create(name=role)
        group.permissions.set([pk for pk, app, codename in named if may(role, app, codename)])


def connect() -> None:
    """Keep the roles in step. Called once, when the site is put together.

    Permissions are made app by app in the order of INSTALLED_APPS, where Django's auth comes after all of ours.
    """
    post_migrate.connect(sync, sender=installed.get_app_config("auth"), dispatch_uid="config.roles")
