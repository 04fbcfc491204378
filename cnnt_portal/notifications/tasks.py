from celery import shared_task

from . import outbox


@shared_task(name="notifications.deliver")
def deliver():
    """Send what is due; beat repeats it, so a lost message delays a mail and no more."""
    if outbox.deliver():
        wake()


def wake():
    deliver.apply_async(retry=False)
