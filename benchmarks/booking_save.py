"""CPU and SQL of one booking saved through the admin: `python -m benchmarks.booking_save [--count N]`.

A new client, saved in the same admin in the same minute, is the yardstick: one row with its history, owing nobody.
"""

import argparse
from typing import Any

from benchmarks.ground import ground, measure, show
from config.tree import ended_by_signals
from tests import services

WORDS = ("SELECT", "INSERT", "UPDATE", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
SAVES = {"client": "new client", "add": "new booking", "reschedule": "booking moved"}
SECONDS_A_ROUND = 5
START_SECONDS = 120


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100, help="saves of each kind on each database")
    count = parser.parse_args().count
    with ended_by_signals(), services.redis_server() as redis, services.postgresql() as postgresql:
        figures = {
            "postgresql": _measure(f"{redis}/0", postgresql, count),
            "sqlite": _measure(f"{redis}/1", "", count),
        }
        show(_rows(figures), {"figure": "booking_save", "count": count, "databases": figures})


def _measure(broker_url: str, database_url: str, count: int) -> Any:
    with ground(broker_url, database_url) as environment:
        patience = START_SECONDS + SECONDS_A_ROUND * count
        measured = measure(["measure_saves", "--count", str(count)], environment, within_seconds=patience)
    for save in measured["saves"].values():
        save["to_client"] = round(save["cpu_ms"] / measured["saves"]["client"]["cpu_ms"], 2)
    return measured


def _rows(figures: dict[str, Any]) -> list[list[str]]:
    rows = [["save", "CPU ms", "to client", "SQL", *WORDS]]
    for database, measured in figures.items():
        for kind, label in SAVES.items():
            save = measured["saves"][kind]
            row = [f"{label}, {database}", f"{save['cpu_ms']:.1f}", f"{save['to_client']:.2f}", str(save["statements"])]
            rows.append(row + [str(save["by_kind"].get(word, 0)) for word in WORDS])
    return rows


if __name__ == "__main__":
    main()
