"""What is found about the other SCC before anything is sent there."""

from io import StringIO

import httpx
import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from pytest_django import Settings

from bookings.outbox.http import Answer
from crew.scc.client import came_through_cloudfront
from tests.scc import fake_scc
from tests.scc.fake_scc import FakeScc, Fault, says

LOCAL = {"crew_notice": {"BACKEND": "crew.notices.CrewNotice"}}


def found(*, deploy: bool = False) -> list[str | None]:
    faults = run_checks(include_deployment_checks=deploy)
    return [fault.id for fault in faults if (fault.id or "").startswith("scc.E00") and fault.id != "scc.E001"]


def asked() -> str:
    call_command("check_scc", stdout=(said := StringIO()), skip_checks=True)
    return said.getvalue().strip()


def test_a_good_key_is_found_good_without_writing(other_scc: FakeScc) -> None:
    assert asked() == "127.0.0.1 takes our key."
    assert found(deploy=True) == []
    assert set(other_scc.asked) == {"GET"}


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (says(401), "The key is refused: 127.0.0.1 answered 401. Look at SCC_SERVICE_KEY."),
        (says(403), "The key is refused: 127.0.0.1 answered 403. Look at SCC_SERVICE_KEY."),
        (says(404), "127.0.0.1 answers without any key: no SCC is there. Look at SCC_BASE_URL."),
        (says(200, b"<html>"), "127.0.0.1 answers without any key: no SCC is there. Look at SCC_BASE_URL."),
        (says(500), "127.0.0.1 answered 500: not now."),
        (fake_scc.hangs_up, "127.0.0.1 broke off in the middle of its answer."),
    ],
)
def test_anything_else_is_said_in_words(fault: Fault, words: str, other_scc: FakeScc) -> None:
    other_scc.fault = fault
    with pytest.raises(CommandError, match=rf"^The key could not be verified at SCC\. {words}$"):
        asked()
    assert found(deploy=True) == ["scc.E006"]


def test_a_wrong_key_is_no_matter_of_the_plain_check(other_scc: FakeScc) -> None:
    other_scc.key = "another"
    assert (found(), other_scc.asked) == ([], [])


@pytest.mark.parametrize(
    ("setting", "value", "fault"),
    [
        ("SCC_BASE_URL", "https://d1.cloudfront.net/scc", "scc.E002"),
        ("SCC_BASE_URL", "http://scc.example.com", "scc.E003"),
        ("SCC_BASE_URL", "", "scc.E003"),
        ("SCC_AUTH_STYLE", "basic", "scc.E004"),
        ("SCC_SERVICE_KEY", "", "scc.E005"),
    ],
)
def test_what_can_never_work_is_found_without_asking(
    setting: str, value: str, fault: str, other_scc: FakeScc, settings: Settings
) -> None:
    setattr(settings, setting, value)
    assert found(deploy=True) == [fault]
    with pytest.raises(CommandError):
        asked()
    assert other_scc.asked == []


def test_an_installation_that_tells_its_crew_itself_has_nobody_to_ask(settings: Settings) -> None:
    settings.OUTBOX_TARGETS, settings.SCC_BASE_URL = LOCAL, ""
    assert asked() == "Nobody to ask: this installation tells its crew by itself."
    assert found(deploy=True) == []


@pytest.mark.parametrize(
    ("host", "refused"),
    [("abc.execute-api.us-east-1.amazonaws.com", False), ("scc.example.com", True)],
)
def test_an_edge_optimised_stage_is_no_cloudfront_of_ours(host: str, refused: bool) -> None:
    headers = httpx.Headers({"Via": "1.1 abc.cloudfront.net (CloudFront)"})
    assert came_through_cloudfront(Answer(host, 200, headers, b"")) is refused
