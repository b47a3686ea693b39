"""Lines as people write them, English and Spanish: those that leak money are found, the harmless ones left alone."""

from pathlib import Path

from bookings.plain import money_lines

FOLDER = Path(__file__).resolve().parent


def lines_of(name: str) -> list[str]:
    return (FOLDER / f"{name}.txt").read_text().splitlines()


def test_leaking_lines_are_all_found() -> None:
    assert [line for line in lines_of("leaking") if money_lines(line) != [line]] == []


def test_harmless_lines_are_all_left_alone() -> None:
    assert [line for line in lines_of("harmless") if money_lines(line)] == []


def test_the_corpus_has_two_hundred_different_lines_of_each_kind() -> None:
    assert all(len(set(lines_of(name))) == len(lines_of(name)) >= 200 for name in ("leaking", "harmless"))


def test_lines_that_the_rules_were_not_made_for_are_mostly_found() -> None:
    """Written after the rules, which were left as they were: what to expect of tomorrow's notes."""
    leaking, harmless = lines_of("unseen_leaking"), lines_of("unseen_harmless")
    assert (len(leaking), len(harmless)) == (40, 40)
    assert sum(bool(money_lines(line)) for line in leaking) >= 33
    assert [line for line in harmless if money_lines(line)] == []
