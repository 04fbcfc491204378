"""From an operation to the mail server, through the real queue."""

import pytest
from django.utils import timezone

from cnnt_portal.jobs import operations
from cnnt_portal.notifications.models import Mail
from cnnt_portal.notifications.operations import notify
from tests import people
from tests.jobs import kinds  # noqa: F401 registers the kinds of the tests
from tests.notifications.test_messages import Greeting
from tests.worker import running_worker, wait_until

from .mail_server import mail_server

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def test_a_message_reaches_the_mail_server_once_it_is_committed(settings):
    person = people.owner()
    at = timezone.now()
    job = operations.request(kind="tests.greet", key="a", arguments={"names": []}, by=person, at=at)
    with (
        mail_server(settings) as post,
        running_worker(
            EMAIL_HOST=settings.EMAIL_HOST,
            EMAIL_PORT=str(settings.EMAIL_PORT),
            CNNT_TEST_EMAIL_BACKEND=settings.EMAIL_BACKEND,
        ) as worker,
    ):
        notify(message=Greeting(job), recipients=[person], key="a", by=None, at=at)
        wait_until(lambda: post.received, explain=lambda: worker.log[-3000:])
        wait_until(lambda: Mail.objects.filter(state="sent").exists(), explain=lambda: worker.log[-3000:])
    assert post.addresses == [person.email]
