"""`manage.py demo`, whole: on SQLite and files in a folder of its own, as on a fresh machine."""

import email
import email.policy
import json
import signal
import socket
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tests.demo.run import fresh_environment, manage, processes_of, read

pytestmark = [pytest.mark.demo, pytest.mark.xdist_group("demo")]


@dataclass
class Demo:
    """What was printed and found while a first run was up, and how it ended."""

    environment: dict[str, str]
    shown: dict[str, Any]
    page: bytes
    feed: bytes
    status: int
    last_words: str
    processes_left: list[str]

    @property
    def var_dir(self) -> Path:
        return Path(self.environment["VAR_DIR"])


def text_of(mail: Path) -> str:
    body = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default).get_body(["plain"])
    assert body
    return str(body.get_content())


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Run the demo with its first port taken, look at it, and end it with Ctrl-C."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        environment = fresh_environment(tmp_path_factory.mktemp("demo") / "var", port=taken.getsockname()[1])
        run = manage("demo", "--json", environment=environment)
        assert run.stdout
        try:
            line = run.stdout.readline()
            assert line, run.communicate()[1]
            shown = json.loads(line)
            page, feed = read(shown["guest_page"]["url"]), read(shown["calendar_entry"]["feed"])
        finally:
            run.send_signal(signal.SIGINT)
            _, last_words = run.communicate(timeout=60)
    left = processes_of(Path(environment["VAR_DIR"]))
    return Demo(environment, shown, page, feed, run.returncode, last_words, left)


def test_everything_due_is_delivered(demo: Demo) -> None:
    deliveries = demo.shown["deliveries"]
    assert (deliveries["owed"], deliveries["parked"]) == (0, 0)
    assert deliveries["delivered"] >= 40
    assert 0 < demo.shown["seconds"] < 180


def test_guest_page_is_served_as_it_was_stored(demo: Demo) -> None:
    assert demo.page == Path(demo.shown["guest_page"]["file"]).read_bytes()
    assert demo.shown["booking"].encode() in demo.page


def test_crew_messages_hold_the_links(demo: Demo) -> None:
    crew = demo.shown["crew"]
    assert 3 <= len(crew) <= 4
    assert [member["link"] in text_of(Path(member["message_file"])) for member in crew] == [True] * len(crew)


def test_feed_holds_the_charter(demo: Demo) -> None:
    events = {str(event["UID"]): event for event in Calendar.from_ical(demo.feed).walk("VEVENT")}
    assert len(events) >= 40
    assert [uid for uid in events if uid.startswith(demo.shown["booking"])] != []


def test_season_begins_two_weeks_before_the_first_run(demo: Demo) -> None:
    first_run = date.fromisoformat((demo.var_dir / "demo" / "first_run").read_text())
    lines = (demo.var_dir / "demo" / "season.csv").read_text().splitlines()
    column = lines[0].split(",").index("date")
    assert min(line.split(",")[column] for line in lines[1:]) == str(first_run - timedelta(days=14))


def test_taken_port_is_said_and_passed_over(demo: Demo) -> None:
    assert f"Port {demo.environment['PORT']} is taken" in demo.last_words
    assert f":{demo.environment['PORT']}/" not in demo.shown["guest_page"]["url"]


def test_control_c_ends_it_cleanly(demo: Demo) -> None:
    assert demo.status == 0
    assert "Traceback" not in demo.last_words
    assert demo.processes_left == []


def test_second_run_goes_on_with_what_is_there(demo: Demo) -> None:
    run = manage("demo", "--exit", "--json", environment=demo.environment)
    out, words = run.communicate(timeout=180)
    again = json.loads(out.splitlines()[-1])
    assert run.returncode == 0, words
    assert (again["booking"], again["deliveries"]) == (demo.shown["booking"], demo.shown["deliveries"])
    assert [member["name"] for member in again["crew"]] == [member["name"] for member in demo.shown["crew"]]
    assert processes_of(demo.var_dir) == []
