from celery import shared_task


@shared_task
def noop() -> None:
    """Do nothing: the most that Celery itself can do, one message a task."""
