"""manage.py deliveries: what is owed, late and parked, for people and for scripts."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from bookings.outbox.models import Delivery
from tests import make
from tests.make import NOW
from tests.outbox.notebook import Notebook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("notebook")]


def report(capsys: pytest.CaptureFixture[str], **options: Any) -> dict[str, Any]:
    call_command("deliveries", json=True, **options)
    shown: dict[str, Any] = json.loads(capsys.readouterr().out)
    return shown


def test_what_is_owed_is_counted_and_listed(capsys: pytest.CaptureFixture[str], time_machine: Any) -> None:
    time_machine.move_to(NOW)
    code = make.booking().code
    shown = report(capsys)
    assert {name: shown[name] for name in ("delivered", "owed", "late", "parked")} == {
        "delivered": 0,
        "owed": 1,
        "late": 0,
        "parked": 0,
    }
    assert shown["rows"] == [
        {
            "booking": code,
            "target": "notebook",
            "recipient": "",
            "state": "owed",
            "late": False,
            "due_at": NOW.isoformat(),
            "attempts": 0,
            "error": "",
        }
    ]


def test_what_is_parked_is_shown_with_its_reason_and_tried_again(
    capsys: pytest.CaptureFixture[str], notebook: type[Notebook]
) -> None:
    code = make.booking().code
    Delivery.objects.update(parked_at=NOW, due_at=None, error="No such notebook.")
    call_command("deliveries")
    assert "parked  No such notebook." in capsys.readouterr().out
    assert report(capsys, retry=code.lower())["parked"] == 0


def test_a_code_that_never_owed_anything_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="Nothing was ever owed for XXXXXXX"):
        call_command("deliveries", retry="XXXXXXX")
