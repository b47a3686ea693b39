"""Deliveries drained a second by one worker on Redis and PostgreSQL: `python -m benchmarks.drain [--count N]`.

A Celery task that does nothing, as many times, on the same worker in the same minute, is the yardstick.
"""

import argparse
import sys
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.ground import ROOT, ground, measure, show
from config.tree import Child, Tree, ended_by_signals
from tests import services

POOLS = {"prefork": 1, "threads": 8}
"""The slots of each kind of worker; eight threads are what `make serve` runs."""
KINDS = {"noop": "bare no-op", "null": "delivery that does nothing", "guest_page": "guest page"}
PATIENCE_SECONDS = 1800.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="no-ops and deliveries of each kind in each round")
    parser.add_argument("--rounds", type=int, default=3, help="whose median is shown")
    arguments = parser.parse_args()
    with ended_by_signals():
        pools = {pool: _measure(pool, slots, **vars(arguments)) for pool, slots in POOLS.items()}
        show(_rows(pools), {"figure": "drain", **vars(arguments), "pools": pools})


def _measure(pool: str, slots: int, *, count: int, rounds: int) -> dict[str, dict[str, float]]:
    worker = ["-m", "celery", "-A", "config", "worker", "--pool", pool, "--concurrency", str(slots)]
    command = ["measure_drain", "--count", str(count), "--rounds", str(rounds), "--rings", str(slots)]
    with (
        services.redis_server() as redis,
        services.postgresql() as postgresql,
        ground(f"{redis}/0", postgresql) as environment,
        Tree(
            children=[Child("worker", [sys.executable, *worker, "--loglevel", "WARNING"])],
            environment=environment,
            folder=ROOT,
            log_dir=Path(environment["VAR_DIR"]) / "log",
            say=_say,
        ),
    ):
        rates = measure(command, environment, within_seconds=PATIENCE_SECONDS)
    return {
        kind: {
            "per_second": round(median(each[kind] for each in rates), 1),
            "to_noop": round(median(each[kind] / each["noop"] for each in rates), 3),
        }
        for kind in KINDS
    }


def _rows(pools: dict[str, Any]) -> list[list[str]]:
    rows = [["one worker", "per second", "to no-op"]]
    for pool, kinds in pools.items():
        for kind, label in KINDS.items():
            what = f"{label}, {pool} × {POOLS[pool]}"
            rows.append([what, f"{kinds[kind]['per_second']:.0f}", f"{kinds[kind]['to_noop']:.2f}"])
    return rows


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()
