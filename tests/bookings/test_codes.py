import pytest

from bookings import codes


def test_new_codes_are_codes() -> None:
    assert all(codes.as_code(codes.new_code()) for _ in range(100))


@pytest.mark.parametrize(
    ("name", "code"),
    [("XHQGMDH", "XHQGMDH"), ("xhqgmdh", "XHQGMDH"), ("a1b2c3d", "A1B2C3D"), ("six666", None), ("ÄHQGMDH", None)],
)
def test_seven_letters_or_digits_in_any_case_are_a_code(name: str, code: str | None) -> None:
    assert codes.as_code(name) == code


@pytest.mark.parametrize("slug", ["abc", "smith-birthday-sail", "a1-b2", "x" * 60, "summer-7"])
def test_good_addresses_are_taken(slug: str) -> None:
    assert codes.is_slug(slug)


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "ab",
        "x" * 61,
        "Sunset",
        "a--b",
        "-a-b",
        "a-b-",
        "sunsets",
        "presign",
        "upload",
        "index",
        "../x",
        "índice",
        "a b",
    ],
)
def test_bad_addresses_are_refused(slug: str) -> None:
    assert not codes.is_slug(slug)
