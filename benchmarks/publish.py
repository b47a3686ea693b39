"""Publication of a season into a bucket against `aws s3 sync` and `rclone`: `python -m benchmarks.publish [--pages N]`.

Those two, on the same objects in the same minute, are the yardstick; they are left out where not installed.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.ground import ground, measure, show
from benchmarks.proxy import before
from config.demo import amazon
from config.tree import ended_by_signals
from tests import services

PATIENCE_SECONDS = 3600.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000, help="half of them code's pages, half friendly ones")
    parser.add_argument("--edits", type=int, default=200, help="half of them seen by guests")
    arguments = parser.parse_args()
    command = ["measure_publish", "--pages", str(arguments.pages), "--edits", str(arguments.edits)]
    with (
        ended_by_signals(),
        tempfile.TemporaryDirectory() as folder,
        amazon.running(Path(folder), port=services.free_port()) as aws,
        before(aws["AWS_ENDPOINT_URL"]) as proxy,
        services.redis_server() as redis,
        services.postgresql() as postgresql,
        ground(f"{redis}/0", postgresql) as environment,
    ):
        own = environment | aws | {"AWS_ENDPOINT_URL": proxy}
        figures = measure(command, own, within_seconds=PATIENCE_SECONDS)
    show(_rows(figures), {"figure": "publish", **vars(arguments), **figures})


def _rows(figures: dict[str, Any]) -> list[list[str]]:
    rows = [["what, by whom, at how long a request", "seconds", "PUT", "COPY", "HEAD", "GET"]]
    for each in figures["rounds"]:
        counts = [str(each["calls"].get(name, 0)) for name in ("PUT", "COPY", "HEAD", "GET")]
        rows.append([f"{each['what']}, {each['who']}, {each['wait']} ms", f"{each['seconds']:.1f}", *counts])
    return rows


if __name__ == "__main__":
    main()
