import pytest

from bookings.messages.gsm import segments


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("é" * 160, 1),
        ("ë" * 70, 1),
        ("ë" * 71, 2),
        ("It’s at 16:30." + "a" * 56, 1),
        ("It’s at 16:30." + "a" * 57, 2),
        ("⛵" * 70, 1),
        ("🚤" * 35, 1),
        ("🚤" * 36, 2),
        ("🚤" * 66, 2),
        ("🚤" * 67, 3),
        ("a" * 152 + "€" * 5, 2),
        ("a" * 152 + "€" * 77, 3),
    ],
)
def test_segments_are_counted_as_phones_do(text: str, count: int) -> None:
    assert segments(text) == count
