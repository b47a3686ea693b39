"""What becomes of an invalidation that CloudFront does not take, or cannot take now."""

from collections.abc import Callable, Iterator

import pytest

from bookings.messages import aws
from config.demo.amazon import CREDENTIALS
from guests.models import ObjectKind, StalePath
from guests.objects import published
from guests.placing import place
from tests import make
from tests.guests import build
from tests.guests.edge import after, asked, distribution, drain, edit, owed
from tests.outbox.raw_server import RawServer, whole

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BUSY = "TooManyInvalidationsInProgress"
IN_PROGRESS = """<Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>I1</Id>
<Status>InProgress</Status><CreateTime>2026-01-01T00:00:00Z</CreateTime><InvalidationBatch><Paths>
<Quantity>{}</Quantity></Paths><CallerReference>other</CallerReference></InvalidationBatch></Invalidation>"""


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., RawServer]]:
    """Have a CloudFront that gives one answer, whatever it is asked; none: it hangs up."""
    servers: list[RawServer] = []

    def start(*answer: bytes) -> RawServer:
        servers.append(RawServer(*answer))
        for name, value in (CREDENTIALS | {"AWS_ENDPOINT_URL": servers[-1].url}).items():
            monkeypatch.setenv(name, value)
        aws.client.cache_clear()
        return servers[-1]

    yield start
    aws.client.cache_clear()
    for server in servers:
        server.close()


def refusal(code: str, status: str = "400 Bad Request") -> bytes:
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>no</Message></Error>"
    return whole(f"<ErrorResponse>{error}</ErrorResponse>".encode(), status=status)


def in_progress(paths: int) -> bytes:
    return whole(IN_PROGRESS.format(paths).encode())


def test_a_role_that_may_not_is_put_before_staff_with_what_it_needs(answering: Callable[..., RawServer]) -> None:
    answering(refusal("AccessDenied", "403 Forbidden"))
    site = build.site(distribution="EDENIED")
    edit(site)
    drain(2)
    assert (owed(site).state, owed(site).error) == (
        "parked",
        "AWS does not let us invalidate EDENIED (AccessDenied). Allow cloudfront:CreateInvalidation and "
        "cloudfront:GetInvalidation on it to the product's own role; then retry.",
    )


@pytest.mark.parametrize(
    ("code", "status", "wait"),
    [
        (BUSY, "400 Bad Request", 60),
        ("Throttling", "400 Bad Request", 30),
        ("InternalError", "500 Internal Server Error", 15),
        ("ServiceUnavailable", "503 Service Unavailable", 15),
    ],
)
def test_a_cloudfront_that_cannot_now_is_left_alone_for_a_while_and_nothing_is_forgotten(
    answering: Callable[..., RawServer], code: str, status: str, wait: int
) -> None:
    server, site = answering(refusal(code, status)), build.site(distribution=f"E{code[:12]}")
    edit(site)
    tally = drain(2)
    server.received = b""
    edit(site, seconds=3)
    drain(2 + wait - 0.1)
    left_alone = server.received == b""
    drain(2 + wait)
    assert (tally.failed, left_alone, server.received != b"") == (1, True, True)
    assert StalePath.objects.filter(done_at=None, invalidation="").count() == 6


def test_a_cloudfront_that_hangs_up_is_tried_again(answering: Callable[..., RawServer]) -> None:
    answering()
    site = build.site(distribution="ESILENT")
    edit(site)
    drain(2)
    expected = ("owed", "CloudFront could not be asked: ConnectionClosedError.")
    assert (owed(site).state, owed(site).error) == expected


def test_what_failed_goes_out_when_cloudfront_is_back(
    amazon: str, answering: Callable[..., RawServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = build.site(distribution=distribution())
    answering(refusal(BUSY))
    edit(site, "g/XHQGMDH.html")
    drain(2)
    edit(site, "g/BCDFGHJ.html", seconds=30)
    monkeypatch.setenv("AWS_ENDPOINT_URL", amazon)
    aws.client.cache_clear()
    drain(90)
    assert asked(site) == [["/g/BCDFGHJ*", "/g/XHQGMDH*"]]


def test_a_failing_edge_keeps_no_page_back(answering: Callable[..., RawServer]) -> None:
    answering(refusal(BUSY))
    site = build.site(distribution="EBUSY")
    for number, body in enumerate((b"one", b"two")):
        place(site, "g/XHQGMDH.html", body, kind=ObjectKind.PAGE, code="XHQGMDH", at=after(number))
    drain(3)
    assert published(site).read("g/XHQGMDH.html", at_most=100) == b"two"


def test_no_more_is_asked_for_than_may_be_in_progress(answering: Callable[..., RawServer]) -> None:
    server, site = answering(in_progress(12)), build.site(distribution="EFULL")
    edit(site)
    drain(2)
    edit(site, "g/BCDFGHJ.html", seconds=3)
    drain(5)
    assert server.received.startswith(b"GET ")
    assert list(StalePath.objects.filter(invalidation="").values_list("path", flat=True)) == ["/g/BCDFGHJ.html"]
    assert owed(site).due_at == after(20)


def test_what_has_no_room_by_name_goes_as_everything(answering: Callable[..., RawServer]) -> None:
    server, site = answering(in_progress(11)), build.site(distribution="ECROWDED")
    StalePath.objects.create(distribution="ECROWDED", path="/g/B", since=make.NOW, invalidation="I0")
    edit(site)
    drain(2)
    assert b"<Items><Path>/g/*</Path></Items>" in server.received
