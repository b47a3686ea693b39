"""Many at once: each job in a thread of its own, with a database connection of its own."""

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from bookings.errors import BookingError


def at_once(jobs: Collection[Callable[[], object]]) -> list[Any]:
    """Run the jobs together and return what each gave, or the error that it met."""

    def attempt(job: Callable[[], object]) -> object:
        try:
            return job()
        except BookingError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(attempt, jobs))
