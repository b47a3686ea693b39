"""Which message, if any: a table of what someone was told against how things stand. No database."""

from typing import Any

import pytest

from crew import letters
from crew.letters import Ask, Difference, Kind

FACTS: dict[str, Any] = {
    "state": "confirmed",
    "vessel": "JADA",
    "dock": "Pier 1, slip 4",
    "zone": "America/Los_Angeles",
    "starts": "2026-12-05T16:30:00-08:00",
    "ends": "2026-12-05T19:30:00-08:00",
    "calls": "2026-12-05T15:30:00-08:00",
    "role": "Captain",
    "consent": "a",
    "answer": "asked",
    "link": 1,
    "remind": False,
    "eve": False,
}
YES = FACTS | {"answer": "accepted"}
NO = FACTS | {"answer": "declined"}
CANCELLED = {key: FACTS[key] for key in ("vessel", "dock", "zone", "starts", "ends", "calls", "role")} | {
    "state": "cancelled"
}
SUNDAY = {
    "starts": "2026-12-06T14:00:00-08:00",
    "ends": "2026-12-06T17:00:00-08:00",
    "calls": "2026-12-06T13:00:00-08:00",
    "consent": "b",
}
LINK = "https://crew.example.com/c/AQHuwLgTOJO8RZ_mBRQ"


@pytest.mark.parametrize(
    ("told", "facts", "kind"),
    [
        (None, FACTS, Kind.ASK),
        (None, FACTS | {"eve": True}, Kind.ASK),
        (FACTS, FACTS, None),
        (FACTS, YES, None),
        (FACTS, NO, None),
        (FACTS, FACTS | SUNDAY, Kind.CHANGED),
        (YES, FACTS | SUNDAY, Kind.CHANGED),
        (NO, FACTS | SUNDAY, Kind.CHANGED),
        (FACTS | SUNDAY, YES, Kind.CHANGED),
        (FACTS, FACTS | {"vessel": "ADA", "consent": "b"}, Kind.CHANGED),
        (FACTS, FACTS | {"dock": "Pier 2", "consent": "b"}, Kind.CHANGED),
        (FACTS, FACTS | {"role": "Crew", "consent": "b"}, Kind.CHANGED),
        (YES, FACTS | {"consent": "b"}, Kind.AGAIN),
        (FACTS, FACTS | {"vessel": "Jada"}, None),
        (FACTS, FACTS | {"link": 2}, Kind.NEW_LINK),
        (FACTS, FACTS | {"remind": True}, Kind.REMIND),
        (FACTS | {"remind": True}, FACTS | {"remind": True}, None),
        (FACTS, FACTS | {"remind": True, "eve": True}, Kind.REMINDER),
        (FACTS, FACTS | {"eve": True}, Kind.REMINDER),
        (YES, YES | {"eve": True}, Kind.REMINDER),
        (NO, NO | {"eve": True}, None),
        (YES | {"eve": True}, FACTS | SUNDAY, Kind.CHANGED),
        (None, CANCELLED, None),
        (FACTS, CANCELLED, Kind.CANCELLED),
        (YES, CANCELLED, Kind.CANCELLED),
        (NO, CANCELLED, None),
        (CANCELLED, FACTS, Kind.ASK),
        (CANCELLED, None, None),
        (None, None, None),
        (FACTS, None, Kind.FILLED),
        (YES, None, Kind.OFF),
        (NO, None, None),
    ],
)
def test_what_someone_was_told_decides_what_they_are_told_now(told: Any, facts: Any, kind: Kind | None) -> None:
    assert letters.message_kind(told, facts) == kind


def write(kind: Kind, told: Any, facts: Any, **given: Any) -> letters.Letter:
    defaults = {"name": "Ines Marlow", "link": LINK, "phone": "+1 619-555-0100"}
    return letters.write(kind, told, facts, **defaults | given)


@pytest.mark.parametrize(
    ("kind", "told", "facts", "sms"),
    [
        (Kind.ASK, None, FACTS, f"JADA Sat 5 Dec 16:30, captain. Answer: {LINK}"),
        (
            Kind.CHANGED,
            YES,
            FACTS | SUNDAY,
            f"Changed: JADA Sun 6 Dec 14:00, captain. Was Sat 5 Dec 16:30. Answer: {LINK}",
        ),
        (
            Kind.CHANGED,
            FACTS,
            FACTS | {"role": "Crew", "consent": "b"},
            f"Changed: JADA Sat 5 Dec 16:30, crew. Was Captain. Answer: {LINK}",
        ),
        (
            Kind.CHANGED,
            FACTS | SUNDAY,
            YES,
            f"Changed: JADA Sat 5 Dec 16:30, captain. Was Sun 6 Dec 14:00. See: {LINK}",
        ),
        (Kind.AGAIN, YES, FACTS | {"consent": "b"}, f"Confirm again: JADA Sat 5 Dec 16:30, captain. Answer: {LINK}"),
        (Kind.REMIND, FACTS, FACTS, f"Can you sail? JADA Sat 5 Dec 16:30, captain. Answer: {LINK}"),
        (Kind.NEW_LINK, FACTS, FACTS, f"New link: JADA Sat 5 Dec 16:30, captain. Answer: {LINK}"),
        (Kind.REMINDER, FACTS, FACTS, f"Reminder: JADA Sat 5 Dec 16:30, captain. Answer: {LINK}"),
        (Kind.REMINDER, YES, YES, f"Reminder: JADA Sat 5 Dec 16:30, captain. See: {LINK}"),
        (Kind.CANCELLED, FACTS, CANCELLED, f"Cancelled: JADA Sat 5 Dec 16:30, captain. See: {LINK}"),
    ],
)
def test_a_text_message_could_be_read_aloud(kind: Kind, told: Any, facts: Any, sms: str) -> None:
    assert write(kind, told, facts).sms == sms


def test_someone_taken_off_is_told_whom_to_call_and_gets_no_link() -> None:
    letter = write(Kind.OFF, FACTS, None, link="")
    assert letter.sms == "You are off: JADA Sat 5 Dec 16:30, captain. Questions: +1 619-555-0100"
    assert "/c/" not in letter.text + letter.html


def test_a_text_message_is_one_plain_segment_with_its_link_whole() -> None:
    wordy = {"vessel": "Señorita “Queen” of the Harbour – San Diego’s Finest Old Schooner", "role": "Café steward"}
    letter = write(Kind.CHANGED, FACTS, FACTS | SUNDAY | wordy)
    assert (len(letter.sms) <= 160, letter.sms.isascii(), letter.sms.endswith(LINK)) == (True, True, True)


def test_differences_are_said_in_port_time_old_first() -> None:
    assert letters.differences(FACTS, FACTS | SUNDAY | {"dock": "Pier 2"}) == [
        Difference("Sails", "Sat 5 Dec, 16:30 PST", "Sun 6 Dec, 14:00 PST"),
        Difference("Be aboard", "Sat 5 Dec, 15:30 PST", "Sun 6 Dec, 13:00 PST"),
        Difference("Back", "Sat 5 Dec, 19:30 PST", "Sun 6 Dec, 17:00 PST"),
        Difference("Dock", "Pier 1, slip 4", "Pier 2"),
    ]


def test_an_email_says_in_its_subject_what_the_text_message_says() -> None:
    assert write(Kind.ASK, None, FACTS).subject == "JADA Sat 5 Dec 16:30, captain"


def test_the_plain_text_says_all_that_the_html_says() -> None:
    letter = write(Kind.CHANGED, FACTS, FACTS | SUNDAY)
    said = [
        "Ines Marlow",
        "Your charter has changed.",
        "Sat 5 Dec, 16:30 PST",
        "Sun 6 Dec, 14:00 PST",
        "Please answer again.",
        "Pier 1, slip 4",
        LINK,
        "+1 619-555-0100",
    ]
    assert [words for words in said if words not in letter.text] == []
    assert [words for words in said if words not in letter.html] == []


def test_the_plain_text_is_whole() -> None:
    assert write(Kind.CHANGED, FACTS, FACTS | {"dock": "Pier 2", "consent": "b"}).text == (
        "Hello Ines Marlow,\n\n"
        "Your charter has changed.\n\n"
        "  Dock: Pier 1, slip 4 → Pier 2\n\n"
        "Please answer again.\n\n"
        "Sails: Sat 5 Dec, 16:30 PST\n"
        "Be aboard: Sat 5 Dec, 15:30 PST\n"
        "Back: Sat 5 Dec, 19:30 PST\n"
        "Vessel: JADA\n"
        "Dock: Pier 2\n"
        "Role: Captain\n\n"
        "Answer here:\n"
        f"{LINK}\n\n"
        "This link is yours alone. Please do not pass it on.\n\n"
        "Questions? Call the office: +1 619-555-0100\n"
    )


def test_an_answer_that_counts_again_is_said_to_stand() -> None:
    assert "your yes stands" in write(Kind.CHANGED, FACTS | SUNDAY, YES).text


def test_the_checklist_is_previewed_where_there_is_a_page() -> None:
    letter = write(Kind.ASK, None, FACTS, preview=["Fuel", "Life jackets"])
    assert "Your checklist begins with:\n- Fuel\n- Life jackets\n" in letter.text
    assert "<li>Fuel</li><li>Life jackets</li>" in letter.html
    assert "Fuel" not in write(Kind.OFF, YES, None, link="", preview=["Fuel"]).text


def test_several_asks_are_one_letter_with_each_charter_and_its_own_link() -> None:
    asks = [Ask(FACTS, LINK, ["Fuel"]), Ask(FACTS | SUNDAY, f"{LINK}2")]
    letter = letters.write_together(asks, name="Ines Marlow", phone="+1 619-555-0100")
    assert (letter.subject, letter.sms) == (
        "2 charters need your answer",
        f"2 charters need your answer: {LINK}",
    )
    assert letter.text == (
        "Hello Ines Marlow,\n\n"
        "Can you sail? Please answer for each charter on its page.\n\n\n"
        "JADA Sat 5 Dec 16:30, captain\n\n"
        "Sails: Sat 5 Dec, 16:30 PST\nBe aboard: Sat 5 Dec, 15:30 PST\nBack: Sat 5 Dec, 19:30 PST\n"
        "Vessel: JADA\nDock: Pier 1, slip 4\nRole: Captain\n\n"
        "Your checklist begins with:\n- Fuel\n\n"
        f"Answer here:\n{LINK}\n\n\n"
        "JADA Sun 6 Dec 14:00, captain\n\n"
        "Sails: Sun 6 Dec, 14:00 PST\nBe aboard: Sun 6 Dec, 13:00 PST\nBack: Sun 6 Dec, 17:00 PST\n"
        "Vessel: JADA\nDock: Pier 1, slip 4\nRole: Captain\n\n"
        f"Answer here:\n{LINK}2\n\n"
        "These links are yours alone. Please do not pass them on.\n\n"
        "Questions? Call the office: +1 619-555-0100\n"
    )
    assert [f'href="{LINK}"' in letter.html, f'href="{LINK}2"' in letter.html] == [True, True]


def test_names_cannot_write_html() -> None:
    letter = write(Kind.ASK, None, FACTS | {"dock": "<script>alert(1)</script>"}, name="<b>Ines</b>")
    assert "<script>" not in letter.html
    assert "<b>Ines" not in letter.html
