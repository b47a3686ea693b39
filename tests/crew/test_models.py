import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from crew.models import Answer, Assignment, Role
from tests import make
from tests.crew import build

pytestmark = pytest.mark.django_db


def test_the_first_roles_are_there() -> None:
    assert list(Role.objects.values_list("slug", flat=True)) == ["captain", "crew", "hostess"]


def test_two_people_may_have_no_scc_id() -> None:
    assert {build.person().scc_id, build.person().scc_id} == {""}


def test_the_database_keeps_an_scc_id_to_one_person() -> None:
    build.person(scc_id="c-17")
    with pytest.raises(IntegrityError), transaction.atomic():
        build.person(scc_id="c-17")


@pytest.mark.parametrize(
    "fields",
    [
        {"email": ""},
        {"email": "", "channel": "both"},
        {"mobile": "", "channel": "text message"},
        {"mobile": "", "channel": "both"},
    ],
)
def test_the_database_refuses_people_we_could_not_tell(fields: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        build.person(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"answer": Answer.ACCEPTED},
        {"answer": Answer.ACCEPTED, "answered_at": make.NOW},
        {"answer_to": "a" * 32},
        {"answered_at": make.NOW},
        {"decline_reason": "flu"},
        {"answer": Answer.ACCEPTED, "answer_to": "a" * 32, "answered_at": make.NOW, "decline_reason": "flu"},
    ],
)
def test_the_database_refuses_half_an_answer(fields: dict[str, object]) -> None:
    place = build.assignment()
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=place.pk).update(**fields)


def test_the_database_keeps_a_person_once_on_a_booking() -> None:
    place = build.assignment()
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(booking=place.booking, person=place.person, role=build.role("crew"))


def test_a_person_with_a_place_cannot_be_deleted() -> None:
    place = build.assignment()
    with pytest.raises(ProtectedError):
        place.person.delete()
