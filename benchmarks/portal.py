"""CPU and SQL of the crew's pages, at few and at many charters: `python -m benchmarks.portal [--many N]`.

The page of a dead link is the yardstick: a template and no person.
"""

import argparse
from typing import Any

from benchmarks.ground import ground, measure, show
from config.tree import ended_by_signals
from tests import services

FEW = 30
START_SECONDS = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=10_000, help="charters of the larger season")
    parser.add_argument("--count", type=int, default=50, help="visits to each page")
    options = parser.parse_args()
    figures: dict[str, Any] = {}
    with ended_by_signals(), services.redis_server() as redis:
        for number, charters in enumerate((FEW, options.many)):
            with services.postgresql() as postgresql, ground(f"{redis}/{number}", postgresql) as environment:
                command = ["measure_portal", "--charters", str(charters), "--count", str(options.count)]
                figures[str(charters)] = measure(command, environment, within_seconds=START_SECONDS)
    show(_rows(figures), {"figure": "portal", "count": options.count, "charters": figures})


def _rows(figures: dict[str, Any]) -> list[list[str]]:
    rows = [["page", "charters", "CPU ms", "to dead link", "SQL", "kB"]]
    for charters, pages in figures.items():
        yardstick = pages["dead link"]["cpu_ms"]
        for page, seen in pages.items():
            ratio = f"{seen['cpu_ms'] / yardstick:.2f}"
            rows.append([page, charters, f"{seen['cpu_ms']:.1f}", ratio, str(seen["statements"]), f"{seen['kb']:.1f}"])
    return rows


if __name__ == "__main__":
    main()
