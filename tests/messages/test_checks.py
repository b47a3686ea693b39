"""What `check --deploy` finds at Amazon."""

import pytest
from botocore.stub import Stubber
from pytest_django import Settings

from bookings.messages import aws
from bookings.messages.checks import check_emails, check_texts

pytestmark = pytest.mark.slow


def texts() -> list[str | None]:
    return [finding.id for finding in check_texts()]


def emails() -> list[str | None]:
    return [finding.id for finding in check_emails()]


def test_files_need_no_amazon() -> None:
    assert texts() + emails() == []


@pytest.mark.usefixtures("amazon")
@pytest.mark.parametrize(
    ("origination", "limit", "sandbox", "found"),
    [
        ("+16195550100", "50", False, []),
        ("", "50", False, ["messages.W001"]),
        ("+16195550100", "1", False, ["messages.W002"]),
        ("+16195550100", None, False, ["messages.W002"]),
        ("+16195550100", "50", True, ["messages.W003"]),
    ],
)
def test_texts(settings: Settings, origination: str, limit: str | None, sandbox: bool, found: list[str]) -> None:
    settings.SMS_ORIGINATION = origination
    with Stubber(aws.client("sns")) as sns:
        attributes = {"MonthlySpendLimit": limit} if limit else {}
        sns.add_response("get_sms_attributes", {"attributes": attributes}, {"attributes": ["MonthlySpendLimit"]})
        sns.add_response("get_sms_sandbox_account_status", {"IsInSandbox": sandbox})
        assert texts() == found


@pytest.mark.usefixtures("amazon")
@pytest.mark.parametrize(("production", "found"), [(True, []), (False, ["messages.W004"])])
def test_emails(production: bool, found: list[str]) -> None:
    with Stubber(aws.client("sesv2")) as sesv2:
        sesv2.add_response("get_account", {"ProductionAccessEnabled": production})
        assert emails() == found


@pytest.mark.usefixtures("amazon")
def test_emails_without_anyone_to_report_bounces(settings: Settings) -> None:
    settings.EVENT_TOPICS = []
    with Stubber(aws.client("sesv2")) as sesv2:
        sesv2.add_response("get_account", {"ProductionAccessEnabled": True})
        assert emails() == ["messages.W005"]


@pytest.mark.usefixtures("amazon")
def test_an_amazon_out_of_reach_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    aws.client.cache_clear()
    (finding,) = check_emails()
    words = "Not checked (sesv2 get_account): Amazon could not be asked: EndpointConnectionError."
    assert (finding.id, finding.msg) == ("messages.W006", words)
