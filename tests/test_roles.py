import pytest
from django.apps import apps
from django.contrib.auth.models import Group

from config import roles
from tests import make

OURS = {"bookings", "crew", "guests", "calendar_sync"}


@pytest.fixture(autouse=True)
def groups(db: None) -> None:
    roles.sync("default")


@pytest.mark.parametrize(
    ("permission", "who"),
    [
        ("bookings.add_booking", {"owner", "office"}),
        ("bookings.change_booking", {"owner", "office"}),
        ("bookings.view_booking", {"owner", "office", "bookkeeper"}),
        ("bookings.delete_booking", set()),
        ("bookings.view_historicalbooking", {"owner", "office", "bookkeeper"}),
        ("bookings.change_historicalbooking", set()),
        ("bookings.delete_historicalbooking", set()),
        ("bookings.change_client", {"owner", "office"}),
        ("bookings.change_user", {"owner"}),
        ("bookings.add_user", {"owner"}),
        ("bookings.view_user", {"owner"}),
        ("outbox.change_delivery", {"owner", "office"}),
        ("booking_messages.view_message", {"owner", "office"}),
        ("booking_messages.change_message", set()),
        ("booking_messages.delete_unreachable", {"owner", "office"}),
        ("duty.change_alarm", {"owner", "office"}),
        ("pay.view_rate", {"owner", "bookkeeper"}),
        ("checklists.change_template", {"owner", "office"}),
        ("ledger.view_chargeline", {"owner", "bookkeeper"}),
        ("ledger.add_payment", {"owner", "bookkeeper"}),
        ("ledger.change_cost", {"owner", "bookkeeper"}),
        ("ledger.view_historicalcost", {"owner", "bookkeeper"}),
        ("ledger.change_historicalcost", set()),
        ("ledger.change_account", {"owner", "bookkeeper"}),
        ("ledger.delete_account", set()),
        ("ledger.view_withheldline", {"owner", "bookkeeper"}),
    ],
)
def test_role_has_its_permissions(permission: str, who: set[str]) -> None:
    having = set()
    for role in roles.ROLES:
        user = make.user()
        user.groups.add(Group.objects.get(name=role))
        if user.has_perm(permission):
            having.add(role)
    assert having == who


def test_office_has_nothing_of_money() -> None:
    labels = Group.objects.get(name="office").permissions.values_list("content_type__app_label", flat=True)
    assert set(labels) & set(roles.MONEY) == set()


def test_every_app_of_ours_is_placed() -> None:
    ours = {app.label for app in apps.get_app_configs() if app.name.split(".")[0] in OURS and list(app.get_models())}
    assert ours - {*roles.CHARTERS, *roles.TO_READ, *roles.MONEY} == set()


def test_new_app_is_closed_to_everyone() -> None:
    assert [role for role in roles.ROLES if roles.may(role, "somethingnew", "view_thing")] == []


def test_sync_takes_back_what_a_role_was_given_by_hand() -> None:
    office = Group.objects.get(name="office")
    expected = set(office.permissions.all())
    stolen = Group.objects.get(name="owner").permissions.get(codename="view_chargeline")
    office.permissions.add(stolen)
    roles.sync("default")
    assert set(office.permissions.all()) == expected
