import pytest

from guests.edge.paths import fewest

CODE, SLUG, CALENDAR = "/g/XHQGMDH.html", "/g/smith-sail.html", "/g/XHQGMDH.ics"
PICTURE = "/g/XHQGMDH-0a1b2c3d4e5f6789.jpg"


@pytest.mark.parametrize(
    ("stale", "paths"),
    [
        ([CODE], ["/g/XHQGMDH*"]),
        ([CODE, CODE], ["/g/XHQGMDH*"]),
        ([CODE, CALENDAR, PICTURE, SLUG], ["/g/XHQGMDH*", "/g/smith-sail*"]),
        ([CALENDAR], [CALENDAR]),
        ([PICTURE], [PICTURE]),
        (["/g/smith.html", "/g/smith-sail.html", "/g/smithy.html"], ["/g/smith*"]),
        (["/guests/XHQGMDH.html"], ["/g/XHQGMDH*", "/guests/XHQGMDH*"]),
        (["/guests/XHQGMDH.ics"], ["/g/XHQGMDH.ics", "/guests/XHQGMDH.ics"]),
        ([], []),
    ],
)
def test_each_object_goes_by_every_address_in_as_few_paths_as_do(stale: list[str], paths: list[str]) -> None:
    assert fewest(stale, at_most=6) == paths


def test_too_many_become_everything_of_ours_and_nothing_else() -> None:
    assert fewest([f"/g/{number}CDFGHJ.html" for number in range(7)], at_most=6) == ["/g/*"]
    assert fewest([f"/guests/{number}CDFGHJ.html" for number in range(4)], at_most=6) == ["/g/*", "/guests/*"]


def test_a_season_is_as_quick_to_name_as_a_page() -> None:
    assert fewest([f"/g/charter-{number}.html" for number in range(30_000)], at_most=6) == ["/g/*"]
